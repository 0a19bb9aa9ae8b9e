"""From the phone call to the waiting list, as a coordinator does it on the pages."""

from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from django.utils import timezone

from families.actions import referrals as actions
from families.enums import Decision, Priority, ReferralChannel, Sector
from families.models import (
    Family,
    FamilyContact,
    IntakeStop,
    Referral,
    ReferrerOrganisation,
    WaitingListEntry,
)
from families.queries.lookalikes import last_digits, lookalikes
from homestart.audit.models import AuditEvent
from homestart.tenancy.context import branch_context
from homestart.tenancy.models import Branch
from tests.families.intake import ago, errors, form_on, send

pytestmark = pytest.mark.django_db

LIST = "/herent/aanmeldingen/"
NEW = f"{LIST}nieuw/"


@pytest.fixture
def herent(herent: Branch) -> Branch:
    """Works in Herent and Leuven."""
    herent.municipalities = ["24038", "24062"]
    herent.save()
    return herent


@pytest.fixture
def els(coordinator: Any, sign_in: Any) -> Client:
    """The browser of the coordinator of Herent."""
    return sign_in(coordinator)


def register(client: Client, **values: Any) -> Referral:
    """Registered on the page, a week ago unless told."""
    answer = send(client, NEW, **{"family_name": "Peeters", "received_on": ago(7).isoformat(), **values})
    assert answer.status_code == 302, errors(answer)
    return Referral.objects.get(pk=answer.url.split("/")[-2])


def path_of(referral: Referral, page: str = "") -> str:
    return f"{LIST}{referral.pk}/{page}"


def test_a_phone_call_becomes_a_family_that_waits(herent, coordinator, els):
    typed = {"family_name": "Peeters", "phone": "0470 12 34 56", "explanation": "Moeder is moe."}
    answer = send(els, NEW, **typed)
    with branch_context(herent):
        referral = Referral.objects.get()
    assert answer.url == path_of(referral)
    assert (referral.received_on, referral.channel) == (timezone.localdate(), ReferralChannel.PHONE)
    assert (referral.decision, referral.family, referral.version) == ("", None, 1)

    page = els.get(answer.url).content.decode()
    assert "Peeters" in page and "Moeder is moe." in page and "tel:0470123456" in page

    decision = {"wishes": "Spreekt Arabisch", "priority": "urgent"}
    assert set(errors(send(els, path_of(referral, "beslissen/"), **decision))) == {"urgency_reason"}
    decision["urgency_reason"] = "Tweeling op komst"
    answer = send(els, path_of(referral, "beslissen/"), **decision)
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
    page = els.get("/herent/wachtlijst/").content.decode()
    assert "Peeters" in page and "Spreekt Arabisch" in page
    assert els.get(f"/herent/gezinnen/{family.pk}/").status_code == 200


@pytest.mark.parametrize("known", [{"family_name": "Peeters"}, {"phone": "016 22 33 44"}])
def test_a_name_or_a_telephone_number_is_enough(herent, els, known):
    assert send(els, NEW, **known).status_code == 302


def test_nothing_at_all_is_too_little(herent, els):
    page = send(els, NEW, explanation="Moeder is moe.")
    assert set(errors(page)) == {"family_name"}
    assert "Moeder is moe." in page.content.decode()
    with branch_context(herent):
        assert not Referral.objects.exists()


def test_a_referral_of_tomorrow_is_a_mistake(herent, els):
    page = send(els, NEW, family_name="Peeters", received_on=ago(-1).isoformat())
    assert set(errors(page)) == {"received_on"}


