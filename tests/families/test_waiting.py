"""The waiting list: who waits and since when, priority, care meanwhile, leaving it, and closing it."""

from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from families.enums import Decision, Priority, WaitingExitReason
from families.models import (
    Family,
    FamilyContact,
    IntakeStop,
    Referral,
    WaitingCareAction,
    WaitingListEntry,
)
from families.queries.waiting import ASK_AGAIN_AFTER, Filters, is_silent, waiting_list
from homestart.audit.models import AuditEvent
from homestart.tenancy.context import branch_context
from homestart.tenancy.models import Branch
from tests.families.intake import ago, errors, form_on, send

pytestmark = pytest.mark.django_db

LIST = "/herent/wachtlijst/"


@pytest.fixture
def els(coordinator: Any, sign_in: Any) -> Client:
    """The browser of the coordinator of Herent."""
    return sign_in(coordinator)


@pytest.fixture
def entry(herent: Branch) -> Any:
    """Peeters waits for a hundred days, in the active branch."""
    with branch_context(herent):
        family = Family.objects.create(name="Peeters")
        yield WaitingListEntry.objects.create(family=family, entered_on=ago(100))


def path_of(entry: WaitingListEntry, page: str = "") -> str:
    return f"{LIST}{entry.pk}/{page}"


def place(name: str, days: int, **values: Any) -> WaitingListEntry:
    return WaitingListEntry.objects.create(
        family=Family.objects.create(name=name), entered_on=ago(days), **values
    )


def found(name: str = "", **filters: Any) -> list[Any]:
    return list(waiting_list(Filters(**filters), name, timezone.localdate()).order_by("family__name"))


def test_a_family_waits_since_it_was_accepted(herent, aalst):
    with branch_context(aalst):
        place("Aalsters", 10)
    with branch_context(herent):
        place("Adams", 10)
        accepted = place("Bogaert", 10)
        accepted.referral = Referral.objects.create(
            family=accepted.family, received_on=ago(40), decision=Decision.ACCEPTED, decided_on=ago(30)
        )
        accepted.save()
        undated = place("Claes", 10)
        undated.referral = Referral.objects.create(
            family=undated.family, received_on=ago(40), decision=Decision.ACCEPTED
        )
        undated.save()
        place("Daems", 20, left_on=ago(0))
        place("Engels", 20, left_on=ago(-1))
        place("Feys", -1)
        assert [(one.family.name, one.since) for one in found()] == [
            ("Adams", ago(10)),
            ("Bogaert", ago(30)),
            ("Claes", ago(10)),
            ("Engels", ago(20)),
        ]
        assert [one.family.name for one in found("cl")] == ["Claes"]


def test_the_last_contact_is_one_that_took_place(entry):
    family = entry.family
    assert found()[0].last_contact is None
    WaitingCareAction.objects.create(family=family, date=ago(50), kind="paperwork")
    FamilyContact.objects.create(family=family, date=ago(60), kind="other")
    FamilyContact.objects.create(family=family, date=ago(40), kind="home_visit", took_place=False)
    FamilyContact.objects.create(family=family, date=ago(-5), kind="home_visit")
    other = place("Claes", 1)
    FamilyContact.objects.create(family=other.family, date=ago(0), kind="other")
    assert [(one.family.name, one.last_contact) for one in found()] == [
        ("Claes", ago(0)),
        ("Peeters", ago(50)),
    ]
    FamilyContact.objects.create(family=family, date=ago(30), kind="long_call", took_place=True)
    assert found("Pee")[0].last_contact == ago(30)


@pytest.mark.parametrize(
    ("waits", "contact", "silent"),
    [
        (ASK_AGAIN_AFTER, None, True),
        (ASK_AGAIN_AFTER - 1, None, False),
        (200, ASK_AGAIN_AFTER, True),
        (200, ASK_AGAIN_AFTER - 1, False),
        (10, 200, False),
    ],
)
def test_after_three_months_of_silence_somebody_asks_again(herent, waits, contact, silent):
    with branch_context(herent):
        entry = place("Peeters", waits)
        if contact:
            FamilyContact.objects.create(family=entry.family, date=ago(contact), kind="other")
        (row,) = found()
        assert is_silent(row, timezone.localdate()) is silent
        assert bool(found(silent=True)) is silent


