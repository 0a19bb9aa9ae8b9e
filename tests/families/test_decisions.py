"""Accepting, not accepting, withdrawn; and what becomes of the file and the place when that is corrected."""

import re
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from families.enums import Decision, Priority, RefusalReason, WaitingExitReason
from families.models import Family, Referral, WaitingListEntry
from homestart.audit.models import AuditEvent, FieldChange
from homestart.tenancy.context import branch_context
from homestart.tenancy.models import Branch
from matching.models import Trajectory
from tests.families.intake import ago, errors, form_on, send

pytestmark = pytest.mark.django_db

ACCEPT, REFUSE, WITHDRAW = "beslissen/", "beslissen/niet-aanvaarden/", "beslissen/ingetrokken/"


@pytest.fixture
def els(coordinator: Any, sign_in: Any) -> Client:
    """The browser of the coordinator of Herent."""
    return sign_in(coordinator)


@pytest.fixture
def referral(herent: Branch) -> Any:
    """Of ten days ago, in the active branch."""
    with branch_context(herent):
        yield Referral.objects.create(family_name="Peeters", phone="0470 12 34 56", received_on=ago(10))


def path_of(referral: Referral, page: str = "") -> str:
    return f"/herent/aanmeldingen/{referral.pk}/{page}"


def decide(client: Client, referral: Referral, page: str, **values: Any) -> Any:
    answer = send(client, path_of(referral, page), **values)
    assert answer.status_code == 302, errors(answer)
    referral.refresh_from_db()
    return answer


def take_back_button(client: Client, referral: Referral) -> str:
    """The address to which the button on the page sends."""
    page = client.get(path_of(referral, ACCEPT)).content.decode()
    (version,) = re.findall(r"beslissen/ongedaan/(\?versie=\d+)", page)
    return path_of(referral, "beslissen/ongedaan/") + version


def take_back(client: Client, referral: Referral) -> Any:
    return client.post(take_back_button(client, referral))


def test_a_family_may_go_straight_to_a_volunteer(referral, els):
    decide(els, referral, ACCEPT, then="matching", decided_on=ago(2).isoformat())
    assert (referral.decision, referral.decided_on) == (Decision.ACCEPTED, ago(2))
    assert referral.family == Family.objects.get()
    assert not WaitingListEntry.objects.exists()


def test_a_family_that_comes_back_keeps_its_file(referral, els):
    family = Family.objects.create(name="Peeters-Claes", phone="016 00 00 00", needs="Van vroeger")
    page = els.get(path_of(referral, ACCEPT)).content.decode()
    assert f'value="{family.pk}"' in page
    decide(els, referral, ACCEPT, file=str(family.pk))
    assert referral.family == family
    assert WaitingListEntry.objects.get().family == family
    family.refresh_from_db()
    assert (family.name, family.needs) == ("Peeters-Claes", "Van vroeger")
    assert Family.objects.count() == 1


def test_a_family_with_another_name_is_found_by_typing(referral, els):
    family = Family.objects.create(name="Wouters")
    assert set(errors(send(els, path_of(referral, ACCEPT), file="other"))) == {"family"}
    found = send(els, path_of(referral, ACCEPT), file="other", family_zoek="wou", family_knop="1")
    assert str(family.pk) in found.content.decode()
    decide(els, referral, ACCEPT, file="other", family=str(family.pk))
    assert referral.family == family


def test_a_family_that_waits_already_keeps_its_place(referral, els):
    family = Family.objects.create(name="Peeters")
    place = WaitingListEntry.objects.create(family=family, entered_on=ago(100), priority="urgent")
    decide(els, referral, ACCEPT, file=str(family.pk))
    assert WaitingListEntry.objects.get() == place
    place.refresh_from_db()
    assert (place.entered_on, place.referral, place.version) == (ago(100), None, 1)
    decide(els, referral, REFUSE, refusal_reason="other")
    assert WaitingListEntry.objects.get() == place


@pytest.mark.parametrize("reason", RefusalReason.values)
def test_every_reason_can_be_chosen(referral, els, reason):
    decide(els, referral, REFUSE, refusal_reason=reason, decision_note="Uitgelegd.")
    assert (referral.decision, referral.refusal_reason) == (Decision.REFUSED, reason)
    assert (referral.decided_on, referral.decision_note) == (timezone.localdate(), "Uitgelegd.")
    assert not Family.objects.exists()
    page = els.get(path_of(referral)).content.decode().casefold()
    assert str(RefusalReason(reason).label).casefold() in page


