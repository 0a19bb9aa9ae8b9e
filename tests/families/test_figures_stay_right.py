"""All figures of the sample branches, after everything that changes whose a record is.

What two files said of one family counts once as soon as they are one; who moves, leaves or comes back counts
where he was; and what is taken back leaves no trace. Compared over all indicators and years.
"""

import datetime
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from families.actions.family import change_family, change_member
from families.actions.merging import merge_families, undo_regrouping
from families.actions.separating import join_again, move_member, open_place, separate_family
from families.actions.waiting import leave_waiting_list, return_to_waiting_list
from families.models import Family, FamilyMember
from homestart.exchange.importing import import_folder
from homestart.tenancy.context import branch_context
from homestart.tenancy.models import Branch
from matching.actions.closing import close_trajectory, reopen_trajectory
from matching.models import Trajectory
from reporting.indicators import compute
from tests.families.taken_apart import all_rows, first_child, take_apart
from tests.reporting.indicators.conftest import rolled_back

pytestmark = pytest.mark.django_db

ROOT = Path(__file__).resolve().parents[2]
#: Of each sample its folder, its years and the figures that it has to give.
OF_HERENT = json.loads((ROOT / "tests/data/expected/herent-2025.json").read_text())["years"]
OF_FLANDERS = json.loads((ROOT / "tests/data/expected/flanders-2024.json").read_text())["branches"]
SAMPLES = {
    "herent-2025": ("homestart/demo/data/herent", "herent", OF_HERENT),
    "flanders-2024": ("tests/data/flanders-2024-herent", "herent", OF_FLANDERS["herent"]["years"]),
    "aalst-2024": ("homestart/demo/data/aalst", "aalst", OF_FLANDERS["aalst"]["years"]),
}
Figures = dict[str, dict[str, Any]]
#: Everything is tried on the branch with most history, what is made one on the others too.
on_all = pytest.mark.parametrize("imported", SAMPLES, indirect=True, scope="module")
on_herent = pytest.mark.parametrize("imported", ["herent-2025"], indirect=True, scope="module")


class Sample:
    """A branch with its history, and what its figures have to be."""

    def __init__(self, branch: Branch, expected: Figures) -> None:
        self.branch = branch
        self.expected = expected

    def figures(self) -> Figures:
        """All indicators of all years, as they are kept."""
        computed = {year: compute(self.branch, int(year)) for year in self.expected}
        return json.loads(json.dumps(computed))

    def wrong(self) -> set[str]:
        """The indicators that are not what they have to be, in any year."""
        found = self.figures()
        return {
            name
            for year, figures in self.expected.items()
            for name, value in figures.items()
            if found[year][name] != value
        }


@pytest.fixture(scope="module")
def imported(
    request: pytest.FixtureRequest, django_db_setup: None, django_db_blocker: Any
) -> Iterator[tuple[str, Figures]]:
    folder, slug, expected = SAMPLES[request.param]
    with django_db_blocker.unblock(), rolled_back():
        import_folder(ROOT / folder, by=None)
        assert Sample(Branch.objects.get(slug=slug), expected).wrong() == set()
        yield slug, expected


@pytest.fixture
def sample(imported: tuple[str, Figures], db: None) -> Iterator[Sample]:
    slug, expected = imported
    branch = Branch.objects.get(slug=slug)
    with branch_context(branch):
        yield Sample(branch, expected)


def last_year(sample: Sample) -> int:
    return max(map(int, sample.expected))


def supported(sample: Sample) -> Any:
    """A family of which the support goes on at the end of the last year, of three members or more."""
    last = datetime.date(last_year(sample), 12, 31)
    running = Trajectory.objects.open_after(last).filter(started_on__lt=datetime.date(last.year, 1, 1))
    families = Family.objects.filter(pk__in=running.values("family"))
    return next(one for one in families.order_by("key") if len(stays(one)) >= 3)


def stays(family: Family) -> list[FamilyMember]:
    """Who belonged to it all the time."""
    return list(family.members.filter(joined_on=None, left_on=None).order_by("role", "pk"))


@on_all
def test_two_files_of_one_family_count_wrong_and_one_file_right_again(sample):
    before = all_rows()
    pairs = [(family, take_apart(family)) for family in Family.objects.order_by("key")]
    assert {"families_supported", "families_waiting_list"} & sample.wrong()
    apart, rows_apart = sample.figures(), all_rows()
    merged = [merge_families(first, second, by=None, version=None) for first, second in pairs]
    assert sample.wrong() == set()
    assert Family.objects.count() == len(pairs)
    assert len(all_rows()["families.FamilyMember"]) == len(before["families.FamilyMember"])
    for one in reversed(merged):
        undo_regrouping(one, by=None)
    assert sample.figures() == apart
    assert all_rows() == rows_apart


@on_all
def test_it_does_not_matter_which_of_both_files_stays(sample):
    for family in list(Family.objects.order_by("key")):
        merge_families(take_apart(family), family, by=None, version=None)
    assert sample.wrong() == set()


