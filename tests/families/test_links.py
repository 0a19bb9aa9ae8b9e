"""The links that need no login: what opens them, what they tell, and what they never tell."""

import datetime
import io
import logging
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from django.utils import timezone

from families.actions.links import make_link, send_status_link, withdraw_link
from families.enums import LinkKind, RefusalReason
from families.letters import link_url
from families.models import Family, Link, LinkToken, Referral, ReferrerOrganisation, WaitingListEntry
from families.queries.links import link_of
from families.queries.status import EXPECTED, REASONS, Status, Step, status_of
from families.tasks import send_mails_of
from homestart.audit.models import AuditEvent
from homestart.tenancy.context import branch_context
from homestart.tenancy.models import Branch
from matching.models import Trajectory
from tests.families.intake import ago

pytestmark = pytest.mark.django_db

#: What stands in the file of the family and must never get out.
SECRETS = (
    "Janssens",
    "Mama is pas alleen",
    "0470 99 88 77",
    "gezin@example.org",
    "Plaats voor twee",
    "An Peeters",
)


@pytest.fixture
def els(coordinator: Any, sign_in: Any) -> Client:
    """The browser of the coordinator of Herent."""
    return sign_in(coordinator)


@pytest.fixture
def referral(herent: Branch) -> Referral:
    """Of the Janssens family, forty days ago, by the CLB, with all that is known."""
    with branch_context(herent):
        return Referral.objects.create(
            family_name="Janssens",
            phone="0470 99 88 77",
            family_email="gezin@example.org",
            referrer=ReferrerOrganisation.objects.create(organisation="CLB Leuven"),
            referrer_person="An Peeters",
            referrer_email="an@clb.example",
            received_on=ago(40),
            form_received_on=ago(39),
            family_agrees=True,
            municipality_name="Herent",
            explanation="Mama is pas alleen.",
        )


def opened(branch: Branch, kind: LinkKind, **about: Any) -> str:
    """The path of a new link."""
    with branch_context(branch):
        link, token = make_link(kind, by=None, **about)
        url = link_url(branch, link, token)
    return url[url.index("/aanmelden/") :]


def status_page(branch: Branch, referral: Referral) -> str:
    """The page of a new link, as who referred reads it; it never tells what is in the file."""
    answer = Client().get(opened(branch, LinkKind.STATUS, referral=referral))
    assert answer.status_code == 200
    page = answer.content.decode()
    assert not any(secret in page for secret in SECRETS)
    return page


def status(branch: Branch, referral: Referral) -> Status | None:
    with branch_context(branch):
        return status_of(referral.pk, ago(0))


def accept(branch: Branch, referral: Referral, *, days: int = 30) -> Family:
    """The family has a file; it is not on the waiting list yet."""
    with branch_context(branch):
        family = Family.objects.create(name="Janssens")
        Referral.objects.filter(pk=referral.pk).update(
            family=family, decision="accepted", decided_on=ago(days), decision_note="Plaats voor twee"
        )
        return family


# What opens a link


def test_every_text_that_opens_nothing_gets_the_same_answer(herent, aalst, referral):
    with branch_context(herent):
        _, token = make_link(LinkKind.STATUS, by=None, referral=referral)
        gone, withdrawn = make_link(LinkKind.STATUS, by=None, referral=referral)
        withdraw_link(gone, by=None)
        old, expired = make_link(LinkKind.STATUS, by=None, referral=referral)
        Link.objects.filter(pk=old.pk).update(expires_at=timezone.now())
    dead = [
        f"/aanmelden/herent/stand/{withdrawn}/",
        f"/aanmelden/herent/stand/{expired}/",
        f"/aanmelden/herent/stand/{token[:-1]}/",
        f"/aanmelden/herent/stand/{token.swapcase()}/",
        f"/aanmelden/herent/stand/{uuid4()}/",
        # Of another branch, of none, and of another page.
        f"/aanmelden/aalst/stand/{token}/",
        f"/aanmelden/nergens/stand/{token}/",
        f"/aanmelden/herent/aanvullen/{token}/",
        f"/aanmelden/herent/nog-nodig/{token}/",
    ]
    answers = []
    for number, path in enumerate(dead):
        answer = Client(REMOTE_ADDR=f"10.0.0.{number}").get(path)
        # The languages are the page itself in another one.
        answers.append((answer.status_code, answer.content.decode().replace(path, "")))
    assert len(set(answers)) == 1 and answers[0][0] == 404
    assert Client().get(f"/aanmelden/herent/stand/{token}/").status_code == 200