def test_the_list_tells_how_long_and_what_is_next(entry, els):
    fresh = place("Claes", 0, priority=Priority.URGENT, wishes="Liefst dinsdag")
    page = els.get(LIST).content.decode()
    assert "3 maanden" in page and "sinds vandaag" in page and "Liefst dinsdag" in page
    assert f"{path_of(entry, 'zorg/')}?soort=still_needed_check" in page
    assert f"{path_of(fresh)}" in page
    urgent = els.get(LIST, {"voorrang": "urgent"}).content.decode()
    assert "Claes" in urgent and "Peeters" not in urgent
    silent = els.get(LIST, {"stil": "on"}).content.decode()
    assert "Peeters" in silent and "Claes" not in silent


def test_priority_wishes_and_day_are_changed(entry, els):
    typed = {"priority": "urgent", "wishes": "Arabisch", "entered_on": ago(90).isoformat()}
    assert send(els, path_of(entry), **typed).url == LIST
    entry.refresh_from_db()
    assert (entry.priority, entry.wishes, entry.entered_on) == ("urgent", "Arabisch", ago(90))
    assert entry.version == 2
    assert set(errors(send(els, path_of(entry), entered_on=ago(-1).isoformat()))) == {"entered_on"}


def test_who_saves_later_sees_both(entry, els, coordinator, sign_in):
    other = sign_in(coordinator)
    late = form_on(other.get(path_of(entry)))
    send(els, path_of(entry), wishes="Arabisch")
    page = other.post(path_of(entry), {**late, "wishes": "Turks"}).content.decode()
    assert "Arabisch" in page and "Turks" in page
    entry.refresh_from_db()
    assert entry.wishes == "Arabisch"


@pytest.mark.parametrize(("days", "right"), [(101, False), (100, True), (0, True), (-1, False)])
def test_a_family_leaves_the_list_from_the_day_it_came(entry, els, days, right):
    answer = send(els, path_of(entry, "afvoeren/"), left_on=ago(days).isoformat(), exit_reason="moved")
    entry.refresh_from_db()
    if right:
        assert answer.url == LIST
        assert (entry.left_on, entry.exit_reason) == (ago(days), WaitingExitReason.MOVED)
        assert found() == []
    else:
        assert set(errors(answer)) == {"left_on"}
        assert entry.left_on is None


def test_leaving_needs_a_reason_and_can_be_undone(entry, els):
    assert set(errors(send(els, path_of(entry, "afvoeren/")))) == {"exit_reason"}
    send(els, path_of(entry, "afvoeren/"), exit_reason="unreachable")
    page = els.get(LIST).content.decode()
    assert f'action="{path_of(entry, "terugzetten/")}"' in page
    for _click in range(2):
        assert els.post(path_of(entry, "terugzetten/")).url == LIST
        entry.refresh_from_db()
        assert (entry.left_on, entry.exit_reason) == (None, "")
    assert AuditEvent.objects.filter(verb="return_to_waiting_list").count() == 1


def test_a_family_that_has_another_place_does_not_get_the_old_one_back(entry, els):
    send(els, path_of(entry, "afvoeren/"), exit_reason="unreachable")
    WaitingListEntry.objects.create(family=entry.family, entered_on=ago(0))
    page = els.post(path_of(entry, "terugzetten/"), follow=True).content.decode()
    assert "Dit gezin staat al op de wachtlijst." in page
    entry.refresh_from_db()
    assert entry.left_on == timezone.localdate()


def test_a_place_is_not_taken_after_it_was_left(entry, els):
    send(els, path_of(entry, "afvoeren/"), left_on=ago(50).isoformat(), exit_reason="moved")
    assert set(errors(send(els, path_of(entry), entered_on=ago(49).isoformat()))) == {"entered_on"}
    assert send(els, path_of(entry), entered_on=ago(50).isoformat()).status_code == 302


def test_asking_whether_support_is_still_needed_is_noted(entry, els):
    path = path_of(entry, "zorg/")
    assert form_on(els.get(f"{path}?soort=still_needed_check"))["kind"] == ["still_needed_check"]
    answer = send(els, path, kind="still_needed_check", note="Ja, graag")
    assert answer.url == path_of(entry)
    care = WaitingCareAction.objects.get()
    assert (care.family, care.date, care.by) == (entry.family, timezone.localdate(), "coordinator")
    assert (care.kind, care.note) == ("still_needed_check", "Ja, graag")
    page = els.get(path_of(entry)).content.decode()
    assert "Laatst gevraagd op" in page and "Ja, graag" in page
    assert not is_silent(found()[0], timezone.localdate())
    assert els.get(f"{path}?soort=x").status_code == 200


