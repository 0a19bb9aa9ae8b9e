"""What the referrer is told: proposed, changed, mailed after the decision is safe, and corrected."""

import re
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.core import mail
from django.test import Client

from families.answers import SEND_ANSWER, answer_address, proposed_answer
from families.enums import Decision, PublicLanguage, RefusalReason
from families.models import Family, OnwardReferral, Referral, ReferrerOrganisation
from homestart.jobs.models import Job, State
from homestart.jobs.tasks import run_job, sweep
from homestart.tenancy.context import branch_context
from homestart.tenancy.models import Branch
from reporting.indicators import compute
from tests.families.intake import ago, errors, form_on, send

pytestmark = pytest.mark.django_db


@pytest.fixture
def els(coordinator: Any, sign_in: Any) -> Client:
    return sign_in(coordinator)


@pytest.fixture
def referral(herent: Branch) -> Any:
    """Of ten days ago, by a service whose contact person has an address; in the active branch."""
    herent.phone, herent.email = "016 12 34 56", "herent@home-start.example"
    herent.save()
    with branch_context(herent):
        ckg = ReferrerOrganisation.objects.create(organisation="CKG", email="onthaal@ckg.example")
        yield Referral.objects.create(
            family_name="Peeters",
            phone="0470 12 34 56",
            received_on=ago(10),
            referrer=ckg,
            referrer_person="Ilse Claes",
            referrer_email="ilse@ckg.example",
        )


def path_of(referral: Referral, page: str = "") -> str:
    return f"/herent/aanmeldingen/{referral.pk}/{page}"


REFUSE, ANSWER = "beslissen/niet-aanvaarden/", "antwoord/"


def refuse(els: Client, referral: Referral, **values: Any) -> Any:
    answer = send(els, path_of(referral, REFUSE), **{"refusal_reason": "too_complex", **values})
    assert answer.status_code == 302, errors(answer)
    referral.refresh_from_db()
    return answer


def send_mail(branch: Branch) -> Job:
    """The worker does what it was asked."""
    job = Job.objects.get(kind=SEND_ANSWER)
    run_job(branch.pk, str(job.pk))
    job.refresh_from_db()
    return job


def about(els: Client) -> list[str]:
    """Of whom the referrer still has to hear, by the page of today."""
    found = [one for one in els.get("/herent/").context["sections"] if one.icon == "mail"]
    return [task.about for section in found for task in section.tasks]


def test_from_the_decision_to_the_mail(
    referral, els, herent, coordinator, django_capture_on_commit_callbacks
):
    assert refuse(els, referral).url == path_of(referral, ANSWER)
    form = form_on(els.get(path_of(referral, ANSWER)))
    assert form["email"] == "ilse@ckg.example"
    text = form["answer"]
    assert "Beste Ilse Claes" in text and "meer hulp nodig dan een vrijwilliger kan geven" in text
    assert "Els Vermeulen\nHome-Start Herent" in text and "016 12 34 56" in text
    answer = send(els, path_of(referral, ANSWER), answer=f"{text}\n\nPS. Tot gauw!")
    assert answer.url == path_of(referral)
    assert mail.outbox == []
    referral.refresh_from_db()
    assert (referral.answered_decision, referral.answered_at) == ("refused", None)
    version = referral.version
    assert send_mail(herent).state == State.DONE
    (message,) = mail.outbox
    assert message.to == ["ilse@ckg.example"]
    assert "PS. Tot gauw!" in message.body and "Peeters" not in message.body + message.subject
    assert "0470" not in message.body
    (address,) = re.findall(r"https?://\S+", message.body)
    assert Client().get(urlsplit(address).path).status_code == 200
    referral.refresh_from_db()
    # Whoever has the page open meanwhile may go on.
    assert referral.answered_at and referral.version == version


def test_nothing_is_mailed_twice(referral, els, herent):
    refuse(els, referral)
    form = form_on(els.get(path_of(referral, ANSWER)))
    for _click in range(2):
        els.post(path_of(referral, ANSWER), form)
    job = send_mail(herent)
    Job.objects.filter(pk=job.pk).update(state=State.QUEUED, attempts=0, finished_at=None)
    send_mail(herent)
    assert len(mail.outbox) == 1