def test_what_is_found_before_the_secret_is_right_is_a_hash(herent, aalst, referral):
    with branch_context(herent):
        link, token = make_link(LinkKind.STATUS, by=None, referral=referral)
        assert token not in str(LinkToken.objects.values().get())
    assert link_of(herent, token, LinkKind.STATUS) == link
    assert link_of(aalst, token, LinkKind.STATUS) is None
    assert link_of(herent, LinkToken.__name__, LinkKind.STATUS) is None
    with branch_context(herent):
        assert link_of(herent, LinkToken.objects.get().token_hash, LinkKind.STATUS) is None


def test_secrets_are_long_and_never_the_same(herent, referral):
    with branch_context(herent):
        secrets = {make_link(LinkKind.STATUS, by=None, referral=referral)[1] for _ in range(50)}
    assert len(secrets) == 50 and min(map(len, secrets)) >= 43


@pytest.mark.parametrize("days", [59, 60])
def test_a_link_works_until_its_last_moment(herent, referral, monkeypatch, days):
    path = opened(herent, LinkKind.COMPLETE, referral=referral)
    later = timezone.now() + datetime.timedelta(days=days, seconds=1)
    monkeypatch.setattr("django.utils.timezone.now", lambda: later)
    assert Client().get(path).status_code == (200 if days < 60 else 404)


def test_who_guesses_is_slowed_down_and_who_has_a_link_is_not(herent, referral):
    path = opened(herent, LinkKind.STATUS, referral=referral)
    office, elsewhere = Client(REMOTE_ADDR="10.1.1.1"), Client(REMOTE_ADDR="10.1.1.2")
    for _ in range(50):
        assert office.get(path).status_code == 200
    for number in range(40):
        assert office.get(f"/aanmelden/herent/stand/{number}/").status_code == 404
    assert office.get("/aanmelden/herent/stand/nog-een/").status_code == 429
    assert office.get("/aanmelden/herent/nog-nodig/nog-een/").status_code == 429
    assert elsewhere.get(path).status_code == 200


def test_links_work_while_nobody_counts(herent, referral, settings):
    path = opened(herent, LinkKind.STATUS, referral=referral)
    away = {**settings.CACHES["default"], "LOCATION": "redis://127.0.0.1:1/0"}
    settings.CACHES = {"default": away}
    assert Client().get(path).status_code == 200
    assert Client().get("/aanmelden/herent/stand/niets/").status_code == 404


@pytest.mark.parametrize("kind", [LinkKind.STATUS, LinkKind.COMPLETE])
def test_the_address_stays_with_who_has_it(herent, referral, kind):
    path = opened(herent, kind, referral=referral)
    for address in (path, f"/aanmelden/herent/{path.split('/')[3]}/niets/"):
        answer = Client().get(address)
        assert answer.headers["Referrer-Policy"] == "no-referrer"
        assert answer.headers["Cache-Control"] == "no-store"
        assert answer.headers["X-Robots-Tag"] == "noindex"
        assert not answer.cookies


def test_the_logs_do_not_tell_the_secret(herent, referral, monkeypatch):
    path = opened(herent, LinkKind.STATUS, referral=referral)
    secret = path.split("/")[-2]
    (console,) = [one for one in logging.getLogger().handlers if type(one) is logging.StreamHandler]
    written = io.StringIO()
    monkeypatch.setattr(console, "stream", written)
    outside = Client(raise_request_exception=False)
    assert outside.post(path).status_code == 405
    assert outside.get(path.replace("stand", "nog-nodig")).status_code == 404
    monkeypatch.setattr("families.views.public_links.status_of", lambda *args: 1 / 0)
    assert outside.get(path).status_code == 500
    lines = written.getvalue()
    assert lines.count("/aanmelden/herent/stand/…/") == 2 and "/aanmelden/herent/nog-nodig/…/" in lines
    assert secret not in lines and "ZeroDivisionError" in lines


# Where a referral stands


def test_received_and_what_is_still_expected(herent, referral):
    assert status(herent, referral) == Status(ago(40), Step.RECEIVED)
    with branch_context(herent):
        Referral.objects.update(
            form_received_on=None, family_agrees=None, municipality_name="", phone="", family_email=""
        )
    # The form asks all the rest.
    assert status(herent, referral) == Status(ago(40), Step.RECEIVED, (EXPECTED["no_form"],))
    with branch_context(herent):
        Referral.objects.update(form_received_on=ago(1))
    assert status(herent, referral).expected == tuple(EXPECTED.values())[1:]
    with branch_context(herent):
        # The family itself sends no form, unless it was asked to.
        Referral.objects.update(referrer=None, form_received_on=None)
    assert status(herent, referral).expected == (EXPECTED["no_place"], EXPECTED["no_phone"])
    opened(herent, LinkKind.COMPLETE, referral=referral)
    assert status(herent, referral).expected == (EXPECTED["no_form"],)


