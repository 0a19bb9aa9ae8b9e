"""What a coordinator does with what came in: take it in, add it to a referral, or throw it away."""

import datetime
import re
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from families.actions.anonymising import anonymise_referral
from families.actions.inbox import KEPT, submit
from families.actions.taking_in import add_to_referral, take_in
from families.enums import Decision, RefusalReason, SubmissionSource
from families.models import IntakeStop, Link, Referral, ReferrerOrganisation, Submission
from families.tasks import clean_inbox
from homestart.audit.models import AuditEvent
from homestart.tenancy.context import branch_context
from homestart.tenancy.models import Branch
from homestart.tenancy.versions import Outdated
from reporting.indicators import compute

pytestmark = pytest.mark.django_db

INBOX = "/herent/aanmeldingen/binnengekomen/"
SENT = {
    "organisation": "CAW Oost-Brabant",
    "service": "Onthaal",
    "sector": "welfare",
    "referrer_person": "Nele Pauwels",
    "referrer_email": "nele.pauwels@caw.example",
    "referrer_phone": "016 21 01 01",
    "family_name": "Peeters",
    "phone": "0470 12 34 56",
    "family_email": "peeters@example.org",
    "municipality_name": "Herent",
    "youngest_born_on": datetime.date(2025, 2, 1),
    "requests": ["listening_ear", "administration"],
    "explanation": "De mama staat er alleen voor.",
    "family_agrees": True,
}


@pytest.fixture
def els(coordinator: Any, sign_in: Any) -> Client:
    """The browser of the coordinator of Herent."""
    return sign_in(coordinator)


def came_in(branch: Branch, *, ago: int = 0, **values: Any) -> Submission:
    """Sent so many days ago, with these values instead of those of SENT."""
    sent = submit(branch, source=values.pop("source", SubmissionSource.FORM), language="nl", **SENT | values)
    if ago:
        with branch_context(branch):
            Submission.objects.filter(pk=sent.pk).update(
                sent_at=timezone.now() - datetime.timedelta(days=ago)
            )
    with branch_context(branch):
        return Submission.objects.get(pk=sent.pk)


def page(submission: Submission, action: str = "") -> str:
    return f"{INBOX}{submission.pk}/{action}"


def as_it_is(submission: Submission) -> Submission:
    with branch_context(submission.branch):
        return Submission.objects.select_related("referral").get(pk=submission.pk)


def verbs(branch: Branch) -> list[str]:
    with branch_context(branch):
        return list(AuditEvent.objects.order_by("at").values_list("verb", flat=True))


def test_in_one_press_it_is_a_referral_of_the_day_on_which_it_was_sent(els, herent):
    one = came_in(herent, ago=5)
    day = timezone.localdate() - datetime.timedelta(days=5)
    answer = els.post(page(one, "aannemen/"))
    one = as_it_is(one)
    assert answer.url == f"/herent/aanmeldingen/{one.referral_id}/"
    referral = one.referral
    names = SENT.keys() - {"organisation", "service", "sector"}
    assert {name: getattr(referral, name) for name in names} == {name: SENT[name] for name in names}
    assert (referral.received_on, referral.form_received_on, referral.channel) == (day, day, "form")
    assert (referral.municipality, referral.decision) == ("24038", "")
    with branch_context(herent):
        assert str(referral.referrer) == "CAW Oost-Brabant / Onthaal"
        assert referral.referrer.sector == "welfare"
        assert Link.objects.filter(referral=referral, kind="status").count() == 1
    assert {"register_referral", "take_in_submission"} <= set(verbs(herent))


def test_pressed_twice_it_is_one_referral(els, herent):
    one = came_in(herent)
    assert els.post(page(one, "aannemen/")).url == els.post(page(one, "aannemen/")).url
    with branch_context(herent):
        assert Referral.objects.count() == ReferrerOrganisation.objects.count() == 1


def test_the_referrer_that_the_branch_knows_is_not_made_again(els, herent):
    for name in ("CAW Oost-Brabant", "caw oost-brabant"):
        els.post(page(came_in(herent, organisation=name), "aannemen/"))
    with branch_context(herent):
        assert ReferrerOrganisation.objects.count() == 1
        assert Referral.objects.values("referrer").distinct().count() == 1


def test_a_family_that_asks_itself_has_no_referrer_and_its_age_is_told(els, herent):
    one = came_in(herent, by_family=True, organisation="", youngest_born_on=None, youngest_age=1)
    els.post(page(one, "aannemen/"))
    referral = as_it_is(one).referral
    assert referral.referrer_id is None
    assert referral.explanation.startswith("De mama staat er alleen voor.\n\n")
    assert "1 jaar" in referral.explanation


