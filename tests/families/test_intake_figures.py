"""What a coordinator does on the pages of the intake stands in the figures at once, and nothing else does."""

import datetime
from typing import Any

import pytest
from django.test import Client

from families.models import Family, Referral, WaitingListEntry
from homestart.tenancy.context import branch_context
from homestart.tenancy.models import Branch
from reporting.indicators import compute
from tests.families.intake import send

pytestmark = pytest.mark.django_db

#: The rows that the branch has already are of this year too.
YEAR = 2025


def day(month: int, number: int) -> str:
    return datetime.date(YEAR, month, number).isoformat()


@pytest.fixture
def busy_branch(herent: Branch, ours: Any, theirs: Any) -> Branch:
    """With a row in every table, and a family that waits already since the year before."""
    with branch_context(herent):
        family = Family.objects.create(name="Claes")
        before = datetime.date(YEAR - 1, 5, 1)
        referral = Referral.objects.create(
            family=family, received_on=before, decision="accepted", decided_on=before
        )
        WaitingListEntry.objects.create(family=family, referral=referral, entered_on=before)
    return herent


def changes(before: dict[str, Any], after: dict[str, Any]) -> dict[str, Any]:
    """The figures that are not what they were, as they are now."""
    return {name: value for name, value in after.items() if value != before[name]}


def share(numerator: int, denominator: int) -> dict[str, Any]:
    value = 100 * numerator / denominator
    return {"numerator": numerator, "denominator": denominator, "unknown": 0, "value": value}


def register(client: Client, **values: Any) -> str:
    typed = {"family_name": "Peeters", "received_on": day(3, 1), **values}
    return send(client, "/herent/aanmeldingen/nieuw/", **typed).url


def test_a_referral_counts_in_the_year_in_which_it_came(busy_branch, coordinator, sign_in):
    client = sign_in(coordinator)
    before = compute(busy_branch, YEAR)
    assert before["referrals_total"] == 1
    register(client, received_on="2024-12-31")
    assert changes(before, compute(busy_branch, YEAR)) == {}
    register(client, family_name="Adams", requests=["parenting"], new_organisation="CKG")
    found = changes(before, compute(busy_branch, YEAR))
    asked = found.pop("support_requests_at_referral")
    assert asked["parenting"] == {"numerator": 1, "denominator": 1, "unknown": 1, "value": 100.0}
    assert asked["school_or_digital"] == {"numerator": 0, "denominator": 1, "unknown": 1, "value": 0.0}
    assert found == {
        "referrals_total": 2,
        "referral_acceptance_rate": share(0, 2),
        "referrals_by_referrer": {**before["referrals_by_referrer"], "CKG": 1},
        "referrals_self": share(0, 2),
    }


def test_an_accepted_family_counts_as_accepted_and_waiting(busy_branch, coordinator, sign_in):
    client = sign_in(coordinator)
    url = register(client)
    before = compute(busy_branch, YEAR)
    send(client, f"{url}beslissen/", decided_on=day(3, 11))
    # On 31 December Claes waits 609 days and Peeters 295.
    waiting = compute(busy_branch, YEAR)["waiting_time_open"]
    assert (waiting["mean_days"], waiting["median_days"], waiting["n"], waiting["missing"]) == (
        452,
        452,
        2,
        1,
    )
    found = changes(before, compute(busy_branch, YEAR))
    assert found == {
        "referrals_accepted": 1,
        "referral_acceptance_rate": share(1, 2),
        "accepted_referrals_waitlisted": 1,
        "families_waiting_list": before["families_waiting_list"] + 1,
        "waiting_time_open": waiting,
    }


def test_a_family_that_is_not_accepted_counts_with_its_reason(busy_branch, coordinator, sign_in):
    client = sign_in(coordinator)
    url = register(client, municipality_name="Aalst")
    before = compute(busy_branch, YEAR)
    path = f"{url}beslissen/niet-aanvaarden/"
    send(client, path, decided_on=day(3, 11), refusal_reason="outside_area")
    found = changes(before, compute(busy_branch, YEAR))
    assert found == {
        "referrals_refused": 1,
        "refusal_reasons": {**before["refusal_reasons"], "outside_area": 1},
        "referrals_outside_area_by_municipality": {"41002": 1},
    }


def test_a_referral_that_is_withdrawn_stays_a_referral(busy_branch, coordinator, sign_in):
    client = sign_in(coordinator)
    url = register(client)
    before = compute(busy_branch, YEAR)
    send(client, f"{url}beslissen/ingetrokken/", decided_on=day(3, 11))
    assert changes(before, compute(busy_branch, YEAR)) == {}


@pytest.mark.parametrize("correction", ["niet-aanvaarden/", "ingetrokken/", "ongedaan/"])
def test_a_corrected_decision_leaves_no_trace_of_the_first(busy_branch, coordinator, sign_in, correction):
    client = sign_in(coordinator)
    url = register(client)
    open_one = compute(busy_branch, YEAR)
    send(client, f"{url}beslissen/", decided_on=day(3, 11))
    path = f"{url}beslissen/{correction}"
    if correction == "ongedaan/":
        with branch_context(busy_branch):
            version = Referral.objects.get(family__name="Peeters").version
        client.post(f"{path}?versie={version}")
    else:
        send(client, path, decided_on=day(3, 12), refusal_reason="other")
    found = changes(open_one, compute(busy_branch, YEAR))
    assert found.pop("referrals_refused", 0) == (correction == "niet-aanvaarden/")
    found.pop("refusal_reasons", None)
    assert found == {}


@pytest.mark.parametrize(("left_on", "waits"), [("2025-12-31", False), ("2026-01-01", True)])
def test_who_leaves_the_list_on_the_last_day_does_not_wait_any_more(
    busy_branch, coordinator, sign_in, left_on, waits
):
    client = sign_in(coordinator)
    send(client, f"{register(client)}beslissen/", decided_on=day(3, 11))
    before = compute(busy_branch, YEAR)
    with branch_context(busy_branch):
        entry = WaitingListEntry.objects.get(family__name="Peeters")
    path = f"/herent/wachtlijst/{entry.pk}/afvoeren/"
    send(client, path, left_on=left_on, exit_reason="no_longer_needed")
    found = changes(before, compute(busy_branch, YEAR))
    expected = {"accepted_referrals_waitlisted", "families_waiting_list", "waiting_time_open"}
    assert set(found) == (set() if waits else expected)
    if not waits:
        assert found["families_waiting_list"] == before["families_waiting_list"] - 1
        assert found["waiting_time_open"]["mean_days"] == 609
