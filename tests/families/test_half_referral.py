"""A half referral: the call, the mail to the referrer, the reminders, the form, and when it does not come."""

import datetime
import re
from threading import Barrier
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.conf import LazySettings
from django.core import mail
from django.test import Client
from django.utils import timezone

from families.actions.link_mails import take_up_mail
from families.actions.links import ask_for_form, withdraw_link
from families.enums import LinkKind
from families.models import Link, LinkToken, Referral, Submission
from families.queries.links import links_about, mails_to_send
from families.tasks import send_all_mails, send_mails, send_mails_of
from families.working_days import is_working_day, working_days_after
from homestart.audit.models import AuditEvent
from homestart.tenancy.context import branch_context
from homestart.tenancy.models import Branch
from tests.families.intake import errors, form_on, send
from tests.families.test_at_the_same_moment import at_once

pytestmark = pytest.mark.django_db

NEW = "/herent/aanmeldingen/nieuw/"
BRUSSELS = ZoneInfo("Europe/Brussels")
#: A Tuesday without holidays near.
TUESDAY = datetime.datetime(2026, 3, 3, 10, 15, tzinfo=BRUSSELS)
#: What a referrer fills in.
FORM = {
    "organisation": "CLB Leuven",
    "referrer_person": "An Peeters",
    "referrer_email": "an@clb.example",
    "family_name": "Janssens",
    "phone": "0471 11 22 33",
    "municipality_name": "Herent",
    "youngest_age": "2",
    "requests": ["listening_ear"],
    "family_agrees": "on",
}


class Clock:
    """The moment that the application takes for now."""

    def __init__(self, patch: pytest.MonkeyPatch) -> None:
        self.moment = TUESDAY
        patch.setattr("django.utils.timezone.now", lambda: self.moment)

    def on(self, day: str, hour: int = 10) -> None:
        self.moment = datetime.datetime.combine(
            datetime.date.fromisoformat(day), datetime.time(hour), tzinfo=BRUSSELS
        )


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    return Clock(monkeypatch)


@pytest.fixture
def herent(clock: Clock, herent: Branch) -> Branch:
    """Works in Herent; its people have their roles since the first day of the story."""
    herent.municipalities = ["24038"]
    herent.email, herent.phone = "herent@home-start.example", "016 11 22 33"
    herent.save()
    return herent


@pytest.fixture
def els(clock: Clock, coordinator: Any, sign_in: Any) -> Client:
    """The browser of the coordinator of Herent."""
    return sign_in(coordinator)


@pytest.fixture
def called(herent: Branch, clock: Clock) -> Referral:
    """Somebody of the CLB called about the Janssens family; what was said is noted."""
    with branch_context(herent):
        return Referral.objects.create(
            family_name="Gezin Janssens",
            received_on=TUESDAY.date(),
            channel="phone",
            explanation="Mama is pas alleen.",
            referrer_email="an@clb.example",
        )


def delivered(branch: Branch) -> list[Any]:
    """The mails that a worker sends now."""
    mail.outbox.clear()
    send_mails_of(branch)
    return list(mail.outbox)


def path_in(message: Any) -> str:
    """Of the address in the mail, what comes after the name of the site."""
    return re.search(r"https?://[^/]+(/\S+)", message.body)[1]


def asked(branch: Branch, referral: Referral) -> str:
    """The address that the referrer gets, without that of the site."""
    with branch_context(branch):
        ask_for_form(referral, by=None)
    (message,) = delivered(branch)
    return path_in(message)


# The whole story