def test_being_explored(herent, referral):
    with branch_context(herent):
        Referral.objects.update(family=Family.objects.create(name="Janssens"))
    assert status(herent, referral) == Status(ago(40), Step.EXPLORED)


def test_accepted_and_waiting_since_so_many_months(herent, referral):
    family = accept(herent, referral)
    assert status(herent, referral) == Status(ago(40), Step.ACCEPTED)
    with branch_context(herent):
        entry = WaitingListEntry.objects.create(family=family, referral=referral, entered_on=ago(30))
    assert status(herent, referral).step == Step.WAITING
    for days, months in ((10, 0), (35, 1), (200, 6)):
        with branch_context(herent):
            Referral.objects.update(received_on=ago(days), decided_on=ago(days))
            WaitingListEntry.objects.update(entered_on=ago(days))
        assert (status(herent, referral).step, status(herent, referral).months) == (Step.WAITING, months)
    with branch_context(herent):
        entry.left_on, entry.exit_reason = ago(0), "moved"
        entry.save()
    assert status(herent, referral) == Status(ago(200), Step.LEFT)
    page = status_page(herent, referral)
    assert "verhuisd" not in page


def test_started_in_a_month(herent, referral):
    family = accept(herent, referral)
    with branch_context(herent):
        WaitingListEntry.objects.create(
            family=family, referral=referral, entered_on=ago(30), left_on=ago(5), exit_reason="started"
        )
        trajectory = Trajectory.objects.create(family=family, referral=referral)
    # A first visit that is planned has not been made.
    assert status(herent, referral).step == Step.LEFT
    with branch_context(herent):
        trajectory.started_on = ago(5)
        trajectory.save()
    assert status(herent, referral) == Status(ago(40), Step.STARTED, started_in=ago(5).replace(day=1))
    assert str(ago(5).year) in status_page(herent, referral)


@pytest.mark.parametrize("reason", list(RefusalReason))
def test_not_accepted_and_in_plain_words_why(herent, referral, reason):
    with branch_context(herent):
        Referral.objects.update(
            decision="refused",
            decided_on=ago(3),
            refusal_reason=reason,
            decision_note="Plaats voor twee",
            answer="Mama is pas alleen",
        )
    assert status(herent, referral) == Status(ago(40), Step.REFUSED, reason=REASONS[reason])
    assert status_page(herent, referral)


def test_withdrawn(herent, referral):
    with branch_context(herent):
        Referral.objects.update(decision="withdrawn", decided_on=ago(3))
    assert status(herent, referral) == Status(ago(40), Step.WITHDRAWN)


def test_a_referral_that_is_decided_anew_and_a_file_that_was_merged_stay_right(herent, referral):
    family = accept(herent, referral)
    with branch_context(herent):
        Referral.objects.update(decision="", decided_on=None)
    assert status(herent, referral).step == Step.EXPLORED
    with branch_context(herent):
        # The files were made one: the place on the waiting list hangs on the other referral of it.
        kept = Family.objects.create(name="Janssens")
        other = Referral.objects.create(family=kept, received_on=ago(50))
        Referral.objects.filter(pk=referral.pk).update(family=kept, decision="accepted", decided_on=ago(20))
        WaitingListEntry.objects.create(family=kept, referral=other, entered_on=ago(20))
        family.delete()
    assert status(herent, referral).step == Step.WAITING
    with branch_context(herent):
        Trajectory.objects.create(family=kept, referral=other, started_on=ago(2))
    assert status(herent, referral) == Status(ago(40), Step.STARTED, started_in=ago(2).replace(day=1))


def test_an_earlier_trajectory_of_the_file_is_not_that_of_the_referral(herent, referral):
    family = accept(herent, referral)
    with branch_context(herent):
        Trajectory.objects.create(family=family, started_on=ago(700), ended_on=ago(400))
        WaitingListEntry.objects.create(family=family, entered_on=ago(750), left_on=ago(700))
    assert status(herent, referral) == Status(ago(40), Step.ACCEPTED)


def test_a_status_asks_the_same_few_questions_and_names_no_column_of_a_person(
    herent, referral, django_assert_num_queries
):
    family = accept(herent, referral)
    with branch_context(herent):
        for days in (30, 60, 90):
            WaitingListEntry.objects.create(family=family, entered_on=ago(days), left_on=ago(days - 5))
        with django_assert_num_queries(1) as asked:
            status_of(referral.pk, ago(0))
    chosen = asked[0]["sql"].split(" FROM ")[0]
    assert not any(
        f'"{name}"' in chosen for name in ("family_name", "explanation", "decision_note", "answer")
    )


