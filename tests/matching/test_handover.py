"""The hand-over page: what a colleague has to know of each family and each volunteer."""

import datetime
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from families.models import Agreement, Family, FamilyContact, FamilyMember, FollowUp, WaitingListEntry
from homestart.audit.models import AuditEvent, FieldChange
from homestart.tenancy.context import branch_context
from homestart.tenancy.models import Branch
from matching.models import HandOverNote, Match, ReviewTalk, Trajectory
from tests.matching.test_trajectories import hidden, send
from volunteers.models import CoachingContact, RoleAssignment, Volunteer

pytestmark = pytest.mark.django_db

TODAY = datetime.date(2026, 3, 16)
PAGE = "/herent/overdracht/"


@pytest.fixture(autouse=True)
def today(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("django.utils.timezone.localdate", lambda *args, **kwargs: TODAY)


def ago(days: int) -> datetime.date:
    return TODAY - datetime.timedelta(days=days)


def supported(branch: Branch, name: str, volunteer: str) -> Family:
    """A family with all that a sheet can tell."""
    with branch_context(branch):
        family = Family.objects.create(name=name, phone="0470 00 00 01")
        FamilyMember.objects.create(family=family, role="parent", first_name=f"Mama {name}")
        person = Volunteer.objects.create(first_name=volunteer, last_name="Claes", phone="0470 00 00 02")
        RoleAssignment.objects.create(volunteer=person, role="family_buddy", started_on=ago(200))
        trajectory = Trajectory.objects.create(family=family, started_on=ago(100))
        Match.objects.create(
            trajectory=trajectory,
            volunteer=person,
            role="family_buddy",
            started_on=ago(100),
            agreements=f"Woensdag bij {name}.",
        )
        ReviewTalk.objects.create(trajectory=trajectory, kind="follow_up", due_on=ago(-10))
        FamilyContact.objects.create(family=family, date=ago(5), kind="long_call", note=f"Open over {name}.")
        FamilyContact.objects.create(
            family=family, date=ago(3), kind="home_visit", note=f"Geheim van {name}.", level="coordinators"
        )
        FamilyContact.objects.create(
            family=family, date=ago(1), kind="home_visit", note=f"Zorg om {name}.", level="concern"
        )
        FollowUp.objects.create(family=family, due_on=ago(-2), text=f"Bel {name}.")
        Agreement.objects.create(family=family, agreed_on=ago(50), text=f"Afspraak met {name}.")
        HandOverNote.objects.create(family=family, text=f"Let op bij {name}.", written_on=ago(9))
        CoachingContact.objects.create(volunteer=person, date=ago(8), kind="call", note=f"Over {volunteer}.")
    return family


@pytest.fixture
def family(herent: Branch) -> Family:
    return supported(herent, "Peeters", "Mieke")


@pytest.fixture
def client(coordinator, sign_in) -> Client:
    return sign_in(coordinator)


def test_all_of_a_family_stands_on_its_sheet(family, client):
    page = client.get(PAGE).content.decode()
    for words in (
        "Mama Peeters",
        "0470 00 00 01",
        "Mieke Claes",
        "0470 00 00 02",
        "Woensdag bij Peeters.",
        "Bel Peeters.",
        "Afspraak met Peeters.",
        "Let op bij Peeters.",
        "26 mrt. 2026",
        "Over Mieke.",
    ):
        assert words in page, words
    # No visit was noted for fourteen weeks.
    assert "handover-warning" in page


def test_who_waits_and_who_is_closed(herent, family, client):
    with branch_context(herent):
        waiting = Family.objects.create(name="Yilmaz")
        WaitingListEntry.objects.create(
            family=waiting, entered_on=ago(60), priority="urgent", wishes="Liefst op maandag."
        )
        gone = Family.objects.create(name="Vroeger")
        Trajectory.objects.create(family=gone, started_on=ago(900), ended_on=ago(400))
    page = client.get(PAGE).content.decode()
    assert "Liefst op maandag." in page
    assert "Vroeger" not in page
    assert client.get(f"{PAGE}gezin/{gone.pk}/").status_code == 200


@pytest.mark.parametrize("path", ["", "gezin/"])
def test_notes_stand_there_for_who_may_read_them_and_concerns_for_nobody(
    family, client, coach, sign_in, path
):
    address = f"{PAGE}{path}{family.pk}/" if path else PAGE
    mine, theirs = (browser.get(address).content.decode() for browser in (client, sign_in(coach)))
    assert "Geheim van Peeters." in mine
    assert "Geheim van Peeters." not in theirs
    assert "Open over Peeters." in theirs
    assert "Zorg om Peeters." not in mine + theirs


def test_nothing_of_another_branch(family, aalst, client):
    supported(aalst, "Wouters", "Lieve")
    assert "Wouters" not in client.get(PAGE).content.decode()
    assert "Lieve" not in client.get(PAGE).content.decode()


def test_reading_it_is_in_the_log_and_names_stand_in_no_title(family, client, herent, coordinator):
    page = client.get(PAGE).content.decode()
    sheet = client.get(f"{PAGE}gezin/{family.pk}/").content.decode()
    with branch_context(herent):
        looks = AuditEvent.objects.filter(verb="look", actor_id=coordinator.pk).order_by("at")
        assert [(look.view, look.object_id) for look in looks] == [
            ("handover:list", ""),
            ("handover:family", str(family.pk)),
        ]
    for text in (page, sheet):
        assert "Peeters" not in text.split("</title>")[0]


def test_the_note_is_changed_by_version_and_what_it_said_stays_in_the_history(family, client, herent):
    address = f"{PAGE}gezin/{family.pk}/nota/"
    stale = hidden(client.get(address).content.decode())
    assert send(client, address, text="Bel eerst de oma.").url == f"{PAGE}gezin/{family.pk}/"
    answer = client.post(address, {**stale, "text": "Iets anders."}).content.decode()
    assert "Bel eerst de oma." in answer
    with branch_context(herent):
        note = HandOverNote.objects.get()
        assert (note.text, note.written_on) == ("Bel eerst de oma.", TODAY)
        old = FieldChange.objects.get(field="text")
        assert (old.file_id, old.old) == (family.pk, "Let op bij Peeters.")


def test_a_first_note(herent, client):
    with branch_context(herent):
        family = Family.objects.create(name="Yilmaz")
    send(client, f"{PAGE}gezin/{family.pk}/nota/", text="De hond bijt niet.")
    assert "De hond bijt niet." in client.get(f"{PAGE}gezin/{family.pk}/").content.decode()


def test_a_volunteer_has_a_sheet_with_the_families(family, client, herent):
    with branch_context(herent):
        mieke = Volunteer.objects.get()
    page = client.get(f"{PAGE}vrijwilliger/{mieke.pk}/").content.decode()
    assert "Over Mieke." in page
    assert "Afspraak met Peeters." in page


def test_it_costs_as_many_queries_with_three_families(herent: Branch, client: Client) -> None:
    numbers: list[Any] = []
    for name in ("Een", "Twee", "Drie"):
        supported(herent, name, f"Vrijwilliger {name}")
        with CaptureQueriesContext(connection) as counted:
            assert name in client.get(PAGE).content.decode()
        numbers.append(len(counted))
    assert numbers[0] == numbers[2]