def test_everything_that_is_known_is_kept(herent, els):
    with branch_context(herent):
        ckg = ReferrerOrganisation.objects.create(organisation="CKG Betlehem", service="Mobiel")
        referral = register(
            els,
            phone="0470 12 34 56",
            channel="email",
            referrer=str(ckg.pk),
            referrer_person="Lien",
            municipality_name="leuven",
            requests=["parenting", "listening_ear"],
            family_agrees="True",
            form_received_on=ago(6).isoformat(),
        )
        assert (referral.received_on, referral.form_received_on) == (ago(7), ago(6))
        assert (referral.channel, referral.referrer, referral.referrer_person) == ("email", ckg, "Lien")
        assert (referral.municipality, referral.municipality_name) == ("24062", "Leuven")
        assert referral.requests == ["parenting", "listening_ear"]
        assert referral.family_agrees is True
    page = els.get(path_of(referral)).content.decode()
    assert "CKG Betlehem / Mobiel" in page and "Leuven" in page
    assert els.get(path_of(referral)).context["missing"] == []


def test_what_is_missing_is_a_list_of_things_to_do(herent, els):
    with branch_context(herent):
        referral = register(els)
        fields = [field for field, _text in els.get(path_of(referral)).context["missing"]]
        assert fields == ["phone", "municipality_name", "referrer", "requests"]
        ckg = ReferrerOrganisation.objects.create(organisation="CKG")
        send(els, path_of(referral, "wijzigen/"), referrer=str(ckg.pk), municipality_name="Herent")
    page = els.get(path_of(referral))
    fields = [field for field, _text in page.context["missing"]]
    assert fields == ["phone", "form_received_on", "family_agrees", "requests"]
    assert f"{path_of(referral, 'wijzigen/')}#id_phone" in page.content.decode()


@pytest.mark.parametrize(("days", "late"), [(0, False), (14, False), (15, True)])
def test_the_norm_is_fourteen_days(herent, els, days, late):
    with branch_context(herent):
        referral = register(els, received_on=ago(days).isoformat())
    context = els.get(path_of(referral)).context
    assert (context["days"], context["late"]) == (days, late)


def test_a_new_referrer_is_typed_in_the_same_form(herent, aalst, els):
    new = {"new_organisation": "OCMW Herent", "new_service": "Jeugd", "new_sector": "welfare"}
    with branch_context(aalst):
        ReferrerOrganisation.objects.create(organisation="OCMW Herent", service="Jeugd")
    with branch_context(herent):
        referral = register(els, **new, new_phone="016 11 22 33", new_email="jeugd@ocmw.example")
        known = ReferrerOrganisation.objects.get()
        assert (known.organisation, known.service, known.sector) == ("OCMW Herent", "Jeugd", Sector.WELFARE)
        assert (known.phone, known.email) == ("016 11 22 33", "jeugd@ocmw.example")
        assert referral.referrer == known
        again = register(els, family_name="Claes", new_organisation="ocmw herent", new_service="jeugd")
        assert again.referrer == known
        assert ReferrerOrganisation.objects.count() == 1


def test_a_referrer_that_is_typed_and_not_chosen_is_understood(herent, els):
    with branch_context(herent):
        ckg = ReferrerOrganisation.objects.create(organisation="CKG Betlehem")
        assert register(els, referrer_zoek="betle").referrer == ckg
        assert str(register(els, referrer_zoek="School De Berk").referrer) == "School De Berk"
        ReferrerOrganisation.objects.create(organisation="CKG Kapoentje")
        page = send(els, NEW, family_name="Claes", referrer_zoek="CKG")
        assert set(errors(page)) == {"referrer"}
        assert "CKG Betlehem" in page.content.decode() and "CKG Kapoentje" in page.content.decode()


def test_without_javascript_the_box_searches_by_its_button(herent, els):
    with branch_context(herent):
        ckg = ReferrerOrganisation.objects.create(organisation="CKG Betlehem")
        page = send(els, NEW, family_name="Peeters", referrer_zoek="ckg", referrer_knop="1")
        assert str(ckg.pk) in page.content.decode()
        assert not Referral.objects.exists()