@on_herent
def test_a_member_put_in_another_file_and_back_counts_as_before(sample):
    family = supported(sample)
    child = first_child(family)
    other = Family.objects.exclude(trajectories=None).exclude(pk=family.pk).order_by("key").last()
    before = all_rows()
    moved = move_member(child, other, by=None, version=None)
    assert sample.figures() != sample.expected
    child.refresh_from_db()
    move_member(child, family, by=None, version=None)
    assert sample.wrong() == set() and all_rows() == before
    child.refresh_from_db()
    undone = move_member(child, other, by=None, version=None)
    undo_regrouping(undone, by=None)
    assert sample.wrong() == set() and all_rows() == before
    assert moved.steps != []


@on_herent
def test_a_child_that_moves_on_a_day_counts_here_before_and_there_after(sample):
    family, year = supported(sample), last_year(sample)
    child = first_child(family)
    to = Family.objects.create(name="Verhuisd")
    before = all_rows()
    # The last day of the year is the day on which a report counts: from the day after it is elsewhere.
    for day, counts in [(datetime.date(year + 1, 1, 1), True), (datetime.date(year, 12, 31), False)]:
        moved = move_member(child, to, by=None, version=None, day=day)
        assert (sample.wrong() == set()) is counts
        undo_regrouping(moved, by=None)
        child.refresh_from_db()
    assert sample.wrong() == set() and all_rows() == before


@on_herent
def test_a_family_taken_apart_and_joined_again_within_the_year_counts_as_before(sample):
    family, year = supported(sample), last_year(sample)
    going = stays(family)[1:]
    before = all_rows()
    separation = separate_family(
        family, by=None, version=None, day=datetime.date(year, 3, 1), members=going, name="Apart"
    )
    apart = sample.wrong()
    assert "families_supported" not in apart and any("child" in one for one in apart)
    joined = join_again(separation, by=None, day=datetime.date(year, 9, 1))
    assert sample.wrong() == set()
    undo_regrouping(joined, by=None)
    assert sample.wrong() == apart
    undo_regrouping(separation, by=None)
    assert sample.wrong() == set() and all_rows() == before


@on_herent
def test_a_family_taken_apart_after_the_year_changes_no_figure_of_it(sample):
    family, year = supported(sample), last_year(sample)
    day = datetime.date(year + 1, 1, 1)
    separate_family(family, by=None, version=None, day=day, members=stays(family)[1:], name="Apart")
    assert sample.wrong() == set()


@on_herent
def test_the_place_on_the_waiting_list_that_goes_along_counts_once_with_its_decision(sample):
    waiting = Family.objects.filter(waiting_list_entries__left_on=None, trajectories=None).distinct()
    family = next(
        one
        for one in waiting.filter(waiting_list_entries__isnull=False).order_by("key")
        if open_place(one) and len(stays(one)) >= 2
    )
    separation = separate_family(
        family,
        by=None,
        version=None,
        day=datetime.date(last_year(sample), 6, 1),
        members=stays(family)[1:],
        takes_place=True,
        name="Apart",
    )
    assert open_place(family) is None
    assert sample.wrong() == set()
    undo_regrouping(separation, by=None)
    assert open_place(family) is not None
    assert sample.wrong() == set()


@on_herent
def test_a_trajectory_closed_and_opened_again_counts_as_before(sample):
    year = last_year(sample)
    trajectory = Trajectory.objects.filter(family=supported(sample), ended_on=None).get()
    day = datetime.date(year, 12, 31)
    closed = close_trajectory(
        trajectory, by=None, version=trajectory.version, ended_on=day, closing_reason="goals_reached"
    )
    assert "trajectories_closed" in sample.wrong()
    reopen_trajectory(closed, by=None, version=closed.version)
    assert sample.wrong() == set()


@on_herent
def test_a_place_left_and_taken_again_counts_as_before(sample):
    family = next(one for one in Family.objects.filter(trajectories=None).order_by("key") if open_place(one))
    entry = open_place(family)
    left = leave_waiting_list(
        entry,
        by=None,
        version=None,
        left_on=max(entry.entered_on, datetime.date(last_year(sample), 12, 31)),
        exit_reason="moved",
    )
    assert "families_waiting_list" in sample.wrong()
    return_to_waiting_list(left, by=None, version=left.version)
    assert sample.wrong() == set()


@on_herent
def test_what_is_changed_and_changed_back_counts_as_before(sample):
    family = supported(sample)
    child = first_child(family)
    born, language = child.birth_date, family.home_language
    older = change_member(child, by=None, version=child.version, birth_date=datetime.date(1999, 1, 1))
    other = change_family(family, by=None, version=family.version, home_language="sw")
    assert sample.figures() != sample.expected
    change_member(older, by=None, version=older.version, birth_date=born)
    change_family(other, by=None, version=other.version, home_language=language)
    assert sample.wrong() == set()
