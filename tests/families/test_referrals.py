"""From the phone call to the waiting list, as a coordinator does it on the pages."""

import datetime
import re

import pytest
from django.test import Client
from django.utils import timezone

from families.enums import Decision, Priority, ReferralChannel
from families.models import Family, Referral, WaitingListEntry
from homestart.audit.models import AuditEvent
from homestart.tenancy.context import branch_context

pytestmark = pytest.mark.django_db

NEW = "/herent/aanmeldingen/nieuw/"


def days_ago(days: int) -> datetime.date:
    return timezone.localdate() - datetime.timedelta(days=days)


def form_of(client: Client, path: str) -> dict[str, str]:
    """The fields of the form on a page, as a browser without JavaScript sends them back."""
    page = client.get(path).content.decode()
    form = page[page.index("data-draft") : page.index("</form>", page.index("data-draft"))]
    fields = dict(
        re.findall(r'<input type="(?:hidden|text|tel|date|email)"[^>]* name="(\w+)" value="([^"]*)"', form)
    )
    fields |= dict(re.findall(r'name="(\w+)" value="([^"]*)"[^>]* (?:checked)', form))
    for name, text in re.findall(r'<textarea name="(\w+)"[^>]*>\s*([^<]*)</textarea>', form):
        fields[name] = text
    return fields


def send(client: Client, path: str, **values: object):
    return client.post(path, {**form_of(client, path), **values})


def test_a_phone_call_becomes_a_family_that_waits(herent, coordinator, sign_in):
    client = sign_in(coordinator)
    answer = send(client, NEW, family_name="Peeters", phone="0470 12 34 56", explanation="Moeder is moe.")
    with branch_context(herent):
        referral = Referral.objects.get()
    assert answer.url == f"/herent/aanmeldingen/{referral.pk}/"
    assert (referral.received_on, referral.channel) == (timezone.localdate(), ReferralChannel.PHONE)

    page = client.get(answer.url).content.decode()
    assert "Peeters" in page and "Moeder is moe." in page

    answer = send(client, f"{answer.url}beslissen/", wishes="Spreekt Arabisch", priority="urgent")
    with branch_context(herent):
        referral.refresh_from_db()
        family = Family.objects.get()
        assert answer.url == f"/herent/gezinnen/{family.pk}/"
        assert (referral.decision, referral.decided_on) == (Decision.ACCEPTED, timezone.localdate())
        assert (family.name, family.phone, family.needs) == ("Peeters", "0470 12 34 56", "Moeder is moe.")
        entry = WaitingListEntry.objects.get()
        assert (entry.family, entry.referral, entry.entered_on) == (family, referral, timezone.localdate())
        assert (entry.priority, entry.wishes) == (Priority.URGENT, "Spreekt Arabisch")
        verbs = AuditEvent.objects.filter(actor_id=coordinator.pk).exclude(verb="look").order_by("at")
        assert list(verbs.values_list("verb", flat=True)) == [
            "register_referral",
            "open_file",
            "accept_referral",
            "put_on_waiting_list",
        ]

    page = client.get("/herent/wachtlijst/").content.decode()
    assert "Peeters" in page and "Spreekt Arabisch" in page
