"""The figures of the demonstration branch Herent, which must be those of its expected file exactly."""

import json
from collections.abc import Iterator
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from homestart.exchange.importing import import_folder
from homestart.tenancy.context import branch_context, network_context
from homestart.tenancy.models import Branch
from reporting.indicators import INDICATORS, cases, compute
from reporting.models import BranchFigures
from tests.reporting.indicators.conftest import rolled_back

ROOT = Path(__file__).resolve().parents[3]
EXPECTED = json.loads((ROOT / "tests/data/expected/herent-2025.json").read_text())["years"]

#: What counts something else than records, or adds a number that a record holds: there the list explains, and
#: is not as long as the number.
NOT_RECORDS = (
    "contacts_volunteer_family",
    "support_moments_total",
    "contacts_volunteer_avg_per_quarter",
    "visits_per_active_month",
    "event_attendance.persons",
    "info_session_participants",
    "start_training_participants",
    "volunteers_perinatal_trained",
    "recruitment_funnel.info_session",
    "recruitment_funnel.training",
    "partnerships",
    "local_projects",
    "municipalities_covered",
    "impact_measurements_valid",
    "impact_by_domain",
    "volunteers_age_range",
    "staff_fte",
)


@pytest.fixture(scope="module")
def imported(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    with django_db_blocker.unblock(), rolled_back():
        import_folder(ROOT / "homestart/demo/data/herent", by=None)
        yield


@pytest.fixture
def branch(imported: None, db: None) -> Branch:
    return Branch.objects.get(slug="herent")


@pytest.fixture
def empty(branch: Branch) -> Branch:
    return Branch.objects.create(slug="leeg", name="Leeg", organisation=branch.organisation)


def numbers(value: Any, path: str) -> Iterator[tuple[str, int]]:
    """Every whole number of a figure with its path: ("volunteers_by_gender.f.numerator", 14)."""
    if isinstance(value, dict):
        for name, part in value.items():
            yield from numbers(part, f"{path}.{name}")
    elif isinstance(value, int):
        yield path, value


@pytest.mark.parametrize("year", sorted(EXPECTED))
def test_every_figure_is_the_expected_one(branch: Branch, year: str) -> None:
    figures = compute(branch, int(year))
    assert json.dumps(figures, sort_keys=True, indent=1) == json.dumps(
        EXPECTED[year], sort_keys=True, indent=1
    )


@pytest.mark.parametrize("year", sorted(EXPECTED))
def test_the_list_of_cases_is_as_long_as_the_number(branch: Branch, year: str) -> None:
    with branch_context(branch):
        lengths = {
            path: (cases(id, int(year), path.removeprefix(id).removeprefix(".")).count(), number)
            for id, value in EXPECTED[year].items()
            for path, number in numbers(value, id)
            if not path.startswith(NOT_RECORDS)
        }
    assert {path: pair for path, pair in lengths.items() if pair[0] != pair[1]} == {}
    assert sum(number > 0 for _, number in lengths.values()) > 60


def test_a_part_or_indicator_that_does_not_exist_has_no_cases(branch: Branch) -> None:
    with branch_context(branch):
        for indicator, part in [
            ("gezinnen", ""),
            ("volunteers_by_gender", "z"),
            ("profile_newcomers", "all_"),
        ]:
            with pytest.raises(KeyError):
                cases(indicator, 2025, part)


def test_the_number_of_queries_does_not_depend_on_the_number_of_records(
    branch: Branch, empty: Branch
) -> None:
    with CaptureQueriesContext(connection) as of_empty:
        compute(empty, 2025)
    with CaptureQueriesContext(connection) as of_herent:
        compute(branch, 2025)
    assert len(of_empty) == len(of_herent) < 60


def test_an_empty_branch_has_every_figure(empty: Branch) -> None:
    figures = compute(empty, 2025)
    assert figures.keys() == INDICATORS.keys() == EXPECTED["2025"].keys()
    assert figures["families_supported"] == 0
    assert figures["profile_single_parent"] == {"denominator": 0, "numerator": 0, "unknown": 0, "value": None}
    assert figures["avg_waiting_time"] == {
        "mean_days": None,
        "mean_months": None,
        "median_days": None,
        "median_months": None,
        "missing": 0,
        "n": 0,
    }
    assert figures["volunteers_age_range"] == {"oldest": None, "youngest": None}
    assert figures["referrals_by_referrer"] == {}
    assert figures["branches_active"] == 0


def test_the_command_prints_nothing_but_the_figures(branch: Branch) -> None:
    out = StringIO()
    call_command("figures", "herent", "2025", "2024", "--json", stdout=out)
    assert json.loads(out.getvalue()) == {year: EXPECTED[year] for year in ("2024", "2025")}
    with network_context():
        assert not BranchFigures.network.exists()


def test_the_command_prints_a_readable_table(branch: Branch) -> None:
    out = StringIO()
    call_command("figures", "herent", "2025", stdout=out)
    assert "(families_supported): 22" in out.getvalue()


@pytest.mark.parametrize(
    "words", [["leuven", "2025"], ["herent", "dit-jaar"], ["herent"], ["--network", "x"]]
)
def test_the_command_refuses_what_it_does_not_know(branch: Branch, words: list[str]) -> None:
    out = StringIO()
    with pytest.raises(CommandError):
        call_command("figures", *words, stdout=out)
    assert out.getvalue() == ""