def test_a_mail_server_that_is_away_undoes_nothing(referral, els, herent, settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT, settings.EMAIL_TIMEOUT = "127.0.0.1", 1, 1
    refuse(els, referral)
    assert send(els, path_of(referral, ANSWER)).status_code == 302
    for _attempt in range(3):
        job = send_mail(herent)
    assert job.attempts == 3 and mail.outbox == []
    sweep()
    job.refresh_from_db()
    assert job.state == State.FAILED
    assert about(els) == ["Peeters"]
    referral.refresh_from_db()
    assert (referral.decision, referral.answered_at) == (Decision.REFUSED, None)
    assert "meer hulp nodig" in els.get(path_of(referral)).content.decode()


def test_without_an_address_the_coordinator_tells_it(referral, els):
    refuse(els, referral)
    send(els, path_of(referral, ANSWER), email="", answer="Gebeld met Ilse.")
    referral.refresh_from_db()
    assert (referral.answer, referral.answered_decision) == ("Gebeld met Ilse.", "refused")
    assert referral.answered_at and not Job.objects.exists()
    assert "Gebeld met Ilse." in els.get(path_of(referral)).content.decode()


def test_an_address_that_is_typed_is_kept(referral, els, herent):
    refuse(els, referral)
    send(els, path_of(referral, ANSWER), email="nieuw@ckg.example")
    send_mail(herent)
    referral.refresh_from_db()
    assert referral.referrer_email == "nieuw@ckg.example"
    assert mail.outbox[0].to == ["nieuw@ckg.example"]


@pytest.mark.parametrize(
    ("own", "service", "family", "expected"),
    [
        ("a@x.example", "b@x.example", "c@x.example", "a@x.example"),
        ("", "b@x.example", "c@x.example", "b@x.example"),
        ("", "", "c@x.example", ""),
        ("", None, "c@x.example", "c@x.example"),
        ("", None, "", ""),
    ],
)
def test_whom_the_answer_goes_to(referral, own, service, family, expected):
    referral.referrer_email, referral.family_email = own, family
    referral.referrer.email = service or ""
    if service is None:
        referral.referrer = None
    assert answer_address(referral) == expected


@pytest.mark.parametrize("language", PublicLanguage.values)
@pytest.mark.parametrize("by_family", [True, False])
def test_every_decision_and_reason_has_a_text_of_its_own_in_every_language(
    referral, herent, coordinator, language, by_family
):
    referral.language = language
    if by_family:
        referral.referrer = None
    texts = set()
    cases = [("accepted", ""), ("withdrawn", ""), *(("refused", reason) for reason in RefusalReason.values)]
    for decision, reason in cases:
        referral.decision, referral.refusal_reason, referral.decided_on = decision, reason, ago(1)
        text = proposed_answer(referral, branch=herent, signed_by=coordinator)
        assert "Peeters" not in text and "{" not in text and "None" not in text and "\n\n\n" not in text
        assert str(ago(10).year) in text and "Els Vermeulen" in text
        texts.add(text)
    assert len(texts) == len(cases)


def test_the_text_knows_of_the_waiting_list_and_of_the_way_elsewhere(referral, els, herent, coordinator):
    refuse(els, referral, onward_organisation="Inloopteam", onward_need="parenting")
    assert "Inloopteam" in form_on(els.get(path_of(referral, ANSWER)))["answer"]
    onward = OnwardReferral.objects.get()
    assert (onward.family, onward.organisation, onward.date) == (
        referral.family,
        "Inloopteam",
        referral.decided_on,
    )
    send(els, path_of(referral, "beslissen/"))
    text = form_on(els.get(path_of(referral, ANSWER)))["answer"]
    assert "wachtlijst" in text and "Inloopteam" not in text


def test_an_onward_referral_counts_and_the_refused_family_is_not_supported(referral, els, herent):
    before = compute(herent, ago(0).year)
    refuse(els, referral, onward_organisation="Inloopteam", onward_accompanied="True")
    after = compute(herent, ago(0).year)
    changed = {name: value for name, value in after.items() if value != before[name]}
    assert changed.pop("frequent_onward_referrals") == {"Inloopteam": 1}
    assert set(changed) == {"referrals_refused", "refusal_reasons"}
    assert Family.objects.count() == 1


def test_an_onward_referral_needs_a_service(referral, els):
    page = send(els, path_of(referral, REFUSE), refusal_reason="other", onward_need="parenting")
    assert set(errors(page)) == {"onward_organisation"}


def test_a_decision_that_was_told_and_is_corrected_says_so(referral, els, herent):
    refuse(els, referral)
    send(els, path_of(referral, ANSWER))
    send_mail(herent)
    refused = els.get(path_of(referral, REFUSE))
    assert refused.context["told"]
    version = Referral.objects.get().version
    els.post(path_of(referral, f"beslissen/ongedaan/?versie={version}"))
    page = els.get(path_of(referral)).content.decode()
    assert 'id="antwoord"' in page
    accepted = send(els, path_of(referral, "beslissen/"))
    assert accepted.url == path_of(referral, ANSWER)
    assert about(els) == ["Peeters"]
    text = form_on(els.get(accepted.url))["answer"]
    assert "Eerder liet ik je iets anders weten" in text and "graag ondersteunen" in text
    send(els, accepted.url)
    referral.refresh_from_db()
    assert (referral.answered_decision, referral.answered_at) == ("accepted", None)
    assert about(els) == []


def test_an_answer_that_was_taken_back_before_the_worker_came_is_not_mailed(referral, els, herent):
    refuse(els, referral)
    send(els, path_of(referral, ANSWER))
    version = Referral.objects.get().version
    els.post(path_of(referral, f"beslissen/ongedaan/?versie={version}"))
    send_mail(herent)
    assert mail.outbox == []


def test_a_referral_that_is_not_decided_has_no_answer(referral, els):
    assert els.get(path_of(referral, ANSWER)).url == path_of(referral)
    assert els.post(path_of(referral, ANSWER), {"answer": "x"}).url == path_of(referral)
    referral.refresh_from_db()
    assert referral.answer == ""


def test_a_family_that_called_itself_and_left_no_address_is_not_written_to(referral, els):
    Referral.objects.update(referrer=None, referrer_email="")
    assert refuse(els, referral).url == path_of(referral)


def test_texts_are_dutch_without_a_language(referral, els):
    refuse(els, referral)
    Referral.objects.update(language="fr")
    assert "Bonjour Ilse Claes" in form_on(els.get(path_of(referral, ANSWER)))["answer"]
    Referral.objects.update(language="")
    assert "Beste Ilse Claes" in form_on(els.get(path_of(referral, ANSWER)))["answer"]