def test_not_accepting_needs_a_reason(referral, els):
    assert set(errors(send(els, path_of(referral, REFUSE)))) == {"refusal_reason"}


def test_a_referral_is_withdrawn(referral, els):
    decide(els, referral, WITHDRAW, decision_note="Verhuisd")
    assert (referral.decision, referral.refusal_reason, referral.family) == (Decision.WITHDRAWN, "", None)


@pytest.mark.parametrize("page", [ACCEPT, REFUSE, WITHDRAW])
@pytest.mark.parametrize(("days", "refused"), [(11, True), (10, False), (0, False), (-1, True)])
def test_a_decision_is_made_from_the_day_of_the_referral_until_today(referral, els, page, days, refused):
    values = {"decided_on": ago(days).isoformat()} | ({"refusal_reason": "other"} if page == REFUSE else {})
    answer = send(els, path_of(referral, page), **values)
    if refused:
        assert set(errors(answer)) == {"decided_on"}
        assert not Family.objects.exists()
    else:
        assert answer.status_code == 302
    referral.refresh_from_db()
    assert bool(referral.decision) != refused


def test_the_day_is_refused_in_dutch_at_its_field(referral, els):
    page = send(els, path_of(referral, ACCEPT), decided_on=ago(11).isoformat())
    (message,) = errors(page)["decided_on"]
    assert "De aanmelding kwam binnen op" in message
    assert 'id="id_decided_on_error"' in page.content.decode()


def test_a_referral_is_not_received_after_its_decision(referral, els):
    decide(els, referral, WITHDRAW, decided_on=ago(5).isoformat())
    path = path_of(referral, "wijzigen/")
    assert set(errors(send(els, path, received_on=ago(4).isoformat()))) == {"received_on"}
    assert send(els, path, received_on=ago(5).isoformat()).status_code == 302


def test_accepted_by_mistake_takes_the_place_away_and_leaves_the_file(referral, els, coordinator):
    decide(els, referral, ACCEPT, decided_on=ago(5).isoformat())
    place = WaitingListEntry.objects.get()
    page = els.get(path_of(referral, REFUSE)).content.decode()
    assert "Je verbetert een beslissing" in page and "De plaats op de wachtlijst sinds" in page
    decide(els, referral, REFUSE, refusal_reason="outside_area")
    assert not WaitingListEntry.objects.exists()
    assert referral.family == Family.objects.get()
    removed = FieldChange.objects.filter(record_id=place.pk, removed=True, file_id=referral.family_id)
    assert removed.get(field="entered_on").old == ago(5).isoformat()
    verbs = AuditEvent.objects.filter(actor_id=coordinator.pk).exclude(verb="look").order_by("at")
    assert list(verbs.values_list("verb", flat=True))[-2:] == ["take_place_back", "correct_decision"]


def test_not_accepted_by_mistake_gives_the_place_after_all(referral, els):
    decide(els, referral, REFUSE, refusal_reason="other", decided_on=ago(5).isoformat())
    decide(els, referral, ACCEPT, decided_on=ago(4).isoformat())
    assert (referral.decision, referral.refusal_reason) == (Decision.ACCEPTED, "")
    assert WaitingListEntry.objects.get().entered_on == ago(4)
    decide(els, referral, WITHDRAW)
    decide(els, referral, ACCEPT)
    assert Family.objects.count() == 1
    assert WaitingListEntry.objects.get().entered_on == timezone.localdate()
    changes = FieldChange.objects.filter(record_id=referral.pk, field="decision").order_by("at")
    assert list(changes.values_list("old", "new")) == [
        ("", "refused"),
        ("refused", "accepted"),
        ("accepted", "withdrawn"),
        ("withdrawn", "accepted"),
    ]


def test_another_day_of_acceptance_moves_the_place_along(referral, els):
    decide(els, referral, ACCEPT, decided_on=ago(3).isoformat())
    form = form_on(els.get(path_of(referral, ACCEPT)))
    assert form["decided_on"] == ago(3).isoformat() and "then" not in form and "file" not in form
    decide(els, referral, ACCEPT, decided_on=ago(6).isoformat())
    place = WaitingListEntry.objects.get()
    assert (place.entered_on, place.referral) == (ago(6), referral)
    place.entered_on = ago(20)
    place.save()
    decide(els, referral, ACCEPT, decided_on=ago(5).isoformat())
    assert WaitingListEntry.objects.get().entered_on == ago(20)