def test_a_call_is_registered_and_the_referrer_completes_it(herent, aalst, coordinator, sign_in, els, clock):
    typed = {
        "family_name": "Gezin Janssens",
        "explanation": "Mama is pas alleen.",
        "referrer_email": "an@clb.example",
        "ask_referrer": "on",
    }
    answer = send(els, NEW, **typed)
    assert answer.status_code == 302
    with branch_context(herent):
        referral = Referral.objects.get()
    assert answer.url == f"/herent/aanmeldingen/{referral.pk}/"
    assert (referral.referrer_email, referral.language, referral.decision) == ("an@clb.example", "nl", "")

    (message,) = delivered(herent)
    assert message.to == ["an@clb.example"] and message.reply_to == ["herent@home-start.example"]
    said = message.subject + message.body + str(message.alternatives)
    assert "3 mrt. 2026" in said and "24 mrt. 2026" in said and "016 11 22 33" in said
    assert not any(word in said for word in ("Janssens", "alleen", "Els"))

    outside, path = Client(), path_in(message)
    page = outside.get(path)
    shown = page.content.decode()
    assert page.status_code == 200 and "3 mrt. 2026" in shown and "Home-Start Herent" in shown
    assert not any(word in shown for word in ("Janssens", "Mama is pas alleen", "an@clb.example", "Els"))

    clock.on("2026-03-04")
    answer = outside.post(path, FORM)
    assert answer.status_code == 302, errors(answer)
    assert "4 mrt. 2026" in outside.get(answer.url).content.decode()
    with branch_context(herent):
        submission = Submission.objects.get()
        assert (submission.referral_id, submission.source) == (referral.pk, "completion")
        assert (submission.family_name, submission.language) == ("Janssens", "nl")
        assert Referral.objects.get().form_received_on is None
        Submission.objects.update(sent_at=clock.moment)  # the database has a clock of its own

    els = sign_in(coordinator)
    els.post(f"/herent/aanmeldingen/binnengekomen/{submission.pk}/bij/{referral.pk}/")
    with branch_context(herent):
        whole = Referral.objects.get()
        assert whole.family_name == "Gezin Janssens" and whole.phone == "0471 11 22 33"
        assert whole.referrer.organisation == "CLB Leuven" and whole.family_agrees is True
        assert whole.form_received_on == datetime.date(2026, 3, 4)
        verbs = AuditEvent.objects.filter(object_id=str(referral.pk)).exclude(verb="look").order_by("at")
        assert [(event.verb, event.actor_id) for event in verbs][:4] == [
            ("register_referral", coordinator.pk),
            ("make_link_complete", coordinator.pk),
            ("mail_link", None),
            ("use_link", None),
        ]
    clock.on("2026-03-31")
    assert [one.subject for one in delivered(herent) if "herinnering" in one.subject.lower()] == []


def test_the_form_is_sent_once(herent, called):
    path = asked(herent, called)
    outside = Client()
    assert outside.post(path, FORM).status_code == 302
    again = outside.post(path, {**FORM, "family_name": "Iemand anders"})
    assert again.status_code == 200 and "3 mrt. 2026" in again.content.decode()
    with branch_context(herent):
        assert list(Submission.objects.values_list("family_name", flat=True)) == ["Janssens"]


def test_a_form_with_a_mistake_keeps_what_was_typed_and_the_link(herent, called):
    path = asked(herent, called)
    outside = Client()
    page = outside.post(path, {**FORM, "family_agrees": ""})
    assert set(errors(page)) == {"family_agrees"} and 'value="Janssens"' in page.content.decode()
    with branch_context(herent):
        assert not Submission.objects.exists() and Link.objects.get().used_at is None
    assert outside.post(path, FORM).status_code == 302


@pytest.mark.parametrize("change", [{"decision": "withdrawn"}, {"form_received_on": TUESDAY.date()}])
def test_a_form_that_is_no_longer_needed_is_not_asked(herent, called, change):
    path = asked(herent, called)
    with branch_context(herent):
        Referral.objects.update(**change)
    page = Client().get(path)
    assert page.status_code == 200 and "<form" not in page.content.decode()
    Client().post(path, FORM)
    with branch_context(herent):
        assert not Submission.objects.exists()


def test_without_an_address_nothing_is_registered(herent, els):
    page = send(els, NEW, family_name="Janssens", ask_referrer="on")
    assert set(errors(page)) == {"referrer_email"}
    assert send(els, NEW, family_name="Claes", referrer_email="jan@ocmw.example").status_code == 302
    with branch_context(herent):
        assert list(Referral.objects.values_list("family_name", flat=True)) == ["Claes"]
        assert not Link.objects.exists()


