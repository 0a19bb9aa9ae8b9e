"""The list of families: who is there, where each stands today, and only those of the own branch."""

import datetime

import pytest

from families.enums import FamilyState, MemberRole
from families.models import Family, FamilyMember, WaitingListEntry
from families.queries.lists import families_in, family_rows
from homestart.tenancy.context import branch_context
from matching.models import Trajectory

TODAY = datetime.date(2026, 3, 10)
TOMORROW = datetime.date(2026, 3, 11)
A_MONTH_AGO = datetime.date(2026, 2, 10)
A_YEAR_AGO = datetime.date(2025, 3, 10)


def make_families() -> None:
    supported = Family.objects.create(name="Adriaens")
    Trajectory.objects.create(family=supported, started_on=A_MONTH_AGO)
    WaitingListEntry.objects.create(family=supported, entered_on=A_YEAR_AGO, left_on=A_MONTH_AGO)
    FamilyMember.objects.create(family=supported, role=MemberRole.CHILD)
    FamilyMember.objects.create(family=supported, role=MemberRole.CHILD, left_on=A_MONTH_AGO)
    FamilyMember.objects.create(family=supported, role=MemberRole.CHILD, joined_on=TOMORROW)
    FamilyMember.objects.create(family=supported, role=MemberRole.PARENT)
    waiting = Family.objects.create(name="Bogaert")
    WaitingListEntry.objects.create(family=waiting, entered_on=A_MONTH_AGO)
    Trajectory.objects.create(family=waiting, started_on=A_YEAR_AGO, ended_on=A_MONTH_AGO)
    closed = Family.objects.create(name="Claes")
    Trajectory.objects.create(family=closed, started_on=A_YEAR_AGO, ended_on=TODAY)
    never_started = Family.objects.create(name="Daems")
    Trajectory.objects.create(family=never_started, ended_on=A_MONTH_AGO)


def test_each_family_stands_in_one_situation(herent, aalst):
    with branch_context(aalst):
        Family.objects.create(name="Aalsters")
    with branch_context(herent):
        make_families()
        rows = family_rows(families_in("", "", TODAY), TODAY)
        assert [(row.family.name, row.state, row.since, row.children) for row in rows] == [
            ("Adriaens", FamilyState.SUPPORTED, A_MONTH_AGO, 1),
            ("Bogaert", FamilyState.WAITING, A_MONTH_AGO, 0),
            ("Claes", FamilyState.CLOSED, TODAY, 0),
            ("Daems", FamilyState.REFERRED, None, 0),
        ]


@pytest.mark.parametrize(
    ("state", "names"),
    [
        (FamilyState.SUPPORTED, ["Adriaens"]),
        (FamilyState.WAITING, ["Bogaert"]),
        (FamilyState.CLOSED, ["Claes"]),
        (FamilyState.REFERRED, ["Daems"]),
    ],
)
def test_the_filter_and_the_column_agree(herent, state, names):
    with branch_context(herent):
        make_families()
        assert [family.name for family in families_in(state, "", TODAY)] == names
        assert [row.state for row in family_rows(families_in(state, "", TODAY), TODAY)] == [state]


@pytest.mark.parametrize("typed", ["Bo", " bo ", "bo\x00"])
def test_search_is_by_the_start_of_the_name(herent, coordinator, sign_in, typed):
    with branch_context(herent):
        make_families()
    page = sign_in(coordinator).post("/herent/gezinnen/", {"naam": typed}).content.decode()
    assert "Bogaert" in page
    assert "Adriaens" not in page


def test_an_unknown_filter_or_page_shows_the_list(herent, coordinator, sign_in):
    with branch_context(herent):
        make_families()
    page = sign_in(coordinator).get("/herent/gezinnen/", {"toestand": "x", "pagina": "zeven"})
    assert page.status_code == 200
    assert "Adriaens" in page.content.decode()


def test_the_number_of_queries_does_not_grow(
    herent, coordinator, sign_in, django_assert_num_queries, django_assert_max_num_queries
):
    browser = sign_in(coordinator)
    with branch_context(herent):
        Family.objects.create(name="Peeters")
    with django_assert_max_num_queries(16) as first:
        browser.get("/herent/gezinnen/")
    with branch_context(herent):
        make_families()
    with django_assert_num_queries(len(first)):
        browser.get("/herent/gezinnen/")