def test_a_place_that_was_left_stays_what_it_was(referral, els):
    decide(els, referral, ACCEPT, decided_on=ago(5).isoformat())
    WaitingListEntry.objects.update(left_on=ago(1), exit_reason=WaitingExitReason.WITHDRAWN)
    decide(els, referral, WITHDRAW)
    place = WaitingListEntry.objects.get()
    assert (place.entered_on, place.left_on) == (ago(5), ago(1))


@pytest.mark.parametrize("started_on", [None, ago(1)])
def test_while_a_trajectory_rests_on_it_a_referral_stays_accepted(referral, els, started_on):
    decide(els, referral, ACCEPT, decided_on=ago(5).isoformat())
    Trajectory.objects.create(family=referral.family, referral=referral, started_on=started_on)
    page = send(els, path_of(referral, REFUSE), refusal_reason="other")
    assert set(errors(page)) == {"__all__"}
    assert "traject" in page.content.decode()
    take_back(els, referral)
    referral.refresh_from_db()
    assert referral.decision == Decision.ACCEPTED
    assert WaitingListEntry.objects.get().left_on is None
    decide(els, referral, ACCEPT, decided_on=ago(4).isoformat())
    assert referral.decided_on == ago(4)


def test_a_decision_is_taken_back(referral, els):
    decide(els, referral, ACCEPT, priority=Priority.URGENT, urgency_reason="Tweeling")
    button = take_back_button(els, referral)
    for _click in range(2):
        answer = els.post(button)
        assert answer.url == path_of(referral)
        referral.refresh_from_db()
        assert (referral.decision, referral.decided_on, referral.refusal_reason) == ("", None, "")
    assert not WaitingListEntry.objects.exists()
    assert referral.family == Family.objects.get()
    assert AuditEvent.objects.filter(verb="undo_decision").count() == 1
    assert "Beslissen" in els.get(path_of(referral)).content.decode()


def test_an_old_tab_does_not_take_back_what_a_colleague_decided_since(referral, els):
    decide(els, referral, REFUSE, refusal_reason="other")
    old_tab = take_back_button(els, referral)
    decide(els, referral, REFUSE, refusal_reason="too_complex")
    for address in (old_tab, path_of(referral, "beslissen/ongedaan/")):
        page = els.post(address, follow=True)
        referral.refresh_from_db()
        assert (referral.decision, referral.refusal_reason) == (Decision.REFUSED, "too_complex")
        assert [message.level_tag for message in page.context["messages"]][-1] == "error"
    take_back(els, referral)
    referral.refresh_from_db()
    assert referral.decision == ""


def test_one_reason_is_the_main_one_and_there_may_be_others(referral, els):
    typed = {
        "refusal_reason": "too_complex",
        "other_refusal_reasons": ["other", "too_complex", "intake_stop"],
    }
    decide(els, referral, REFUSE, **typed)
    assert referral.refusal_reason == "too_complex"
    assert referral.other_refusal_reasons == ["intake_stop", "other"]
    form = form_on(els.get(path_of(referral, REFUSE)))
    assert sorted(form["other_refusal_reasons"]) == ["intake_stop", "other"]
    page = els.get(path_of(referral)).content.decode().casefold()
    labels = [str(RefusalReason(code).label).casefold() for code in ("too_complex", "intake_stop", "other")]
    assert labels[0] in page and ", ".join(labels[1:]) in page
    decide(els, referral, ACCEPT)
    assert (referral.refusal_reason, referral.other_refusal_reasons) == ("", [])


@pytest.mark.parametrize(
    ("received_on", "status"), [("0206-01-05", 200), ("1899-12-31", 200), ("1900-01-01", 302)]
)
def test_a_year_that_was_typed_wrong_is_refused(herent, els, received_on, status):
    typed = {"family_name": "Peeters", "received_on": received_on}
    answer = send(els, "/herent/aanmeldingen/nieuw/", **typed)
    assert answer.status_code == status
    if status == 200:
        assert list(errors(answer)) == ["received_on"]
