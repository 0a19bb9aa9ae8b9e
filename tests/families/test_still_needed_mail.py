"""Asking by mail whether support is still needed: whom, in which words, and what the answer does."""

import datetime
import re
from typing import Any

import pytest
from django.core import mail
from django.test import Client
from django.utils import timezone

from families.models import Family, Link, Referral, ReferrerOrganisation, WaitingCareAction, WaitingListEntry
from families.queries.waiting import Filters, to_ask, waiting_list
from families.tasks import send_mails_of
from homestart.tenancy.context import branch_context
from homestart.tenancy.models import Branch
from tests.families.intake import ago, send

pytestmark = pytest.mark.django_db

ROUND = "/herent/wachtlijst/nog-nodig/"


@pytest.fixture
def els(coordinator: Any, sign_in: Any) -> Client:
    """The browser of the coordinator of Herent."""
    return sign_in(coordinator)


@pytest.fixture
def entry(herent: Branch) -> WaitingListEntry:
    """Peeters waits for a hundred days, referred by the OCMW; both have an address."""
    with branch_context(herent):
        ocmw = ReferrerOrganisation.objects.create(organisation="OCMW Herent", email="info@ocmw.example")
        family = Family.objects.create(name="Peeters", email="peeters@example.org")
        referral = Referral.objects.create(
            family=family,
            family_name="Peeters",
            referrer=ocmw,
            referrer_email="jan@ocmw.example",
            received_on=ago(110),
            decision="accepted",
            decided_on=ago(100),
        )
        return WaitingListEntry.objects.create(family=family, referral=referral, entered_on=ago(100))


def waiting(branch: Branch) -> Any:
    return waiting_list(Filters(), "", timezone.localdate()).get()


def mails(branch: Branch) -> list[Any]:
    """What the worker sends."""
    mail.outbox.clear()
    send_mails_of(branch)
    return list(mail.outbox)


def path_in(message: Any) -> str:
    return re.search(r"https?://[^/]+(/\S+)", message.body)[1]


def test_the_referrer_and_the_family_are_asked_and_nobody_is_named(herent, aalst, entry, els):
    codes = [f"{entry.pk}:gezin", f"{entry.pk}:aanmelder"]
    page = els.get(ROUND).content.decode()
    assert all(f'value="{code}"' in page for code in codes)
    assert els.post(ROUND, {"addresses": codes}).url == ROUND
    sent = mails(herent)
    assert sorted(one.to[0] for one in sent) == ["jan@ocmw.example", "peeters@example.org"]
    assert not any("Peeters" in one.subject + one.body + str(one.alternatives) for one in sent)
    assert mails(herent) == [] and mails(aalst) == []
    with branch_context(herent):
        care = WaitingCareAction.objects.get()
        assert (care.kind, care.result, care.date) == ("still_needed_check", "asked_by_mail", ago(0))
        assert waiting(herent).mailed_on == ago(0)
        assert to_ask([waiting(herent)], ago(-13)) == []
        assert len(to_ask([waiting(herent)], ago(-14))) == 1
    page = els.get(ROUND).content.decode()
    assert f"plaats-{entry.pk}" not in page and "Per mail gevraagd, nog geen antwoord" in page


@pytest.mark.parametrize(("answer", "result"), [("ja", "still_needed"), ("nee", "no_longer_needed")])
def test_the_answer_is_noted_and_comes_to_the_coordinator(herent, entry, els, answer, result):
    els.post(ROUND, {"addresses": [f"{entry.pk}:aanmelder"]})
    with branch_context(herent):
        WaitingCareAction.objects.update(date=ago(3))
        Link.objects.update(made_at=timezone.now() - datetime.timedelta(days=3))
    outside = Client()
    (message,) = mails(herent)
    path = path_in(message)
    assert "Peeters" not in outside.get(path).content.decode()
    outside.post(path, {"answer": answer, "message": "Groeten uit Herent"})
    with branch_context(herent):
        assert waiting(herent).heard_on == ago(0)
        # Asked once, so the figures count it once.
        noted = WaitingCareAction.objects.values_list("kind", "result", "by", "note")
        assert list(noted) == [("still_needed_check", result, "", "Groeten uit Herent")]
        assert waiting(herent).left_on is None
    page = els.get("/herent/").content.decode()
    assert ("Van de wachtlijst halen?" in page) is (answer == "nee")
    assert (f"/herent/wachtlijst/{entry.pk}/afvoeren/?reden=no_longer_needed" in page) is (answer == "nee")
    assert ("Per mail geantwoord: nog nodig" in page) is (answer == "ja")
    assert "Groeten uit Herent" in page
    assert els.post(f"/herent/wachtlijst/{entry.pk}/nog-nodig/", {"result": "still_needed"}).url == ROUND
    page = els.get("/herent/").content.decode()
    assert "Van de wachtlijst halen?" not in page and "Groeten uit Herent" not in page


def test_who_has_no_address_or_left_the_list_gets_no_mail(herent, entry, els):
    code = f"{entry.pk}:gezin"
    assert els.post(ROUND, {"addresses": [code]}).url == ROUND
    send(els, f"/herent/wachtlijst/{entry.pk}/afvoeren/", exit_reason="moved")
    assert mails(herent) == []
    with branch_context(herent):
        other = WaitingListEntry.objects.create(
            family=Family.objects.create(name="Claes"), entered_on=ago(100)
        )
    for unknown in (code, f"{other.pk}:gezin", f"{other.pk}:aanmelder", "x"):
        page = els.post(ROUND, {"addresses": [unknown]})
        assert page.status_code == 200 and set(page.context["form"].errors) == {"addresses"}
    assert set(els.post(ROUND, {}).context["form"].errors) == {"addresses"}