def test_what_was_sent_while_the_list_was_closed_is_refused_in_one_press_and_counts(els, herent):
    with branch_context(herent):
        IntakeStop.objects.create(started_on=datetime.date(2025, 1, 1))
    one = came_in(herent)
    year = timezone.localdate().year
    before = compute(herent, year)
    els.post(page(one, "stop/"))
    referral = as_it_is(one).referral
    assert (referral.decision, referral.refusal_reason) == (Decision.REFUSED, RefusalReason.INTAKE_STOP)
    after = compute(herent, year)
    changed = {name: (before[name], after[name]) for name in after if before[name] != after[name]}
    assert changed["referrals_total"] == (0, 1)
    said = els.get(f"/herent/aanmeldingen/{referral.pk}/").content.decode()
    (undo,) = re.findall(r'action="([^"]*ongedaan/[^"]*)"', said)
    assert els.post(page(one, "stop/")).status_code == 302
    els.post(undo)
    with branch_context(herent):
        assert Referral.objects.get().decision == ""


def test_what_does_not_fit_a_referral_is_told_and_stays_in_the_inbox(els, herent):
    one = came_in(herent, family_email="geen adres")
    for action in ("aannemen/", "stop/"):
        said = els.post(page(one, action), follow=True).content.decode()
        assert "Voer een geldig e-mailadres in." in said
    with branch_context(herent):
        assert not Referral.objects.exists()
    assert as_it_is(one).handled_at is None


def test_what_only_lies_in_the_inbox_is_in_no_figure(herent):
    year = timezone.localdate().year
    before = compute(herent, year)
    came_in(herent)
    assert compute(herent, year) == before


def test_added_to_a_referral_it_fills_what_is_empty_and_shows_what_differs(els, herent, coordinator):
    with branch_context(herent):
        referral = Referral.objects.create(
            family_name="Peeters", phone="016 99 99 99", received_on=timezone.localdate(), channel="phone"
        )
    one = came_in(herent)
    path = page(one, f"bij/{referral.pk}/")
    answer = els.get(path)
    assert [(row["name"], row["ours"], row["theirs"]) for row in answer.context["differences"]] == [
        ("phone", "016 99 99 99", "0470 12 34 56")
    ]
    els.post(path)
    with branch_context(herent):
        referral.refresh_from_db()
        assert Referral.objects.count() == 1
        assert (referral.phone, referral.channel) == ("016 99 99 99", "phone")
        assert (referral.family_email, referral.municipality) == ("peeters@example.org", "24038")
        assert referral.requests == ["listening_ear", "administration"]
        assert referral.form_received_on == timezone.localdate()
        assert str(referral.referrer) == "CAW Oost-Brabant / Onthaal"
    assert as_it_is(one).referral_id == referral.pk


def test_what_differs_is_taken_where_somebody_says_so(els, herent):
    with branch_context(herent):
        referral = Referral.objects.create(
            family_name="Peters", phone="016 99 99 99", received_on=timezone.localdate()
        )
    one = came_in(herent)
    els.post(page(one, f"bij/{referral.pk}/"), {"keep_phone": "replace", "keep_family_name": ""})
    with branch_context(herent):
        referral.refresh_from_db()
        assert (referral.family_name, referral.phone) == ("Peters", "0470 12 34 56")


def test_thrown_away_it_is_out_of_the_way_and_can_be_taken_back(els, herent):
    one = came_in(herent)
    els.post(page(one, "weggooien/"))
    assert els.get(INBOX).context["waiting"] == []
    assert [row.pk for row in els.get(INBOX).context["discarded"]] == [one.pk]
    assert "terug/" in els.get(page(one)).content.decode()
    els.post(page(one, "terug/"))
    assert [row.pk for row in els.get(INBOX).context["waiting"]] == [one.pk]
    assert (as_it_is(one).handled_by_id, as_it_is(one).handled_at) == (None, None)


def test_what_was_thrown_away_is_not_taken_in_and_what_was_taken_in_not_thrown_away(els, herent, coordinator):
    one, other = came_in(herent), came_in(herent, phone="0486 00 11 22")
    els.post(page(one, "weggooien/"))
    els.post(page(other, "aannemen/"))
    with branch_context(herent), pytest.raises(Outdated):
        take_in(one, by=coordinator)
    els.post(page(one, "aannemen/"))
    els.post(page(other, "weggooien/"))
    assert as_it_is(one).referral_id is None
    assert as_it_is(other).discarded_at is None


def test_who_comes_second_changes_nothing_of_what_the_first_decided(els, herent):
    one = came_in(herent)
    els.post(page(one, "aannemen/"))
    taken = as_it_is(one).referral
    with branch_context(herent):
        other = Referral.objects.create(family_name="Claes", received_on=timezone.localdate())
    for path in ("stop/", f"bij/{other.pk}/"):
        *_before, said = els.post(page(one, path), follow=True).context["messages"]
        assert str(said) == "Iemand handelde dit intussen af. Er is niets gewijzigd."
    with branch_context(herent):
        assert Referral.objects.get(pk=taken.pk).decision == ""
        assert Referral.objects.get(pk=other.pk).phone == ""


