"""The file of a volunteer: made on one form, read on one page, with its contacts, roles and way in."""

import datetime
import re
from typing import Any

import pytest
from django.core import mail
from django.test import Client

from homestart.accounts import actions as accounts
from homestart.accounts.models import Invitation
from homestart.audit.models import AuditEvent, FieldChange
from homestart.tenancy.context import branch_context
from volunteers.models import Attendance, CoachingContact, Event, RoleAssignment, Volunteer
from volunteers.queries import access_of, volunteer_of

pytestmark = pytest.mark.django_db

TODAY = datetime.date(2026, 3, 16)
YESTERDAY = "2026-03-15"


@pytest.fixture(autouse=True)
def today(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("django.utils.timezone.localdate", lambda *args, **kwargs: TODAY)


def hidden(page: str) -> dict[str, str]:
    """The hidden fields of the form, as the browser sends them back."""
    return dict(re.findall(r'name="(_\w+)" value="([^"]*)"', page))


def send(client: Client, path: str, **typed: Any) -> Any:
    """Opens the form, types and sends it."""
    return client.post(path, {**hidden(client.get(path).content.decode()), **typed})


def make_volunteer(client: Client, **typed: Any) -> str:
    """The address of the file that was made."""
    return send(client, "/herent/vrijwilligers/nieuw/", first_name="Mieke", **typed).url


def test_a_volunteer_from_the_first_interest_on_one_form(herent, coordinator, sign_in):
    client = sign_in(coordinator)
    address = make_volunteer(
        client,
        last_name="Claes",
        phone="0470 00 00 01",
        email="mieke@example.org",
        languages=["nl", "fr"],
        interested_on="2026-01-12",
        channel="stand",
        availability=["wed_pm"],
        interests=["parenting"],
    )
    with branch_context(herent):
        volunteer = Volunteer.objects.get()
        assert volunteer.languages == ["nl", "fr"]
        assert (volunteer.availability, volunteer.interests) == (["wed_pm"], ["parenting"])
        assert AuditEvent.objects.get(verb="add_volunteer").object_id == str(volunteer.pk)
    page = client.get(address).content.decode()
    assert 'href="tel:0470000001"' in page and 'href="mailto:mieke@example.org"' in page
    assert "Nederlands, Frans" in page
    assert "Kandidaat" in page
    with branch_context(herent):
        looks = AuditEvent.objects.filter(verb="look", object_id=str(volunteer.pk))
        assert looks.count() == 1


def test_what_is_missing_goes_away_when_it_is_filled_in(herent, coordinator, sign_in):
    client = sign_in(coordinator)
    address = make_volunteer(client)
    assert "uittreksel strafregister" in client.get(address).content.decode().split("tijdlijn")[0]
    send(
        client,
        f"{address}wijzigen/",
        first_name="Mieke",
        record_extract_issued_on="2026-02-01",
        record_extract_seen_on="2026-02-10",
        agreement_signed_on="2026-02-10",
        information_given_on="2026-02-10",
        interview_on="2026-02-01",
        interview_result="accepted",
    )
    with branch_context(herent):
        volunteer = Volunteer.objects.get()
        for kind, module in (("start_training", ""), ("training", "concern")):
            event = Event.objects.create(kind=kind, module=module, date=datetime.date(2026, 3, 1))
            Attendance.objects.create(event=event, volunteer=volunteer, present=True)
        assert volunteer.version == 2
        changed = FieldChange.objects.filter(file_id=volunteer.pk).values_list("field", flat=True)
        assert "record_extract_seen_on" in changed
    page = client.get(address).content.decode()
    assert "Nog in orde te brengen" not in page
    assert "Wacht op een gezin" in page


def test_a_contact_needs_nothing_but_the_day_that_is_there_already(herent, coordinator, sign_in):
    client = sign_in(coordinator)
    address = make_volunteer(client)
    form = client.get(f"{address}contact/").content.decode()
    assert 'value="2026-03-16"' in form
    answer = client.post(f"{address}contact/", {**hidden(form), "date": "2026-03-16"})
    assert answer.url == address
    with branch_context(herent):
        contact = CoachingContact.objects.get()
        assert (contact.date, contact.kind, contact.note, contact.noted_by) == (
            TODAY,
            "call",
            "",
            coordinator,
        )
    page = client.get(address).content.decode()
    assert "Els Vermeulen" in page.split('id="tijdlijn"')[1]


def test_a_contact_is_corrected_removed_and_put_back(herent, coordinator, sign_in):
    client = sign_in(coordinator)
    address = make_volunteer(client)
    send(client, f"{address}contact/", date=YESTERDAY, kind="talk", note="Zij twijfelt.")
    with branch_context(herent):
        contact = CoachingContact.objects.get()
    edit = f"/herent/vrijwilligers/contacten/{contact.pk}/"
    send(client, edit, date=YESTERDAY, kind="visit", note="Zij gaat door.")
    with branch_context(herent):
        contact.refresh_from_db()
        assert (contact.kind, contact.note, contact.noted_by_id) == (
            "visit",
            "Zij gaat door.",
            coordinator.pk,
        )

    page = client.post(f"{edit}verwijderen/", follow=True).content.decode()
    assert "Zij gaat door." not in page
    undo = re.search(r'action="(/herent/vrijwilligers/[^"]+/terug/)"', page)
    with branch_context(herent):
        assert not CoachingContact.objects.exists()
    assert undo and client.post(undo[1]).url == address
    with branch_context(herent):
        again = CoachingContact.objects.get()
        assert (again.pk, again.note, again.noted_by_id) == (contact.pk, "Zij gaat door.", coordinator.pk)


def test_a_contact_of_tomorrow_is_refused_with_what_to_do(herent, coordinator, sign_in):
    client = sign_in(coordinator)
    address = make_volunteer(client)
    page = send(client, f"{address}contact/", date="2026-03-17", note="Bellen").content.decode()
    assert "Vul de dag van het contact in" in page and "Bellen" in page
    with branch_context(herent):
        assert not CoachingContact.objects.exists()


def test_roles_are_given_ended_and_corrected(herent, coordinator, sign_in):
    client = sign_in(coordinator)
    address = make_volunteer(client)
    send(client, f"{address}rol/", role="family_buddy", started_on="2026-01-01")
    with branch_context(herent):
        role = RoleAssignment.objects.get()
    edit = f"/herent/vrijwilligers/rollen/{role.pk}/"
    refused = send(client, edit, role="family_buddy", started_on="2026-01-01", ended_on="2025-12-31")
    assert "Het einde ligt voor het begin" in refused.content.decode()
    send(client, edit, role="mentor", started_on="2026-01-01", ended_on="2026-03-01")
    with branch_context(herent):
        role.refresh_from_db()
        assert (role.role, role.ended_on) == ("mentor", datetime.date(2026, 3, 1))
    twice = send(client, f"{address}rol/", role="mentor", started_on="2026-01-01")
    assert "Deze rol begint al op deze dag" in twice.content.decode()


def test_the_timeline_shows_one_kind_and_goes_on(herent, coordinator, sign_in):
    client = sign_in(coordinator)
    address = make_volunteer(client, interested_on="2025-01-01")
    with branch_context(herent):
        volunteer = Volunteer.objects.get()
        for number in range(35):
            CoachingContact.objects.create(
                volunteer=volunteer,
                date=TODAY - datetime.timedelta(number),
                kind="call",
                note=f"Nummer {number}.",
            )
    first = client.get(address).content.decode()
    assert "Nummer 29." in first and "Nummer 30." not in first
    more = re.search(r'href="(\?soort=[^"]*)" hx-get', first)
    longer = client.get(address + more[1].replace("&amp;", "&")).content.decode()
    assert "Nummer 34." in longer and "Was geïnteresseerd" in longer
    only = client.get(f"{address}?soort=verloop").content.decode()
    assert "Was geïnteresseerd" in only and "Nummer 1." not in only


def test_the_file_asks_as_much_of_the_database_for_a_long_path(
    herent, coordinator, sign_in, django_assert_num_queries, django_assert_max_num_queries
):
    client = sign_in(coordinator)
    address = make_volunteer(client)
    with branch_context(herent):
        add_to_path(Volunteer.objects.get(), 1)
    with django_assert_max_num_queries(26) as short:
        client.get(address)
    with branch_context(herent):
        add_to_path(Volunteer.objects.get(), 3)
    with django_assert_num_queries(len(short)):
        client.get(address)


def add_to_path(volunteer: Volunteer, number: int) -> None:
    from families.models import Family
    from matching.models import Match, Trajectory

    for one in range(number):
        day = TODAY - datetime.timedelta(100 * number + one)
        CoachingContact.objects.create(volunteer=volunteer, date=day, kind="call")
        RoleAssignment.objects.create(volunteer=volunteer, role="mentor", started_on=day)
        event = Event.objects.create(kind="intervision", date=day)
        Attendance.objects.create(event=event, volunteer=volunteer, present=True)
        trajectory = Trajectory.objects.create(family=Family.objects.create(name="P"), started_on=day)
        Match.objects.create(trajectory=trajectory, volunteer=volunteer, started_on=day)


def test_inviting_mails_the_address_of_the_file_and_links_who_accepts(
    herent, coordinator, sign_in, django_capture_on_commit_callbacks
):
    client = sign_in(coordinator)
    address = make_volunteer(client, email="Mieke@example.org")
    with django_capture_on_commit_callbacks(execute=True):
        client.post(f"{address}uitnodigen/")
    assert mail.outbox[0].to == ["mieke@example.org"]
    invitation = Invitation.objects.get()
    page = client.get(address).content.decode()
    assert "nog niet aanvaard" in page
    with branch_context(herent):
        volunteer = Volunteer.objects.get()
        assert volunteer.invitation_id == invitation.pk
        assert access_of(volunteer).state == "sent"

    user = accounts.accept_as_new_user(invitation, name="Mieke Claes", password=None)
    with branch_context(herent):
        assert volunteer_of(user) == volunteer
        assert access_of(Volunteer.objects.get()).state == "accepted"
    assert "met een code" in client.get(address).content.decode()
    accounts.end_membership(user.memberships.get(), by=coordinator)
    with branch_context(herent):
        assert access_of(Volunteer.objects.get()).state == "ended"


def test_two_files_do_not_share_a_way_in(herent, coordinator, sign_in):
    client = sign_in(coordinator)
    for _ in range(2):
        client.post(f"{make_volunteer(client, email='samen@example.org')}uitnodigen/")
    with branch_context(herent):
        linked = Volunteer.objects.exclude(invitation_id=None)
        assert linked.count() == 1
    assert Invitation.objects.count() == 1


def test_a_coach_invites_nobody(herent, coach, sign_in):
    client = sign_in(coach)
    address = make_volunteer(client, email="mieke@example.org")
    assert client.post(f"{address}uitnodigen/").status_code == 403
    assert not Invitation.objects.exists()
    assert "Uitnodigen" not in client.get(address).content.decode()


def test_the_history_tells_who_looked_and_what_was_changed(herent, coordinator, coach, sign_in):
    client = sign_in(coordinator)
    address = make_volunteer(client, wishes="Liefst in Veltem.")
    sign_in(coach).get(address)
    send(client, f"{address}wijzigen/", first_name="Mieke", wishes="Liefst in Winksele.")
    page = client.get(f"{address}historiek/").content.decode()
    assert "Karim Bensalah" in page
    assert "Liefst in Veltem." in page and "Liefst in Winksele." in page


def test_what_two_people_save_is_shown_beside_each_other(herent, coordinator, coach, sign_in):
    first, second = sign_in(coordinator), sign_in(coach)
    address = f"{make_volunteer(first)}wijzigen/"
    seen = hidden(second.get(address).content.decode())
    send(first, address, first_name="Mieke", wishes="Van Els")
    page = second.post(address, {**seen, "first_name": "Mieke", "wishes": "Van Karim"}).content.decode()
    assert "Van Els" in page and "Van Karim" in page and "conflict" in page
    with branch_context(herent):
        assert Volunteer.objects.get().wishes == "Van Els"
