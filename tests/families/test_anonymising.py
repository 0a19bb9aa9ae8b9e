"""Who was refused is forgotten after the retention period; the figures do not notice."""

import datetime
from typing import Any

import pytest
from django.apps import apps
from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from families.actions.anonymising import (
    anonymise_family,
    anonymise_referral,
    anonymise_referrals,
    empty_value,
    goes,
    is_kept,
)
from families.actions.decisions import accept_referral, undo_decision
from families.actions.referrals import change_referral
from families.enums import Decision
from families.models import (
    Agreement,
    Consent,
    Document,
    DocumentBytes,
    Family,
    FamilyContact,
    FamilyMember,
    OnwardReferral,
    ProfileFact,
    Referral,
    WaitingListEntry,
)
from families.queries.refused import kept_since, refused_to_anonymise
from families.tasks import anonymise_refused
from homestart.audit.chain import logs, seal, verify
from homestart.audit.models import AuditEvent
from homestart.drafts.models import Draft
from homestart.exchange.importing import import_folder
from homestart.tenancy.context import branch_context
from homestart.tenancy.models import Branch, TenantForeignKey, TenantModel
from homestart.tenancy.privacy import Privacy
from matching.models import Trajectory
from reporting.indicators import compute
from tests.families.intake import ago, send

pytestmark = pytest.mark.django_db

DEMO = settings.BASE_DIR / "homestart" / "demo" / "data"
SECRET = "Peeters-kanarie"


def below(model: Any, found: set[Any]) -> set[Any]:
    """The models that refer to this one, directly or not."""
    for relation in model._meta.related_objects:
        if isinstance(relation.field, TenantForeignKey) and relation.related_model not in found:
            found.add(relation.related_model)
            below(relation.related_model, found)
    return found


ABOUT_A_FAMILY = sorted(below(Referral, below(Family, {Family, Referral})), key=lambda model: model.__name__)


@pytest.mark.parametrize("model", ABOUT_A_FAMILY)
@pytest.mark.parametrize("supported", [True, False])
def test_every_field_that_is_not_plain_is_kept_for_a_figure_or_emptied_or_goes_with_its_row(model, supported):
    for field in model._meta.concrete_fields:
        kept = is_kept(field, supported=supported)
        if field.privacy == Privacy.PLAIN:
            assert kept
        elif not kept and not goes(model, supported=supported):
            assert empty_value(field) in (None, "", [])


@pytest.mark.parametrize(
    ("model", "supported", "expected"),
    [
        (Referral, False, {"requests"}),
        (Family, False, set()),
        (Family, True, {"home_language", "foster_family"}),
        (FamilyMember, False, set()),
        (FamilyMember, True, {"birth_date", "due_date", "arrived_in_belgium_on"}),
        (FamilyContact, True, set()),
    ],
)
def test_what_is_kept_of_a_person_is_what_the_figures_count(model, supported, expected):
    names = {
        field.name
        for field in model._meta.concrete_fields
        if field.privacy != Privacy.PLAIN and is_kept(field, supported=supported)
    }
    assert names == expected


def texts_of_branch() -> str:
    """All that stands in any row of the active branch, but in the log of who did what."""
    models = [model for model in apps.get_models() if issubclass(model, TenantModel)]
    return repr([list(model.objects.values()) for model in models])


@pytest.fixture
def els(coordinator: Any, sign_in: Any) -> Client:
    return sign_in(coordinator)


@pytest.fixture
def refused(herent: Branch, els: Client, ours: Any) -> Any:
    """A family that was looked at, led elsewhere and refused, by the pages; thirteen months ago by now."""
    with branch_context(herent):
        typed = {
            "family_name": SECRET,
            "phone": "0470 12 34 56",
            "explanation": f"{SECRET} is moe.",
            "requests": ["parenting"],
            "municipality_name": "Aalst",
            "received_on": ago(420).isoformat(),
        }
        path = send(els, "/herent/aanmeldingen/nieuw/", **typed).url
        send(els, f"{path}verkenning/", note=f"Bij {SECRET} thuis", date=ago(410).isoformat(), place="home")
        send(els, f"{path}wijzigen/", explanation=f"{SECRET} is erg moe.")
        send(
            els,
            f"{path}beslissen/niet-aanvaarden/",
            refusal_reason="too_complex",
            decided_on=ago(400).isoformat(),
            decision_note=f"{SECRET} wil niet",
            onward_organisation="CAW",
            onward_need="rights",
        )
        referral = Referral.objects.get(family_name=SECRET)
        draft = {"data": {"answer": [f"Beste {SECRET}"]}, "user_id": els.session["_auth_user_id"]}
        Draft.objects.create(path=f"{path}antwoord/", **draft)
        yield referral