# The coordinator


def test_a_status_link_is_made_shown_once_and_withdrawn(herent, referral, coordinator, els):
    page = els.post(f"/herent/aanmeldingen/{referral.pk}/stand/")
    with branch_context(herent):
        link = Link.objects.get()
        assert AuditEvent.objects.get(verb="make_link_status").actor_id == coordinator.pk
    url = page.context["url"]
    path = url[url.index("/aanmelden/") :]
    assert url in page.content.decode() and Client().get(path).status_code == 200
    detail = els.get(f"/herent/aanmeldingen/{referral.pk}/").content.decode()
    assert path not in detail and str(link.pk) in detail
    els.post(f"/herent/aanmeldingen/{referral.pk}/links/{link.pk}/intrekken/")
    assert Client().get(path).status_code == 404
    assert str(link.pk) not in els.get(f"/herent/aanmeldingen/{referral.pk}/").content.decode()


def test_a_status_link_is_mailed_to_who_referred(herent, referral, mailoutbox):
    with branch_context(herent):
        assert send_status_link(referral, by=None) is not None
    send_mails_of(herent)
    (message,) = mailoutbox
    said = message.subject + message.body + str(message.alternatives)
    assert message.to == ["an@clb.example"] and not any(secret in said for secret in SECRETS)
    with branch_context(herent):
        Referral.objects.update(referrer_email="")
        assert send_status_link(Referral.objects.get(), by=None) is None
        Referral.objects.update(referrer=None)
        assert send_status_link(Referral.objects.get(), by=None) is not None
    mailoutbox.clear()
    send_mails_of(herent)
    assert [one.to for one in mailoutbox] == [["gezin@example.org"]]


# Still needed?


@pytest.fixture
def waits(herent: Branch, referral: Referral) -> WaitingListEntry:
    family = accept(herent, referral)
    with branch_context(herent):
        return WaitingListEntry.objects.create(family=family, referral=referral, entered_on=ago(30))


def test_opening_the_question_answers_nothing(herent, waits):
    path = opened(herent, LinkKind.STILL_NEEDED, entry=waits)
    for method in ("get", "head"):
        assert getattr(Client(), method)(path).status_code == 200
    assert Client().get(f"{path}?answer=nee").status_code == 200
    assert Client().post(path, {"answer": "misschien"}).status_code == 200
    with branch_context(herent):
        assert Link.objects.get().used_at is None and not waits.family.waiting_care.exists()


def test_the_first_answer_counts(herent, waits):
    path = opened(herent, LinkKind.STILL_NEEDED, entry=waits)
    page = Client().get(path).content.decode()
    assert str(ago(40).year) in page and not any(secret in page for secret in SECRETS)
    assert Client().post(path, {"answer": "nee", "message": "Bedankt"}).status_code == 302
    assert Client().post(path, {"answer": "ja"}).status_code == 200
    with branch_context(herent):
        link, care = Link.objects.get(), waits.family.waiting_care.get()
        assert link.still_needed is False and link.used_at is not None
        assert (care.kind, care.result, care.note) == ("still_needed_check", "no_longer_needed", "Bedankt")
        waits.refresh_from_db()
        assert waits.left_on is None
        assert AuditEvent.objects.get(verb="use_link").actor_id is None


def test_who_waits_no_longer_is_not_asked(herent, waits):
    path = opened(herent, LinkKind.STILL_NEEDED, entry=waits)
    with branch_context(herent):
        WaitingListEntry.objects.update(left_on=ago(1), exit_reason="started")
    assert "<form" not in Client().get(path).content.decode()
    assert Client().post(path, {"answer": "nee"}).status_code == 200
    with branch_context(herent):
        assert Link.objects.get().used_at is None and not waits.family.waiting_care.exists()


def test_a_message_has_a_length(herent, waits):
    path = opened(herent, LinkKind.STILL_NEEDED, entry=waits)
    page = Client().post(path, {"answer": "ja", "message": "x" * 501})
    assert page.status_code == 200 and set(page.context["form"].errors) == {"message"}
    with branch_context(herent):
        assert Link.objects.get().used_at is None


def test_a_place_that_is_taken_back_takes_its_link_along(herent, waits):
    path = opened(herent, LinkKind.STILL_NEEDED, entry=waits)
    with branch_context(herent):
        waits.delete()
        assert not LinkToken.objects.exists()
    assert Client().get(path).status_code == 404