def test_the_link_is_sent_again_from_the_page_of_the_referral(herent, called, els):
    first = asked(herent, called)
    path = f"/herent/aanmeldingen/{called.pk}/aanvullen/"
    assert form_on(els.get(path))["referrer_email"] == "an@clb.example"
    assert send(els, path, referrer_email="bea@clb.example", language="fr").status_code == 302
    (message,) = delivered(herent)
    assert message.to == ["bea@clb.example"]
    outside = Client()
    assert outside.get(first).status_code == 404 and outside.get(path_in(message)).status_code == 200
    assert 'lang="fr"' in outside.get(path_in(message)).content.decode()
    assert 'lang="en"' in outside.get(f"{path_in(message)}?taal=en").content.decode()
    with branch_context(herent):
        assert (Referral.objects.get().referrer_email, Referral.objects.get().language) == (
            "bea@clb.example",
            "fr",
        )


def test_a_decided_referral_asks_for_nothing(herent, called, els):
    with branch_context(herent):
        Referral.objects.update(decision="withdrawn", decided_on=TUESDAY.date())
    page = els.get(f"/herent/aanmeldingen/{called.pk}/").content.decode()
    assert "/aanvullen/" not in page
    page = send(els, f"/herent/aanmeldingen/{called.pk}/aanvullen/", language="nl")
    assert errors(page)["__all__"]
    with branch_context(herent):
        assert not Link.objects.exists()


# Working days


@pytest.mark.parametrize(
    ("day", "count", "expected"),
    [
        ("2026-03-03", 5, "2026-03-10"),
        ("2026-03-06", 1, "2026-03-09"),  # over a weekend
        ("2026-03-07", 1, "2026-03-09"),  # from a Saturday
        ("2026-04-03", 1, "2026-04-07"),  # Easter Monday
        ("2026-12-24", 5, "2027-01-04"),  # Christmas and New Year
        ("2026-05-13", 1, "2026-05-15"),  # Ascension
        ("2026-07-20", 1, "2026-07-22"),  # the national day
        ("2026-10-30", 10, "2026-11-16"),  # All Saints on a Sunday, Armistice on a Wednesday
    ],
)
def test_terms_skip_weekends_and_holidays(day, count, expected):
    assert working_days_after(datetime.date.fromisoformat(day), count).isoformat() == expected


def test_the_ten_public_holidays_of_belgium_are_no_working_days():
    weekdays = [
        datetime.date(2026, 1, 1) + datetime.timedelta(days=number)
        for number in range(365)
        if (datetime.date(2026, 1, 1) + datetime.timedelta(days=number)).weekday() < 5
    ]
    # 15 August and 1 November 2026 fall in a weekend.
    assert [f"{day:%d-%m}" for day in weekdays if not is_working_day(day)] == [
        "01-01", "06-04", "01-05", "14-05", "25-05", "21-07", "11-11", "25-12",
    ]  # fmt: skip


# Reminders


def test_the_referrer_is_reminded_after_five_and_ten_working_days(herent, called, clock):
    clock.on("2026-12-22")
    asked(herent, called)
    sent = {}
    for _ in range(40):
        clock.moment += datetime.timedelta(days=1)
        for message in delivered(herent):
            sent[timezone.localdate().isoformat()] = message
    # 25 December and 1 January are holidays.
    assert list(sent) == ["2026-12-30", "2027-01-07"]
    for message in sent.values():
        assert "herinnering" in message.subject and "Janssens" not in message.subject + message.body
        assert "14 jan. 2027" in message.body
    clock.on("2027-01-08")
    first, second = (path_in(message) for message in sent.values())
    assert first != second
    assert Client().get(first).status_code == Client().get(second).status_code == 200


def test_a_reminder_comes_in_the_morning_and_once(herent, aalst, called, clock):
    asked(herent, called)
    clock.on("2026-03-10", hour=8)
    assert delivered(herent) == []
    clock.on("2026-03-10", hour=9)
    assert delivered(aalst) == []
    mail.outbox.clear()
    send_mails(herent.pk)
    send_mails(herent.pk)
    send_all_mails()
    assert len(mail.outbox) == 1