def test_the_boxes_find_only_in_the_own_branch(herent, aalst, els):
    with branch_context(aalst):
        theirs = ReferrerOrganisation.objects.create(organisation="CKG Aalst")
        family = Family.objects.create(name="Caluwaerts")
    with branch_context(herent):
        ReferrerOrganisation.objects.create(organisation="CKG Herent")
        Family.objects.create(name="Callens")
    page = els.post(f"{LIST}aanmelders/", {"referrer_zoek": "CKG"}).content.decode()
    assert "CKG Herent" in page and "CKG Aalst" not in page
    page = els.post(f"{LIST}gezinnen/", {"family_zoek": "gezin cal"}).content.decode()
    assert "Callens" in page and "Caluwaerts" not in page
    page = send(els, NEW, family_name="Peeters", referrer=str(theirs.pk))
    assert set(errors(page)) == {"referrer"}
    with branch_context(herent):
        referral = register(els)
    answer = send(els, path_of(referral, "beslissen/"), file="other", family=str(family.pk))
    assert set(errors(answer)) == {"family"}
    assert errors(send(els, path_of(referral, "beslissen/"), file=str(family.pk))).keys() == {"file"}


def test_a_municipality_outside_the_area_warns_and_is_kept(herent, els):
    typed = {"municipality_name": "Aalst"}
    assert "Aalst ligt buiten" in els.post(f"{LIST}nakijken/", typed).content.decode()
    assert "ligt buiten" not in els.post(f"{LIST}nakijken/", {"municipality_name": "herent"}).content.decode()
    with branch_context(herent):
        referral = register(els, **typed)
        assert (referral.municipality, referral.municipality_name) == ("41002", "Aalst")
        far = register(els, family_name="Dubois", municipality_name="Lille (FR)")
        assert (far.municipality, far.municipality_name) == ("", "Lille (FR)")
    assert "Aalst ligt buiten" in els.get(path_of(referral)).content.decode()
    assert "Lille (FR) ligt buiten" in els.get(path_of(far)).content.decode()


@pytest.mark.parametrize(
    ("known", "typed", "alike"),
    [
        ("0470 12 34 56", "+32 470 12 34 56", True),
        ("016/22.33.44", "003216223344", True),
        ("0470 12 34 56", "0470 12 34 57", False),
        ("12", "12", False),
        ("", "", False),
    ],
)
def test_telephone_numbers_are_compared_by_their_last_digits(herent, known, typed, alike):
    with branch_context(herent):
        Family.objects.create(name="Xhofleer", phone=known)
        assert [one.same_phone for one in lookalikes("", typed)] == [True] * alike
    assert last_digits("\u0661\u0662\u0663\u0664\u0665\u0666\u0667\u0668") == ""


@pytest.mark.parametrize(
    ("known", "typed", "alike"),
    [
        ("Peeters", "peeters", True),
        ("Peeters-Claes", "Gezin Peeters", True),
        ("Peeters", "fam. Peeters-Claes", True),
        ("Peeters", "Claes", False),
        ("Pe", "Peeters", False),
        ("Peeters", "Pe", False),
        ("100%", "1000", False),
        ("", "Peeters", False),
        ("Peeters", "Pee\x00ters", True),
    ],
)
def test_names_that_begin_alike_are_told(herent, known, typed, alike):
    with branch_context(herent):
        family = Family.objects.create(name=known)
        assert [one.family_id for one in lookalikes(typed, "")] == [family.pk] * alike


def test_a_lookalike_is_told_while_typing_with_a_link_and_never_across_branches(herent, aalst, els):
    with branch_context(aalst):
        stranger = Family.objects.create(name="Peeters", phone="0470 12 34 56")
        Referral.objects.create(family_name="Peeters", received_on=ago(3))
    with branch_context(herent):
        family = Family.objects.create(name="Wouters", phone="0470 12 34 56")
        referral = Referral.objects.create(family_name="Peeters-Claes", received_on=ago(3))
    typed = {"family_name": "Peeters", "phone": "0470/12.34.56"}
    page = els.post(f"{LIST}nakijken/", typed)
    text = page.content.decode()
    assert f"/herent/gezinnen/{family.pk}/" in text and path_of(referral) in text
    assert str(stranger.pk) not in text and text.count("<li>") == 2
    with branch_context(herent):
        new = register(els, **typed)
        assert [one.family_id or one.referral_id for one in els.get(path_of(new)).context["alike"]] == [
            family.pk,
            referral.pk,
        ]


