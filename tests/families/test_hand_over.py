"""A referral handed over to a sister branch: a copy arrives there, and nothing else crosses."""

from typing import Any

import pytest
from django.test import Client

from families.enums import Decision
from families.models import Family, FamilyContact, Referral, Submission
from homestart.audit.models import AuditEvent
from homestart.tenancy.context import branch_context
from homestart.tenancy.models import Branch
from reporting.indicators import compute
from tests.families.intake import ago, errors, form_on, send

pytestmark = pytest.mark.django_db

AALST = "41002"


@pytest.fixture
def els(coordinator: Any, sign_in: Any) -> Client:
    return sign_in(coordinator)


@pytest.fixture
def neighbours(herent: Branch, aalst: Branch) -> tuple[Branch, Branch]:
    """Herent, and Aalst that works in Aalst."""
    herent.municipalities, aalst.municipalities = ["24038"], [AALST, "41018"]
    herent.save()
    aalst.save()
    return herent, aalst


@pytest.fixture
def path(neighbours: Any, els: Client) -> str:
    """Of the page of a referral from Aalst that came to Herent."""
    typed = {
        "family_name": "Peeters",
        "phone": "0470 12 34 56",
        "explanation": "Moeder is moe.",
        "requests": ["parenting"],
        "municipality_name": "Aalst",
        "new_organisation": "CKG De Kleine Ster",
        "new_email": "intake@ckg.example",
        "referrer_person": "Ilse",
        "received_on": ago(3).isoformat(),
    }
    return send(els, "/herent/aanmeldingen/nieuw/", **typed).url


REFUSE = "beslissen/niet-aanvaarden/"
AGREED = {"refusal_reason": "outside_area", "hand_over_agreed": "on"}


def test_the_branch_that_serves_the_family_is_proposed(path, els, neighbours):
    page = els.get(f"{path}{REFUSE}")
    assert form_on(page)["hand_over_to"] == str(neighbours[1].pk)
    assert page.context["sister"] == neighbours[1]
    assert "Home-Start Aalst" in page.content.decode()


def test_with_the_consent_of_the_family_a_copy_arrives_and_nothing_else(path, els, neighbours, coordinator):
    herent, aalst = neighbours
    send(els, f"{path}verkenning/", note="Vertrouwelijk gesprek")
    answer = send(
        els, f"{path}{REFUSE}", **AGREED, hand_over_agreed_on=ago(1).isoformat(), decision_note="Intern"
    )
    assert answer.url == f"{path}antwoord/"
    with branch_context(aalst):
        (copy,) = Submission.objects.all()
        assert (copy.family_name, copy.phone, copy.municipality) == ("Peeters", "0470 12 34 56", AALST)
        assert (copy.organisation, copy.referrer_person) == ("CKG De Kleine Ster", "Ilse")
        assert (copy.referrer_email, copy.explanation) == ("intake@ckg.example", "Moeder is moe.")
        assert (copy.requests, copy.source, copy.from_branch) == (
            ["parenting"],
            "branch",
            "Home-Start Herent",
        )
        assert (copy.family_agrees, copy.by_family, copy.handled_at) == (True, False, None)
        everything = repr(list(Submission.objects.values()))
        assert "Vertrouwelijk" not in everything and "Intern" not in everything
        assert not FamilyContact.objects.exists() and not Family.objects.exists()
        assert not AuditEvent.objects.exists()
    with branch_context(herent):
        assert not Submission.objects.exists()
        referral = Referral.objects.get()
        assert (referral.decision, referral.refusal_reason) == (Decision.REFUSED, "outside_area")
        assert (referral.handed_over_to, referral.hand_over_agreed_on) == (aalst, ago(1))
        events = AuditEvent.objects.filter(actor_id=coordinator.pk, verb="hand_over_referral")
        assert [event.object_id for event in events] == [str(referral.family_id)]
    assert "Home-Start Aalst" in els.get(path).content.decode()
    # Corrected later, it is not handed over a second time.
    form = form_on(els.get(f"{path}{REFUSE}"))
    assert "hand_over_to" not in form
    send(els, f"{path}{REFUSE}", **AGREED, hand_over_to=str(aalst.pk), decision_note="Nog iets")
    with branch_context(aalst):
        assert Submission.objects.count() == 1


@pytest.mark.parametrize(
    ("typed", "wrong"),
    [
        ({"hand_over_agreed": "on", "hand_over_to": ""}, {"hand_over_to"}),
        ({"hand_over_agreed": "on", "hand_over_agreed_on": ""}, {"hand_over_agreed_on"}),
        ({"hand_over_agreed": "on", "hand_over_agreed_on": ago(-1).isoformat()}, {"hand_over_agreed_on"}),
    ],
)
def test_what_is_missing_is_said_and_nothing_is_sent(path, els, neighbours, typed, wrong):
    assert set(errors(send(els, f"{path}{REFUSE}", refusal_reason="outside_area", **typed))) == wrong
    with branch_context(neighbours[1]):
        assert not Submission.objects.exists()
    with branch_context(neighbours[0]):
        assert Referral.objects.get().decision == ""


def test_a_branch_that_was_chosen_without_the_consent_of_the_family_gets_nothing(path, els, neighbours, db):
    other = Branch.objects.create(
        slug="ninove", name="Home-Start Ninove", organisation=neighbours[0].organisation
    )
    page = send(els, f"{path}{REFUSE}", refusal_reason="other", hand_over_to=str(other.pk))
    assert set(errors(page)) == {"hand_over_agreed"}
    assert send(els, f"{path}{REFUSE}", refusal_reason="other").status_code == 302
    for branch in (other, neighbours[1]):
        with branch_context(branch):
            assert not Submission.objects.exists()


def test_neither_the_own_branch_nor_a_closed_one_can_be_chosen(path, els, neighbours):
    aalst = neighbours[1]
    aalst.closed_on = ago(1)
    aalst.save()
    page = els.get(f"{path}{REFUSE}")
    assert page.context["sister"] is None
    for branch in neighbours:
        values = {**AGREED, "hand_over_to": str(branch.pk)}
        assert set(errors(send(els, f"{path}{REFUSE}", **values))) == {"hand_over_to"}


def test_it_counts_as_refused_here_and_not_there_before_it_is_taken_in(path, els, neighbours):
    year = ago(3).year
    before = [compute(branch, year) for branch in neighbours]
    send(els, f"{path}{REFUSE}", **AGREED)
    after = [compute(branch, year) for branch in neighbours]
    changed = {name for name, value in after[0].items() if value != before[0][name]}
    assert changed == {"referrals_refused", "refusal_reasons", "referrals_outside_area_by_municipality"}
    assert after[1] == before[1]