@pytest.mark.parametrize("reason", ["form sent", "form noted", "decided", "withdrawn", "no address"])
def test_nobody_is_reminded_when_there_is_nothing_to_ask(herent, called, clock, reason):
    path = asked(herent, called)
    with branch_context(herent):
        if reason == "form noted":
            Referral.objects.update(form_received_on=TUESDAY.date())
        elif reason == "decided":
            Referral.objects.update(decision="withdrawn", decided_on=TUESDAY.date())
        elif reason == "withdrawn":
            withdraw_link(Link.objects.get(), by=None)
        elif reason == "no address":
            Referral.objects.update(referrer_email="")
    if reason == "form sent":
        assert Client().post(path, FORM).status_code == 302
    clock.on("2026-03-20")
    assert delivered(herent) == []
    with branch_context(herent):
        assert mails_to_send(timezone.now()) == []


# What goes wrong on the way


def test_a_mail_server_that_is_away_delays_the_mail_alone(
    herent, called, clock, coordinator, els, sign_in, settings: LazySettings
):
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 1  # nobody listens there
    with branch_context(herent):
        ask_for_form(called, by=None)
    send_mails_of(herent)
    send_mails_of(herent)
    with branch_context(herent):
        (sent,) = links_about(called, LinkKind.COMPLETE)
    assert (sent.first.tries, sent.first.sent_at) == (1, None)
    assert "ging een keer mis" in els.get(f"/herent/aanmeldingen/{called.pk}/").content.decode()
    for minutes in (16, 31):
        clock.moment += datetime.timedelta(minutes=minutes)
        send_mails_of(herent)
    # Three times: perhaps the address is wrong.
    page = sign_in(coordinator).get("/herent/").content.decode()
    assert f"/herent/aanmeldingen/{called.pk}/aanvullen/" in page
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    assert delivered(herent) == []
    clock.moment += datetime.timedelta(minutes=61)
    (message,) = delivered(herent)
    assert Client().get(path_in(message)).status_code == 200
    with branch_context(herent):
        (sent,) = links_about(called, LinkKind.COMPLETE)
        assert (sent.first.tries, sent.first.sent_at) == (4, clock.moment)
    assert delivered(herent) == []


def test_a_worker_that_dies_while_sending_leaves_the_mail_to_the_next(herent, called, clock):
    with branch_context(herent):
        ask_for_form(called, by=None)
        (due,) = mails_to_send(timezone.now())
    with branch_context(herent):
        assert take_up_mail(due) is not None
    # Here it dies: nobody notes that it was sent.
    assert delivered(herent) == []
    clock.moment += datetime.timedelta(minutes=15)
    (message,) = delivered(herent)
    assert Client().get(path_in(message)).status_code == 200


@pytest.mark.django_db(transaction=True)
def test_two_workers_at_the_same_moment_send_one_mail(herent, called):
    with branch_context(herent):
        ask_for_form(called, by=None)
    mail.outbox.clear()
    barrier = Barrier(4)

    def work() -> None:
        barrier.wait()
        send_mails_of(herent)

    at_once(work, work, work, work)
    assert len(mail.outbox) == 1


@pytest.mark.django_db(transaction=True)
def test_two_presses_at_the_same_moment_leave_one_link(herent, called):
    barrier = Barrier(3)

    def press() -> None:
        barrier.wait()
        with branch_context(herent):
            ask_for_form(called, by=None)

    at_once(press, press, press)
    with branch_context(herent):
        assert Link.objects.filter(withdrawn_at=None).count() == 1
        assert Link.objects.count() == 3
    assert len(delivered(herent)) == 1


@pytest.mark.django_db(transaction=True)
def test_a_form_that_is_sent_twice_at_the_same_moment_comes_in_once(herent, called):
    path = asked(herent, called)
    barrier = Barrier(3)

    def post() -> None:
        barrier.wait()
        assert Client().post(path, FORM).status_code == 302

    at_once(post, post, post)
    with branch_context(herent):
        assert Submission.objects.count() == 1