def test_a_referral_is_corrected_with_its_history(herent, els):
    with branch_context(herent):
        referral = register(els)
        answer = send(els, path_of(referral, "wijzigen/"), family_name="Pieters", channel="visit")
        assert answer.url == path_of(referral)
        referral.refresh_from_db()
        assert (referral.family_name, referral.channel, referral.version) == ("Pieters", "visit", 2)
        assert referral.received_on == ago(7)
    changes = els.get(path_of(referral)).context["changes"]
    assert [(one.who, one.old, one.new) for one in changes] == [
        ("Els Vermeulen", "telefoon", "bezoek"),
        ("Els Vermeulen", "Peeters", "Pieters"),
    ]


def test_who_saves_later_sees_both_texts(herent, els, coordinator, sign_in):
    with branch_context(herent):
        referral = register(els)
        other = sign_in(coordinator)
        path = path_of(referral, "wijzigen/")
        late = form_on(other.get(path))
        send(els, path, explanation="Van Els")
        page = other.post(path, {**late, "explanation": "Van Mia"}).content.decode()
        assert "Van Els" in page and "Van Mia" in page
        referral.refresh_from_db()
        assert referral.explanation == "Van Els"


def test_a_decision_on_an_older_version_shows_what_was_decided(herent, els, coordinator, sign_in):
    with branch_context(herent):
        referral = register(els)
        other = sign_in(coordinator)
        late = form_on(other.get(path_of(referral, "beslissen/")))
        send(els, path_of(referral, "beslissen/niet-aanvaarden/"), refusal_reason="too_complex")
        assert other.post(path_of(referral, "beslissen/"), late).status_code == 200
        referral.refresh_from_db()
        assert referral.decision == Decision.REFUSED
        assert not Family.objects.exists()


def test_a_double_click_registers_and_accepts_once(herent, els):
    with branch_context(herent):
        typed = {**form_on(els.get(NEW)), "family_name": "Peeters"}
        assert els.post(NEW, typed).url == els.post(NEW, typed).url
        referral = Referral.objects.get()
        path = path_of(referral, "beslissen/")
        form = form_on(els.get(path))
        assert els.post(path, form).url == els.post(path, form).url
        assert (Family.objects.count(), WaitingListEntry.objects.count()) == (1, 1)
        again = {**form_on(els.get(path)), "decision_note": "Nog iets"}
        assert els.post(path, again).status_code == 302
        assert (Family.objects.count(), WaitingListEntry.objects.count()) == (1, 1)


def test_a_contact_before_the_decision_needs_a_file_and_no_decision(herent, els, coordinator):
    with branch_context(herent):
        referral = register(els, phone="0470 12 34 56")
        path = path_of(referral, "verkenning/")
        form = {**form_on(els.get(path)), "date": ago(3).isoformat(), "note": "Thuis geweest"}
        assert not Family.objects.exists()
        for _click in range(2):
            answer = els.post(path, form)
        referral.refresh_from_db()
        family = Family.objects.get()
        assert answer.url == f"{path_of(referral)}#contacten"
        assert (referral.family, referral.decision) == (family, "")
        contact = FamilyContact.objects.get()
        assert (contact.kind, contact.took_place, contact.noted_by) == ("screening", True, coordinator)
        FamilyContact.objects.create(family=family, date=ago(9), kind="other", note="Van vroeger")
        page = els.get(path_of(referral)).content.decode()
        assert "Thuis geweest" in page and "Van vroeger" not in page
        send(els, path_of(referral, "beslissen/"))
        assert Family.objects.get() == family
        assert WaitingListEntry.objects.get().family == family