def test_a_family_with_a_file_is_put_on_the_list(herent, aalst, els):
    path = f"{LIST}toevoegen/"
    with branch_context(aalst):
        theirs = Family.objects.create(name="Aalsters")
    with branch_context(herent):
        family = Family.objects.create(name="Peeters")
        page = els.get(f"{path}?gezin={family.pk}")
        assert form_on(page)["family"] == [str(family.pk)]
        assert "Aalsters" not in els.get(f"{path}?gezin={theirs.pk}").content.decode()
        assert els.get(f"{path}?gezin=x").status_code == 200
        assert set(errors(send(els, path, family=str(theirs.pk)))) == {"family"}
        assert set(errors(send(els, path))) == {"family"}
        twice = {**form_on(page), "wishes": "Turks"}
        assert els.post(path, twice).url == els.post(path, twice).url == LIST
        entry = WaitingListEntry.objects.get()
        assert (entry.family, entry.entered_on, entry.wishes) == (family, timezone.localdate(), "Turks")
        page = send(els, path, family=str(family.pk))
        assert errors(page) == {"family": ["Dit gezin staat al op de wachtlijst."]}


def test_the_waiting_list_is_closed_for_a_while(herent, els):
    path = f"{LIST}stop/"
    with branch_context(herent):
        early = send(els, path, started_on=ago(5).isoformat(), ended_on=ago(6).isoformat())
        assert set(errors(early)) == {"ended_on"}
        typed = {"started_on": ago(5).isoformat(), "ended_on": "", "reason": "Te weinig vrijwilligers"}
        assert send(els, path, **typed).url == LIST
        stop = IntakeStop.objects.get()
        assert (stop.started_on, stop.ended_on, stop.reason) == (ago(5), None, "Te weinig vrijwilligers")
        page = els.get(LIST).content.decode()
        assert "Te weinig vrijwilligers" in page and f"{path}{stop.pk}/" in page
        assert set(errors(send(els, path))) == {"started_on"}
        assert send(els, f"{path}{stop.pk}/", ended_on=ago(1).isoformat()).url == LIST
        stop.refresh_from_db()
        assert (stop.ended_on, stop.version) == (ago(1), 2)
        assert "Te weinig vrijwilligers" not in els.get(LIST).content.decode()
        assert set(errors(send(els, path, started_on=ago(1).isoformat()))) == {"started_on"}
        assert send(els, path, started_on=ago(0).isoformat()).status_code == 302


def test_the_number_of_queries_does_not_grow(
    entry, els, django_assert_num_queries, django_assert_max_num_queries
):
    pages = [LIST, path_of(entry)]
    for page in pages:
        els.get(page)
    counts = []
    for page in pages:
        with django_assert_max_num_queries(25) as counted:
            els.get(page)
        counts.append(len(counted))
    for name in ("Adams", "Bogaert"):
        other = place(name, 100)
        for family in (other.family, entry.family):
            FamilyContact.objects.create(family=family, date=ago(1), kind="other")
            WaitingCareAction.objects.create(family=family, date=ago(1), kind="paperwork")
    for page, count in zip(pages, counts, strict=True):
        with django_assert_num_queries(count):
            els.get(page)


def test_a_note_of_care_is_corrected_and_removed(entry, els):
    care = WaitingCareAction.objects.create(family=entry.family, date=ago(3), kind="paperwork", note="Brief")
    path = path_of(entry, f"zorg/{care.pk}/")
    assert path in els.get(path_of(entry)).content.decode()
    assert send(els, path, note="Brief van de school", kind="urgent_need").url == path_of(entry)
    care.refresh_from_db()
    assert (care.note, care.kind, care.date, care.version) == (
        "Brief van de school",
        "urgent_need",
        ago(3),
        2,
    )
    remove = f"/herent/gezinnen/{entry.family_id}/wachtlijstzorg/{care.pk}/verwijderen/"
    assert f'action="{remove}"' in els.get(path).content.decode()
    assert els.post(remove).status_code == 302
    assert not WaitingCareAction.objects.exists()


def test_a_note_of_care_stands_under_its_own_family(herent, els):
    with branch_context(herent):
        care = WaitingCareAction.objects.create(
            family=place("Peeters", 9).family, date=ago(3), kind="paperwork"
        )
        other = place("Claes", 1)
    assert els.get(path_of(other, f"zorg/{care.pk}/")).status_code == 404