def test_a_form_that_came_in_is_read_rather_than_completed(herent, called, coordinator, sign_in):
    path = asked(herent, called)
    complete = f"/herent/aanmeldingen/{called.pk}/wijzigen/"
    Client().post(path, FORM)
    els = sign_in(coordinator)
    page = els.get("/herent/").content.decode()
    with branch_context(herent):
        sent = Submission.objects.get()
    read = f"/herent/aanmeldingen/binnengekomen/{sent.pk}/"
    assert read in page and complete not in page
    assert f'/herent/aanmeldingen/{called.pk}/"' in els.get(read).content.decode()
    # Thrown away: what is missing is asked for as before.
    els.post(f"{read}weggooien/")
    assert complete in els.get("/herent/").content.decode()


# When the form does not come


def test_after_the_deadline_it_waits_for_a_decision(
    herent, aalst, called, clock, coordinator, other_coordinator, sign_in
):
    asked(herent, called)
    refuse = f"/herent/aanmeldingen/{called.pk}/beslissen/niet-aanvaarden/?reden=no_referral_form"
    clock.on("2026-03-23")
    page = sign_in(coordinator).get("/herent/").content.decode()
    # The referrer is waited for: the coordinator has nothing to complete.
    assert page and str(called.pk) not in page
    clock.on("2026-03-24")
    els = sign_in(coordinator)
    page = els.get("/herent/").content.decode()
    assert refuse in page and page.count(f"/herent/aanmeldingen/{called.pk}/") == 2
    assert "Janssens" not in sign_in(other_coordinator).get("/aalst/").content.decode()
    fields = form_on(els.get(refuse))
    assert fields["refusal_reason"] == ["no_referral_form"]
    els.post(refuse, fields)
    with branch_context(herent):
        assert Referral.objects.get().refusal_reason == "no_referral_form"
    assert refuse not in els.get("/herent/").content.decode()


def test_the_page_of_the_referral_tells_what_was_sent(herent, called, clock, coordinator, sign_in):
    detail = f"/herent/aanmeldingen/{called.pk}/"
    asked(herent, called)
    clock.on("2026-03-10")
    delivered(herent)
    els = sign_in(coordinator)
    page = els.get(detail).content.decode()
    assert all(day in page for day in ("3 mrt. 2026", "10 mrt. 2026", "17 mrt. 2026", "24 mrt. 2026"))
    with branch_context(herent):
        link = Link.objects.get()
    assert els.post(f"{detail}links/{link.pk}/intrekken/").url == detail
    with branch_context(herent):
        assert Link.objects.get().withdrawn_at is not None
        assert AuditEvent.objects.filter(verb="withdraw_link").count() == 1
    page = els.get(detail).content.decode()
    assert "24 mrt. 2026" not in page and "/aanvullen/" in page


def test_a_link_of_another_referral_is_not_withdrawn_here(herent, called, els):
    asked(herent, called)
    with branch_context(herent):
        other = Referral.objects.create(received_on=TUESDAY.date(), family_name="Claes")
        link = Link.objects.get()
    assert els.post(f"/herent/aanmeldingen/{other.pk}/links/{link.pk}/intrekken/").status_code == 404
    with branch_context(herent):
        assert Link.objects.get().withdrawn_at is None


def test_the_desk_asks_as_many_questions_for_three_as_for_one(
    herent, called, clock, coordinator, sign_in, django_assert_max_num_queries
):
    asked(herent, called)
    clock.on("2026-03-25")
    els = sign_in(coordinator)
    els.get("/herent/")
    with django_assert_max_num_queries(200) as counted:
        els.get("/herent/")
    one = len(counted)
    with branch_context(herent):
        for name in ("Claes", "Maes"):
            clock.on("2026-03-03")
            referral = Referral.objects.create(
                received_on=TUESDAY.date(), family_name=name, referrer_email="an@clb.example"
            )
            ask_for_form(referral, by=None)
    clock.on("2026-03-25")
    with django_assert_max_num_queries(200) as counted:
        page = els.get("/herent/").content.decode()
    assert "Claes" in page and "Maes" in page and len(counted) == one


def test_nothing_of_the_secret_is_stored(herent, called):
    path = asked(herent, called)
    secret = path.rstrip("/").split("/")[-1]
    with branch_context(herent):
        texts = [str(row) for model in (Link, LinkToken, AuditEvent) for row in model.objects.values()]
    assert texts and not any(secret in text for text in texts)
