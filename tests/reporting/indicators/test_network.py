"""The figures of all demonstration branches and of the network that they make together."""

import json
from collections.abc import Iterator
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from homestart.exchange.importing import import_folder
from homestart.tenancy.context import network_context
from homestart.tenancy.models import Branch
from reporting.indicators import compute
from reporting.indicators.stored import network, store
from reporting.models import BranchFigures
from tests.reporting.indicators.conftest import rolled_back

ROOT = Path(__file__).resolve().parents[3]
EXPECTED = json.loads((ROOT / "tests/data/expected/flanders-2024.json").read_text())
BRANCHES = sorted(EXPECTED["branches"])


def folder(slug: str) -> Path:
    # The demonstration branch Herent holds 2025 too; the total of the network was made without it.
    return ROOT / ("tests/data/flanders-2024-herent" if slug == "herent" else f"homestart/demo/data/{slug}")


@pytest.fixture(scope="module")
def imported(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    with django_db_blocker.unblock(), rolled_back():
        for slug in BRANCHES:
            import_folder(folder(slug), by=None)
        yield


def as_text(figures: dict[str, Any]) -> str:
    return json.dumps(figures, sort_keys=True, indent=1)


@pytest.mark.parametrize("slug", BRANCHES)
def test_every_figure_of_a_branch_is_the_expected_one(imported: None, db: None, slug: str) -> None:
    figures = compute(Branch.objects.get(slug=slug), 2024)
    assert as_text(figures) == as_text(EXPECTED["branches"][slug]["years"]["2024"])


def test_the_total_of_the_network(imported: None, db: None) -> None:
    out = StringIO()
    call_command("figures", "--network", "2024", "--json", stdout=out)
    assert as_text(json.loads(out.getvalue())) == as_text(EXPECTED["network"]["years"])


def test_the_total_is_made_of_what_is_stored(imported: None, db: None) -> None:
    for slug in ("aalst", "lier"):
        store(Branch.objects.get(slug=slug), 2024)
    with CaptureQueriesContext(connection) as queries:
        total = network(2024)
    assert len([query for query in queries if "reporting_branchfigures" in query["sql"]]) == 1
    assert len(queries) == 5, "beside it a savepoint, the network set and unset"
    assert total["families_supported"] == sum(
        EXPECTED["branches"][slug]["years"]["2024"]["families_supported"] for slug in ("aalst", "lier")
    )
    assert total["branches_active"] == 2


def test_storing_again_replaces_what_was_stored(imported: None, db: None) -> None:
    branch = Branch.objects.get(slug="diest")
    first = store(branch, 2024)
    assert store(branch, 2024).pk == first.pk
    with network_context():
        assert BranchFigures.network.count() == 1
