"""The list of volunteers: where each stands, in which role, for how many families, and what is next."""

import datetime

import pytest

from families.models import Family, FamilyMember
from homestart.tenancy.context import branch_context
from matching.models import Match, Trajectory
from volunteers.models import Attendance, Event, RoleAssignment, Volunteer
from volunteers.queries import missing, volunteers_in, volunteers_on

pytestmark = pytest.mark.django_db

TODAY = datetime.date(2026, 3, 16)
BEFORE = datetime.date(2025, 9, 1)


def volunteer(name: str, role: str = "", trained: bool = False, **values: object) -> Volunteer:
    made = Volunteer.objects.create(last_name=name, **values)
    if role:
        RoleAssignment.objects.create(volunteer=made, role=role, started_on=BEFORE)
    if trained:
        event = Event.objects.create(kind="start_training", date=BEFORE)
        Attendance.objects.create(event=event, volunteer=made, present=True)
    return made


def match(one: Volunteer, started_on=BEFORE, ended_on=None, born=None) -> None:
    family = Family.objects.create(name="Peeters")
    FamilyMember.objects.create(family=family, role="child", birth_date=born or datetime.date(2015, 1, 1))
    trajectory = Trajectory.objects.create(family=family, started_on=started_on, ended_on=ended_on)
    Match.objects.create(trajectory=trajectory, volunteer=one, started_on=started_on, ended_on=ended_on)


@pytest.fixture
def everybody(herent):
    """One volunteer in each state, with a match of two families for who is active."""
    with branch_context(herent):
        active = volunteer("Aerts", role="family_buddy")
        match(active)
        match(active)
        match(active, ended_on=TODAY)
        volunteer("Bos", role="family_buddy")
        volunteer("Bury", trained=True)
        match(volunteer("Cools", trained=True), started_on=TODAY + datetime.timedelta(1))
        volunteer("Dries", role="mentor")
        volunteer("Engels", trained=False)
        volunteer("Faes", trained=True, interview_result="withdrew")
        match(volunteer("Goos", role="family_buddy", stopped_on=TODAY))
        yield


@pytest.mark.parametrize(
    ("state", "names"),
    [
        ("active", ["Aerts"]),
        ("available", ["Bos", "Bury", "Cools"]),
        ("other_role", ["Dries"]),
        ("candidate", ["Engels"]),
        ("not_started", ["Faes"]),
        ("stopped", ["Goos"]),
        ("", ["Aerts", "Bos", "Bury", "Cools", "Dries", "Engels"]),
        ("all", ["Aerts", "Bos", "Bury", "Cools", "Dries", "Engels", "Faes", "Goos"]),
        ("nonsense", ["Aerts", "Bos", "Bury", "Cools", "Dries", "Engels"]),
    ],
)
def test_each_volunteer_is_in_one_state(everybody, state, names):
    assert [one.last_name for one in volunteers_in(state, "", TODAY)] == names


def test_families_and_roles_of_today_are_counted(everybody):
    by_name = {one.last_name: one for one in volunteers_on(TODAY)}
    assert by_name["Aerts"].families == 2
    assert by_name["Cools"].families == 0
    assert by_name["Dries"].held == ["mentor"]
    assert by_name["Goos"].held == []
    assert by_name["Aerts"].since == BEFORE


def test_a_small_or_unborn_child_asks_for_the_perinatal_module(herent):
    with branch_context(herent):
        limit = datetime.date(2023, 9, 16)
        for name, born in (("Jong", limit + datetime.timedelta(1)), ("Oud", limit)):
            match(volunteer(name), born=born)
        needed = {one.last_name: [str(step) for step in missing(one)] for one in volunteers_on(TODAY)}
    assert "perinatal" in needed["Jong"]
    assert "perinatal" not in needed["Oud"]


def test_a_small_child_of_a_family_of_before_asks_for_nothing(herent):
    with branch_context(herent):
        one = volunteer("Jong")
        match(one, ended_on=TODAY, born=TODAY)
        match(one)
        assert [found.perinatal_needed for found in volunteers_on(TODAY)] == [False]


def test_the_list_shows_the_next_paper(everybody, coordinator, sign_in):
    page = sign_in(coordinator).get("/herent/vrijwilligers/").content.decode()
    assert page.count("Gesprek noteren") == 3 and page.count("Uittreksel noteren") == 3
    assert "Goos" not in page
    assert "Goos" in sign_in(coordinator).get("/herent/vrijwilligers/?toestand=all").content.decode()


def test_a_name_is_posted_and_any_part_of_it_is_found(everybody, coordinator, sign_in):
    page = sign_in(coordinator).post("/herent/vrijwilligers/", {"naam": "bo"}).content.decode()
    assert "Bos" in page and "Aerts" not in page


def test_the_number_of_queries_does_not_grow(
    herent, coordinator, sign_in, django_assert_num_queries, django_assert_max_num_queries
):
    client = sign_in(coordinator)
    with branch_context(herent):
        match(volunteer("Aerts", role="mentor"))
    with django_assert_max_num_queries(18) as first:
        client.get("/herent/vrijwilligers/")
    with branch_context(herent):
        for name in ("Bos", "Cools"):
            match(volunteer(name, role="family_buddy", trained=True))
    with django_assert_num_queries(len(first)):
        client.get("/herent/vrijwilligers/")


@pytest.mark.parametrize("typed", ["greet", "maes gr", "0470 12 34", "+32470123456"])
def test_the_search_box_finds_a_volunteer_by_name_or_number(herent, aalst, coordinator, sign_in, typed):
    with branch_context(herent):
        found = volunteer("Maes", role="family_buddy", first_name="Greet", phone="+32 470 12 34 56")
        volunteer("Aerts", first_name="Jan", phone="+32 470 99 99 99")
    with branch_context(aalst):
        other = volunteer("Maes", first_name="Greet", phone="+32 470 12 34 56")
    page = sign_in(coordinator).post("/herent/zoeken/", {"zoek": typed}).content.decode()
    assert f'href="/herent/vrijwilligers/{found.pk}/"' in page
    assert "Aerts" not in page and str(other.pk) not in page
    contact = sign_in(coordinator).post("/herent/contact/", {"zoek": typed}).content.decode()
    assert f"/herent/vrijwilligers/{found.pk}/contact/" in contact