def test_nothing_is_added_to_a_referral_that_was_forgotten(els, herent):
    one = came_in(herent)
    with branch_context(herent):
        forgotten = Referral.objects.create(
            received_on=timezone.localdate(), decision="refused", decided_on=timezone.localdate()
        )
        anonymise_referral(forgotten, by=None)
    els.post(page(one, f"bij/{forgotten.pk}/"))
    with branch_context(herent):
        assert Referral.objects.get(pk=forgotten.pk).family_name == ""
    assert as_it_is(one).handled_at is None


def test_beside_it_stands_whom_it_resembles(els, herent):
    with branch_context(herent):
        known = Referral.objects.create(
            family_name="Peeters", phone="0470/12.34.56", received_on=datetime.date(2026, 1, 5)
        )
    answer = els.get(page(came_in(herent)))
    assert [one.referral_id for one in answer.context["alike"]] == [known.pk]
    assert f"/bij/{known.pk}/" in answer.content.decode()


def test_the_day_and_the_list_say_what_came_in(els, herent, aalst):
    came_in(herent, ago=15)
    came_in(aalst, family_name="Kanarie")
    today = els.get("/herent/").content.decode()
    assert "Peeters" in today
    assert "Kanarie" not in today
    assert INBOX in els.get("/herent/aanmeldingen/").content.decode()


def test_another_branch_gets_none_of_it(els, herent, aalst, other_coordinator, sign_in):
    theirs = came_in(aalst)
    for action in ("", "aannemen/", "stop/", "weggooien/", "terug/", f"bij/{uuid4()}/"):
        method = els.get if action == "" else els.post
        assert method(page(theirs, action)).status_code == 404
    assert els.get(INBOX).context["waiting"] == []
    assert sign_in(other_coordinator).get(page(theirs)).status_code == 404
    assert as_it_is(theirs).handled_at is None


def test_reading_it_is_in_the_log(els, herent):
    one = came_in(herent)
    els.get(page(one))
    with branch_context(herent):
        assert AuditEvent.objects.filter(verb="look", object_id=str(one.pk)).count() == 1


PAYLOADS = (
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "{{ request.user }}{% debug %}",
    "javascript:alert(1)",
    "' or 1=1 --",
)


@pytest.mark.parametrize("payload", PAYLOADS)
def test_what_somebody_typed_is_text_and_nothing_else(els, herent, payload):
    texts = {name: payload for name, value in SENT.items() if isinstance(value, str) and name != "sector"}
    texts["referrer_phone"] = texts["phone"] = payload[:50]
    one = came_in(herent, **texts, from_branch=payload)
    for path in (INBOX, page(one), "/herent/"):
        shown = els.get(path).content.decode()
        assert "<script>alert" not in shown
        assert "<img src=x" not in shown
        assert 'href="javascript' not in shown
        assert "csrfmiddlewaretoken" in shown
    with branch_context(herent):
        referral = Referral.objects.create(family_name="Anders", received_on=timezone.localdate())
    shown = els.get(page(one, f"bij/{referral.pk}/")).content.decode()
    assert "<script>alert" not in shown
    assert "<img src=x" not in shown


def test_after_a_while_what_was_handled_is_gone_and_its_referral_stays(els, herent, aalst):
    taken, thrown, waiting = (came_in(herent, phone=f"0470 00 00 0{number}") for number in range(3))
    els.post(page(taken, "aannemen/"))
    els.post(page(thrown, "weggooien/"))
    long_ago = timezone.now() - KEPT - datetime.timedelta(minutes=1)
    with branch_context(herent):
        Submission.objects.filter(pk=taken.pk).update(handled_at=long_ago)
    with branch_context(herent):
        Submission.objects.filter(pk=waiting.pk).update(sent_at=long_ago)
    clean_inbox()
    with branch_context(herent):
        assert set(Submission.objects.values_list("pk", flat=True)) == {thrown.pk, waiting.pk}
        assert Referral.objects.count() == 1


def test_the_pages_ask_as_many_questions_for_three_as_for_one(els, herent):
    def asked(path: str) -> int:
        with CaptureQueriesContext(connection) as questions:
            els.get(path)
        return len(questions)

    first = came_in(herent)
    counted = [asked(INBOX), asked(page(first))]
    for number in range(2):
        came_in(herent, phone=f"0470 00 00 0{number}")
    assert [asked(INBOX), asked(page(first))] == counted


def test_a_completion_is_added_to_its_referral(els, herent, coordinator):
    with branch_context(herent):
        referral = Referral.objects.create(family_name="Peeters", received_on=timezone.localdate())
    sent = submit(herent, source=SubmissionSource.COMPLETION, language="fr", referral_id=referral.pk, **SENT)
    shown = els.get(page(sent)).content.decode()
    assert page(sent, f"bij/{referral.pk}/") in shown
    assert page(sent, "aannemen/") not in shown
    with branch_context(herent):
        one = Submission.objects.get(pk=sent.pk)
        add_to_referral(one, referral, by=coordinator)
        add_to_referral(one, referral, by=coordinator)
        referral.refresh_from_db()
        assert (referral.phone, referral.version) == ("0470 12 34 56", 2)