def test_nothing_of_who_it_was_is_left_anywhere_in_the_branch(refused, herent):
    family = refused.family
    FamilyMember.objects.create(
        family=family, role="child", first_name=SECRET, birth_date=datetime.date(2024, 2, 3)
    )
    ProfileFact.objects.create(family=family, fact="single_parent", value="yes", valid_from=ago(400))
    Agreement.objects.create(family=family, text=SECRET, agreed_on=ago(405))
    content = DocumentBytes.objects.create(content=SECRET.encode())
    Document.objects.create(
        family=family,
        date=ago(405),
        kind="other",
        name=SECRET,
        content=content,
        format="pdf",
        size=9,
        scanned=True,
    )
    family.street = f"{SECRET}straat 1"
    family.save()
    before = texts_of_branch()
    assert before.count(SECRET) > 9 and "0470 12 34 56" in before and "2024, 2, 3" in before
    figures = [compute(herent, year) for year in range(2023, 2027)]
    anonymise_referral(refused, by=None)
    after = texts_of_branch()
    assert SECRET not in after and "0470 12 34 56" not in after and "2024, 2, 3" not in after
    assert [compute(herent, year) for year in range(2023, 2027)] == figures
    assert not ProfileFact.objects.filter(family=family).exists()
    refused.refresh_from_db()
    family.refresh_from_db()
    assert (refused.anonymised, family.anonymised) == (True, True)
    assert (refused.requests, refused.refusal_reason) == (["parenting"], "too_complex")
    assert (refused.municipality, refused.received_on, refused.decided_on) == ("41002", ago(420), ago(400))
    onward = OnwardReferral.objects.get(family=family)
    assert (onward.organisation, onward.date) == ("CAW", ago(400))


def test_the_log_stays_whole_and_says_that_it_happened(refused, herent):
    for log in logs():
        seal(log)
    found = [verify(log) for log in logs()]  # of the rows that were put in by hand
    anonymise_referral(refused, by=None)
    verbs = AuditEvent.objects.filter(actor_id=None).order_by("verb").values_list("verb", "object_id")
    assert [verb for verb in verbs if verb[0].startswith("anonymise")] == [
        ("anonymise_family", str(refused.family_id)),
        ("anonymise_referral", str(refused.pk)),
    ]
    for log in logs():
        seal(log)
    assert [verify(log) for log in logs()] == found


def test_a_row_of_another_family_stays_as_it_is(refused, ours):
    others = {model: row for model, row in ours.rows.items() if model in ABOUT_A_FAMILY}
    before = {model: model.objects.values().get(pk=row.pk) for model, row in others.items()}
    anonymise_referral(refused, by=None)
    assert {model: model.objects.values().get(pk=row.pk) for model, row in others.items()} == before


@pytest.mark.parametrize(
    ("today", "months", "expected"),
    [
        ((2026, 3, 31), 12, (2025, 3, 31)),
        ((2026, 3, 31), 1, (2026, 2, 28)),
        ((2026, 1, 15), 1, (2025, 12, 15)),
        ((2026, 12, 31), 6, (2026, 6, 30)),
        ((2028, 2, 29), 24, (2026, 2, 28)),
    ],
)
def test_the_retention_period_is_a_setting(settings, today, months, expected):
    settings.RETENTION_REFUSED_MONTHS = months
    assert kept_since(datetime.date(*today)) == datetime.date(*expected)


@pytest.mark.parametrize(
    ("decision", "days", "due"),
    [
        (Decision.REFUSED, 400, True),
        (Decision.WITHDRAWN, 400, True),
        (Decision.REFUSED, 300, False),
        ("", 400, False),
    ],
)
def test_only_what_came_to_nothing_long_ago_is_due(herent, decision, days, due):
    with branch_context(herent):
        decided = ago(days) if decision else None
        Referral.objects.create(received_on=ago(900), decision=decision, decided_on=decided)
        assert refused_to_anonymise(timezone.localdate()).count() == due


def test_a_decision_without_a_day_counts_from_the_day_of_the_referral(herent):
    with branch_context(herent):
        Referral.objects.create(received_on=ago(900), decision=Decision.REFUSED)
        assert refused_to_anonymise(timezone.localdate()).count() == 1


@pytest.mark.parametrize("reason", ["accepted", "open", "refused lately", "waits", "supported"])
def test_a_file_that_is_there_for_something_else_keeps_its_old_refusal(herent, reason):
    with branch_context(herent):
        family = Family.objects.create(name=SECRET)
        long_ago = {"received_on": ago(900), "family": family, "family_name": SECRET}
        old = Referral.objects.create(**long_ago, decision=Decision.REFUSED, decided_on=ago(890))
        if reason == "accepted":
            Referral.objects.create(**long_ago, decision=Decision.ACCEPTED, decided_on=ago(800))
        elif reason == "open":
            Referral.objects.create(**long_ago)
        elif reason == "refused lately":
            Referral.objects.create(**long_ago, decision=Decision.REFUSED, decided_on=ago(20))
        elif reason == "waits":
            WaitingListEntry.objects.create(family=family, entered_on=ago(800))
        else:
            Trajectory.objects.create(family=family, started_on=ago(800), ended_on=ago(500))
        assert not refused_to_anonymise(timezone.localdate()).exists()
        if reason != "refused lately":
            with pytest.raises(ValidationError):
                anonymise_referral(old, by=None)
            old.refresh_from_db()
            assert (old.family_name, old.anonymised) == (SECRET, False)


