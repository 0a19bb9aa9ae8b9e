"""The volunteer's own page: the own family on a card while it lasts, and not a word of anything else."""

import datetime
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from families.models import Agreement, Family, FamilyContact, FamilyMember
from homestart.accounts import actions as accounts
from homestart.accounts.models import User
from homestart.audit.models import AuditEvent
from homestart.tenancy.context import branch_context
from homestart.tenancy.models import Branch, Municipality
from matching.models import Match, Trajectory
from tests.architecture.access_matrix import MATRIX, VOLUNTEER
from tests.architecture.test_access import address
from volunteers.actions import invite_volunteer
from volunteers.models import Volunteer

pytestmark = pytest.mark.django_db

TODAY = datetime.date(2026, 3, 16)
PAGE = "/herent/mijn/"


@pytest.fixture(autouse=True)
def today(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("django.utils.timezone.localdate", lambda *args, **kwargs: TODAY)


@pytest.fixture
def greet(herent: Branch, coordinator: User) -> User:
    """Signs in as Greet Maes, whose file is in Herent."""
    with branch_context(herent):
        volunteer = Volunteer.objects.create(first_name="Greet", last_name="Maes", email="greet@example.org")
        invitation = invite_volunteer(volunteer, by=coordinator, site_url="http://localhost")
    return accounts.accept_as_new_user(invitation, name="Greet Maes", password=None)


def support(herent: Branch, greet: User, **days: Any) -> Match:
    """Greet supports Amina and Yusuf with Noor, who is 3, and a baby of 5 months."""
    with branch_context(herent):
        Municipality.objects.get_or_create(nis_code="24038", defaults={"name": "Herent"})
        family = Family.objects.create(
            name="Geheimenaam",
            street="Dorpsstraat 12",
            postal_code="3020",
            municipality="24038",
            phone="0470 11 22 33",
            email="geheim@example.org",
            needs="Geheime nood",
            strengths="Geheime kracht",
        )
        for role, name, born in (
            ("parent", "Amina", datetime.date(1990, 1, 1)),
            ("parent", "Yusuf", None),
            ("child", "Noor", datetime.date(2022, 6, 1)),
            ("child", "Sami", datetime.date(2025, 10, 2)),
            ("other_adult", "Oma", None),
        ):
            FamilyMember.objects.create(
                family=family, role=role, first_name=name, last_name="Achternaam", birth_date=born
            )
        FamilyMember.objects.create(
            family=family, role="child", first_name="Vertrokken", left_on=datetime.date(2026, 1, 1)
        )
        FamilyContact.objects.create(family=family, date=TODAY, kind="intake", note="Geheime notitie")
        volunteer = Volunteer.objects.get(last_name="Maes")
        dates = {"started_on": datetime.date(2026, 2, 2), **days}
        trajectory = Trajectory.objects.create(family=family, started_on=dates["started_on"])
        return Match.objects.create(
            trajectory=trajectory, volunteer=volunteer, agreements="Woensdag om 14 uur.", **dates
        )


def test_the_card_has_what_one_needs_to_go_there(herent, greet, sign_in):
    Branch.objects.filter(pk=herent.pk).update(phone="016 20 00 00", email="herent@example.org")
    match = support(herent, greet)
    page = sign_in(greet).get(PAGE).content.decode()
    for wanted in ("Amina en Yusuf", "Noor (3 jaar)", "Sami (5 maanden)", "Dorpsstraat 12", "3020 Herent"):
        assert wanted in page
    assert 'href="tel:0470112233"' in page and "Woensdag om 14 uur." in page
    assert 'href="tel:016200000"' in page and "mailto:herent@example.org" in page
    with branch_context(herent):
        looks = AuditEvent.objects.filter(verb="look", actor_id=greet.pk).values_list("object_id", flat=True)
        assert list(looks) == [str(match.trajectory.family_id)]


def test_the_card_has_nothing_else_of_the_file(herent, greet, sign_in):
    support(herent, greet)
    page = sign_in(greet).get(PAGE).content.decode()
    for secret in ("Geheim", "geheim", "Achternaam", "Oma", "Vertrokken", "1990", "2022"):
        assert secret not in page


def test_the_card_has_the_agreements_that_are_meant_for_the_volunteer_and_no_other(herent, greet, sign_in):
    match = support(herent, greet)
    day = datetime.date(2026, 3, 1)
    with branch_context(herent):
        for text, for_volunteer, ended_on in (
            ("Noor is allergisch voor noten.", True, None),
            ("Geheim: vader weet van niets.", False, None),
            ("Geheim en voorbij.", True, TODAY),
        ):
            Agreement.objects.create(
                family=match.trajectory.family,
                agreed_on=day,
                text=text,
                for_volunteer=for_volunteer,
                ended_on=ended_on,
            )
    page = sign_in(greet).get(PAGE).content.decode()
    assert "Woensdag om 14 uur." in page and "Noor is allergisch voor noten." in page
    assert "Geheim" not in page


def test_a_child_that_will_not_be_born_is_on_no_card_from_that_day_on(herent, greet, sign_in):
    match = support(herent, greet)
    with branch_context(herent):
        child = FamilyMember.objects.create(
            family=match.trajectory.family, role="child", due_date=datetime.date(2026, 6, 1)
        )
        client = sign_in(greet)
        assert "kind (op komst)" in client.get(PAGE).content.decode()
        FamilyMember.objects.filter(pk=child.pk).update(left_on=TODAY, left_reason="not_born")
    assert "op komst" not in client.get(PAGE).content.decode()


@pytest.mark.parametrize(
    ("days", "seen"),
    [
        ({}, True),
        ({"ended_on": TODAY}, True),
        ({"ended_on": TODAY - datetime.timedelta(1)}, False),
        ({"started_on": TODAY + datetime.timedelta(3)}, False),
        ({"started_on": TODAY + datetime.timedelta(3), "introduced_on": TODAY}, True),
        ({"started_on": None, "introduced_on": TODAY}, True),
        ({"started_on": None}, False),
    ],
    ids=["runs", "last day", "over", "to come", "acquainted", "acquainted, no day yet", "proposed"],
)
def test_the_card_opens_with_the_introduction_and_closes_by_itself(herent, greet, sign_in, days, seen):
    support(herent, greet, **days)
    assert ("Dorpsstraat 12" in sign_in(greet).get(PAGE).content.decode()) is seen


def test_the_card_closes_with_the_trajectory(herent, greet, sign_in):
    match = support(herent, greet)
    with branch_context(herent):
        Trajectory.objects.filter(pk=match.trajectory_id).update(ended_on=TODAY - datetime.timedelta(1))
    page = sign_in(greet).get(PAGE).content.decode()
    assert "Dorpsstraat 12" not in page and "Op dit moment geen gezin" in page


def test_who_is_no_volunteer_of_the_branch_sees_a_friendly_page(ours, volunteer_user, sign_in):
    page = sign_in(volunteer_user).get(PAGE)
    assert "Op dit moment geen gezin" in page.content.decode()
    assert ours.canary not in page.content.decode()


def test_a_volunteer_reaches_no_row_but_those_of_the_own_card(herent, ours, theirs, greet, sign_in):
    """Every page of the branch that is for somebody else is refused; no answer has a word of another row."""
    support(herent, greet)
    client = sign_in(greet)
    page = client.get(PAGE).content.decode()
    assert "Amina" in page
    assert ours.canary not in page and theirs.canary not in page
    refused = [name for name, page in MATRIX.items() if page.in_branch and VOLUNTEER not in page.opens_for]
    assert len(refused) > 30
    for name in refused:
        for rows in (ours, theirs):
            path = address(name, rows.branch.slug, rows)
            for answer in (client.get(path), client.post(path)):
                expected = 403 if rows is ours else 404
                assert answer.status_code == expected, (name, rows.branch)
                assert ours.canary not in answer.content.decode()
                assert theirs.canary not in answer.content.decode()


def test_access_that_ended_shows_nothing_at_the_next_request(herent, greet, coordinator, sign_in):
    support(herent, greet)
    client = sign_in(greet)
    assert client.get(PAGE).status_code == 200
    accounts.end_membership(greet.memberships.get(), by=coordinator)
    assert client.get(PAGE).status_code == 404


def test_two_families_are_read_in_as_many_queries_as_one(herent, greet, sign_in, django_assert_num_queries):
    client = sign_in(greet)
    support(herent, greet)
    client.get(PAGE)
    with CaptureQueriesContext(connection) as one:
        client.get(PAGE)
    for _ in range(2):
        support(herent, greet)
    with django_assert_num_queries(len(one)):
        client.get(PAGE)