def test_the_pages_say_that_the_waiting_list_is_closed(herent, els):
    with branch_context(herent):
        IntakeStop.objects.create(started_on=ago(10), ended_on=ago(1))
        referral = register(els)
        closed = "De wachtlijst is gesloten"
        pages = [NEW, path_of(referral), path_of(referral, "beslissen/")]
        assert not any(closed in els.get(path).content.decode() for path in pages)
        IntakeStop.objects.create(started_on=ago(0), ended_on=ago(0))
        assert all(closed in els.get(path).content.decode() for path in pages)
        assert send(els, path_of(referral, "beslissen/")).status_code == 302


@pytest.mark.parametrize("page", ["", "wijzigen/", "beslissen/", "beslissen/niet-aanvaarden/"])
def test_looking_at_a_referral_is_remembered(herent, els, coordinator, page):
    with branch_context(herent):
        referral = actions.register_referral(by=coordinator, family_name="Peeters", received_on=ago(1))
        els.get(path_of(referral, page))
        looks = AuditEvent.objects.filter(verb="look", actor_id=coordinator.pk)
        assert [look.object_id for look in looks] == [str(referral.pk)]


def test_the_list_shows_what_is_to_be_decided(herent, aalst, els):
    with branch_context(aalst):
        Referral.objects.create(family_name="Aalsters", received_on=ago(3))
    with branch_context(herent):
        open_one = register(els, family_name="Openstaand", municipality_name="Leuven")
        refused = register(els, family_name="Geweigerd")
        send(els, path_of(refused, "beslissen/niet-aanvaarden/"), refusal_reason="other")
    page = els.get(LIST).content.decode()
    assert "Openstaand" in page and "Geweigerd" in page and "Aalsters" not in page and "Leuven" in page
    page = els.get(LIST, {"toestand": "open"}).content.decode()
    assert "Openstaand" in page and "Geweigerd" not in page and path_of(open_one, "beslissen/") in page
    page = els.post(LIST, {"naam": "gew"}).content.decode()
    assert "Openstaand" not in page and "Geweigerd" in page


def test_the_number_of_queries_does_not_grow(
    herent, els, django_assert_num_queries, django_assert_max_num_queries
):
    with branch_context(herent):
        first = register(els, family_name="Peeters", new_organisation="CKG", municipality_name="Leuven")
    for path in (LIST, path_of(first), NEW):
        els.get(path)
    counts = {}
    for path in (LIST, path_of(first), path_of(first, "beslissen/")):
        with django_assert_max_num_queries(35) as counted:
            els.get(path)
        counts[path] = len(counted)
    with branch_context(herent):
        for number in range(3):
            register(els, family_name=f"Peeters {number}", new_organisation=f"CKG {number}")
    for path, count in counts.items():
        with django_assert_num_queries(count):
            els.get(path)


def test_an_id_of_nobody_is_not_found(herent, els):
    for page in ("", "wijzigen/", "beslissen/", "beslissen/ingetrokken/"):
        assert els.get(f"{LIST}{uuid4()}/{page}").status_code == 404


def test_a_referrer_is_corrected_in_all_its_referrals(herent, els):
    with branch_context(herent):
        referral = register(els, new_organisation="OCMV")
        path = f"{LIST}aanmelders/{referral.referrer_id}/"
        assert path in els.get(path_of(referral)).content.decode()
        assert send(els, path, organisation="OCMW", service="Jeugd").status_code == 302
        assert str(ReferrerOrganisation.objects.get()) == "OCMW / Jeugd"
    assert "OCMW / Jeugd" in els.get(path_of(referral)).content.decode()
    assert set(errors(send(els, path, organisation=""))) == {"organisation"}