def test_every_night_does_it_in_every_branch_and_again_changes_nothing(herent, aalst, settings):
    kept = {}
    for branch in (herent, aalst):
        with branch_context(branch):
            for number in range(3):
                Referral.objects.create(
                    family_name=SECRET, received_on=ago(900 + number), decision="refused", decided_on=ago(400)
                )
            kept[branch] = Referral.objects.create(family_name=SECRET, received_on=ago(5))
    for _night in range(2):
        anonymise_refused()
        for branch in (herent, aalst):
            with branch_context(branch):
                assert set(Referral.objects.exclude(family_name="")) == {kept[branch]}
                assert Referral.objects.filter(anonymised=True, version=2).count() == 3


def test_the_pages_say_so_and_let_nobody_change_it(refused, els):
    page = f"/herent/aanmeldingen/{refused.pk}/"
    anonymise_referral(refused, by=None)
    refused.refresh_from_db()
    html = els.get(page).content.decode()
    assert refused.title in html and f"{page}wijzigen/" not in html and f"{page}beslissen/" not in html
    forms = ("wijzigen/", "antwoord/", "beslissen/", "beslissen/niet-aanvaarden/", "beslissen/ingetrokken/")
    for form in forms:
        assert els.get(page + form).url == page
        assert els.post(page + form, {"family_name": "Jansen"}).url == page
    assert els.post(f"{page}beslissen/ongedaan/?versie={refused.version}").url == page
    for change in (change_referral, accept_referral, undo_decision):
        values = {"decided_on": ago(1)} if change is accept_referral else {}
        with pytest.raises(ValidationError):
            change(refused, by=None, version=refused.version, **values)
    refused.refresh_from_db()
    assert (refused.family_name, refused.decision, refused.version) == ("", Decision.REFUSED, refused.version)
    assert refused.title in els.get("/herent/aanmeldingen/").content.decode()
    assert els.get(f"/herent/gezinnen/{refused.family_id}/").status_code == 200
    assert els.get("/herent/gezinnen/").status_code == 200
    assert els.get(f"/herent/gezinnen/{refused.family_id}/historiek/").status_code == 200


@pytest.mark.parametrize("slug", ["herent", "aalst"])
def test_the_figures_of_a_whole_branch_are_what_they_were(slug, db):
    """All refusals of years, and every closed file: what was counted stays counted."""
    import_folder(DEMO / slug, by=None)
    branch = Branch.objects.get(slug=slug)
    years = range(2020, 2027)
    with branch_context(branch):
        before = {year: compute(branch, year) for year in years}
        due = list(Referral.objects.filter(decision__in=("refused", "withdrawn"), family=None))
        for referral in due:
            anonymise_referral(referral, by=None)
        closed = Family.objects.filter(trajectories__ended_on__isnull=False)
        closed = closed.exclude(trajectories__ended_on=None).exclude(
            waiting_list_entries__left_on=None, waiting_list_entries__isnull=False
        )
        files = list(closed.exclude(referrals__decision="").distinct())
        assert len(due) > 3 and len(files) > 3
        for family in files:
            anonymise_family(family, by=None)
        names = {family.name for family in files} - {""}
        assert not Family.objects.filter(pk__in=[one.pk for one in files]).exclude(name="").exists()
        assert not FamilyMember.objects.filter(family__in=files).exclude(first_name="").exists()
        assert names
        assert {year: compute(branch, year) for year in years} == before


def test_who_is_supported_or_waits_is_not_forgotten(herent):
    with branch_context(herent):
        family = Family.objects.create(name=SECRET)
        trajectory = Trajectory.objects.create(family=family, started_on=ago(100))
        with pytest.raises(ValidationError):
            anonymise_family(family, by=None)
        trajectory.ended_on = ago(10)
        trajectory.save()
        place = WaitingListEntry.objects.create(family=family, entered_on=ago(5))
        with pytest.raises(ValidationError):
            anonymise_family(family, by=None)
        place.delete()
        again = Referral.objects.create(family=family, received_on=ago(2))
        with pytest.raises(ValidationError):
            anonymise_family(family, by=None)
        again.delete()
        anonymise_family(family, by=None)
        family.refresh_from_db()
        assert (family.name, family.anonymised) == ("", True)


def test_the_number_of_statements_does_not_grow(herent):
    def refuse() -> Referral:
        family = Family.objects.create(name=SECRET)
        FamilyContact.objects.create(family=family, date=ago(400), kind="screening", note=SECRET)
        Consent.objects.create(family=family, purpose="support", given_on=ago(400))
        return Referral.objects.create(
            family=family, received_on=ago(500), decision="refused", decided_on=ago(400)
        )

    counts = []
    with branch_context(herent):
        for number in (1, 3):
            referrals = [refuse() for _each in range(number)]
            with CaptureQueriesContext(connection) as queries:
                anonymise_referrals(referrals, by=None)
            counts.append(len(queries))
    assert counts[0] == counts[1]
