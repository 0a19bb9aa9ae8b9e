"""What stands around a family in its file: agreements, the network, documents; on the screen and on paper."""

import datetime
from collections.abc import Callable

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from families.actions.documents import BACK_WITHIN, forget_documents
from families.enums import LeftReason, MemberRole
from families.models import (
    Agreement,
    Document,
    DocumentBytes,
    Family,
    FamilyContact,
    FamilyMember,
    Professional,
)
from homestart.accounts.models import User
from homestart.accounts.roles import Role
from homestart.audit.history import FieldChange
from homestart.audit.models import AuditEvent
from homestart.tenancy.context import branch_context
from homestart.tenancy.models import Branch
from reporting.indicators import compute
from tests.drafts.test_editing import hidden
from tests.people import make_user
from tests.uploads import files

pytestmark = pytest.mark.django_db

SignIn = Callable[[User], Client]


def ago(days: int) -> datetime.date:
    return timezone.localdate() - datetime.timedelta(days=days)


@pytest.fixture
def family(herent: Branch) -> Family:
    with branch_context(herent):
        return Family.objects.create(name="Peeters", phone="+32 470 12 34 56", street="Dorpsstraat 1")


@pytest.fixture
def browser(sign_in: SignIn, coordinator: User) -> Client:
    return sign_in(coordinator)


@pytest.fixture
def coach(herent: Branch, sign_in: SignIn) -> Client:
    return sign_in(make_user("Kaat Coach", Role.COACH, herent))


def path_of(family: Family, part: str = "") -> str:
    return f"/{family.branch.slug}/gezinnen/{family.pk}/{part}"


def page(client: Client, path: str) -> str:
    response = client.get(path)
    assert response.status_code == 200
    return response.content.decode()


def send(client: Client, path: str, **typed: object) -> str:
    """Fills in the form of the page and saves it; gives the page that follows."""
    response = client.post(path, {**hidden(page(client, path)), **typed})
    assert response.status_code == 302, response.content.decode()
    return page(client, response.url)


def upload(client: Client, family: Family, called: str = "brief.pdf", content: bytes = b"", **typed: object):
    path = path_of(family, "documenten/nieuw/")
    sent = {"kind": "letter", "date": ago(1), "level": "branch", **typed}
    file = SimpleUploadedFile(called, content or files.pdf())
    return client.post(path, {**hidden(page(client, path)), **sent, "file": file})


def test_an_agreement_is_noted_changed_and_no_longer_holds(family, herent, browser):
    text = send(
        browser,
        path_of(family, "afspraken/nieuw/"),
        text="Geen foto's.",
        agreed_on=ago(9),
        for_volunteer="on",
    )
    assert "Geen foto&#x27;s." in text and "op de kaart van de vrijwilliger" in text
    with branch_context(herent):
        agreement = Agreement.objects.get()
    path = path_of(family, f"afspraken/{agreement.pk}/")
    early = {"text": "Foto's mogen.", "agreed_on": ago(9), "ended_on": ago(10)}
    answer = browser.post(path, {**hidden(page(browser, path)), **early})
    assert "voor de dag waarop het werd afgesproken" in answer.content.decode()
    text = send(browser, path, text="Foto's mogen.", agreed_on=ago(9), ended_on=ago(0))
    assert "Geldt niet meer" in text
    with branch_context(herent):
        agreement.refresh_from_db()
        assert (agreement.text, agreement.for_volunteer, agreement.ended_on) == (
            "Foto's mogen.",
            False,
            ago(0),
        )
        assert FieldChange.objects.filter(field="text", old="Geen foto's.").exists()


def test_who_is_around_the_family_stays_in_the_file_when_the_help_ends(family, herent, browser):
    text = send(
        browser,
        path_of(family, "netwerk/nieuw/"),
        function="huisarts",
        name="Dr. Claes",
        phone="016 11 22 33",
        knows_us="True",
        since=ago(400),
    )
    assert "Dr. Claes" in text and "weet dat we komen" in text and 'href="tel:016112233"' in text
    with branch_context(herent):
        helper = Professional.objects.get()
    typed = {"function": "huisarts", "name": "Dr. Claes", "knows_us": "", "until": ago(3)}
    text = send(browser, path_of(family, f"netwerk/{helper.pk}/"), **typed)
    assert "Helpt het gezin niet meer" in text
    browser.post(path_of(family, f"netwerk/{helper.pk}/verwijderen/"))
    assert "Dr. Claes" not in page(browser, path_of(family))
    browser.post(path_of(family, f"netwerk/{helper.pk}/terugzetten/"))
    with branch_context(herent):
        back = Professional.objects.get()
        assert (back.pk, back.name, back.until, back.knows_us) == (helper.pk, "Dr. Claes", ago(3), None)


def test_a_pregnancy_that_ended_is_noted_with_care_and_reminds_nobody(family, herent, browser):
    due = ago(-60)
    with branch_context(herent):
        child = FamilyMember.objects.create(family=family, role=MemberRole.CHILD, due_date=due)
        before = compute(herent, timezone.localdate().year)
    assert "Een kindje op komst" in page(browser, path_of(family)) or "verwacht" in page(
        browser, path_of(family)
    )
    born = page(browser, path_of(family, f"leden/{child.pk}/geboren/"))
    assert path_of(family, f"leden/{child.pk}/vertrek/") in born
    text = send(
        browser, path_of(family, f"leden/{child.pk}/vertrek/"), left_reason="not_born", left_on=ago(0)
    )
    assert "de zwangerschap" in text
    for cheerful in ("Welkom", "op komst", "verwacht op", "geboren/"):
        assert cheerful not in text, cheerful
    with branch_context(herent):
        child.refresh_from_db()
        assert (child.left_on, child.left_reason, child.due_date) == (ago(0), "not_born", due)
        # A child that was expected counts until that day, as before (exchange format, "Child age").
        assert compute(herent, timezone.localdate().year) == before


@pytest.mark.parametrize(
    ("reason", "told"),
    [
        (LeftReason.DIED, "overleden op"),
        (LeftReason.PLACED, "woont in een pleeggezin of voorziening"),
        (LeftReason.OTHER_PARENT, "woont bij de andere ouder"),
    ],
)
def test_why_somebody_left_stands_in_the_file(family, herent, browser, reason, told):
    with branch_context(herent):
        member = FamilyMember.objects.create(
            family=family, role=MemberRole.CHILD, first_name="Noor", birth_date=ago(900)
        )
    path = path_of(family, f"leden/{member.pk}/vertrek/")
    refused = browser.post(path, {**hidden(page(browser, path)), "left_reason": reason, "left_on": ago(901)})
    assert refused.status_code == 200
    assert "not_born" not in page(browser, path)
    text = send(browser, path, left_reason=reason.value, left_on=ago(2))
    assert told in text and "Noor" in text


def test_a_document_comes_in_cleaned_and_goes_out_as_a_file_only(family, herent, browser, coordinator):
    assert upload(browser, family, "Vakantie.JPG", files.photograph(), name="").status_code == 302
    text = page(browser, path_of(family))
    assert "Vakantie" in text and "niet op virussen gescand" in text
    with branch_context(herent):
        document = Document.objects.select_related("content").get()
        assert b"Geheim" not in document.content.content
        assert (document.name, document.format, document.scanned) == ("Vakantie", "jpg", False)
        assert document.size == len(document.content.content)
        AuditEvent.objects.all()
    response = browser.get(path_of(family, f"documenten/{document.pk}/"))
    assert response.content == document.content.content
    assert response["Content-Disposition"] == 'attachment; filename="Vakantie.jpg"'
    assert response["Content-Type"] == "image/jpeg"
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert "no-store" in response["Cache-Control"]
    with branch_context(herent):
        looks = AuditEvent.objects.filter(verb="look", actor_id=coordinator.pk, object_id=str(family.pk))
        assert looks.filter(detail={"document": 1}).count() == 1


def test_what_is_refused_leaves_nothing_and_says_what_to_do(family, herent, browser):
    for name, content, told in (
        ("brief.pdf", files.HTML, "iets anders"),
        ("tekening.svg", files.SVG, "Bewaar het als PDF"),
        ("foto.png", files.huge_picture(), "te groot"),
    ):
        answer = upload(browser, family, name, content)
        assert answer.status_code == 200
        assert told in answer.content.decode()
    path = path_of(family, "documenten/nieuw/")
    empty = browser.post(path, {**hidden(page(browser, path)), "kind": "letter", "date": ago(1)})
    assert "Kies een bestand" in empty.content.decode()
    with branch_context(herent):
        assert not Document.objects.exists() and not DocumentBytes.objects.exists()


def test_a_document_sent_twice_is_kept_once(family, herent, browser):
    path = path_of(family, "documenten/nieuw/")
    fields = {**hidden(page(browser, path)), "kind": "letter", "date": ago(1), "level": "branch"}
    for _ in range(2):
        sent = browser.post(path, {**fields, "file": SimpleUploadedFile("brief.pdf", files.pdf())})
        assert sent.status_code == 302
    with branch_context(herent):
        assert Document.objects.count() == DocumentBytes.objects.count() == 1


def test_who_may_read_a_document_depends_on_its_level(family, herent, browser, coach):
    for level in ("branch", "coordinators", "concern"):
        assert upload(browser, family, f"Brief-{level}.pdf", level=level).status_code == 302
    seen, of_coach = page(browser, path_of(family)), page(coach, path_of(family))
    assert "Brief-branch" in of_coach and "Brief-coordinators" not in of_coach
    assert "Brief-branch" in seen and "Brief-coordinators" in seen
    for text in (seen, of_coach, page(browser, path_of(family, "afdrukken/"))):
        assert "Brief-concern" not in text
    assert "Brief-concern" in page(browser, path_of(family, "documenten/verontrusting/"))
    assert coach.get(path_of(family, "documenten/verontrusting/")).status_code == 403
    with branch_context(herent):
        ids = dict(Document.objects.values_list("level", "pk"))
    statuses = {
        level: (
            browser.get(path_of(family, f"documenten/{pk}/")).status_code,
            coach.get(path_of(family, f"documenten/{pk}/")).status_code,
            coach.get(path_of(family, f"documenten/{pk}/wijzigen/")).status_code,
            coach.post(path_of(family, f"documenten/{pk}/verwijderen/")).status_code,
        )
        for level, pk in ids.items()
    }
    assert statuses == {
        "branch": (200, 200, 200, 302),
        "coordinators": (200, 404, 404, 404),
        "concern": (200, 404, 404, 404),
    }
    # The coach may give it no level that she could not read herself.
    assert upload(coach, family, level="coordinators").status_code == 200


def test_a_removed_document_can_be_put_back_and_is_forgotten_after_a_month(family, herent, browser):
    upload(browser, family)
    with branch_context(herent):
        document = Document.objects.get()
        DocumentBytes.objects.update(stored_at=timezone.now() - BACK_WITHIN * 3)
        assert forget_documents() == 0
    remove = path_of(family, f"documenten/{document.pk}/verwijderen/")
    browser.post(remove)
    assert browser.get(path_of(family, f"documenten/{document.pk}/")).status_code == 404
    with branch_context(herent):
        assert forget_documents() == 0
    browser.post(path_of(family, f"documenten/{document.pk}/terugzetten/"))
    assert browser.get(path_of(family, f"documenten/{document.pk}/")).status_code == 200
    browser.post(remove)
    with branch_context(herent):
        FieldChange.objects.update(at=timezone.now() - BACK_WITHIN - datetime.timedelta(days=1))
        assert forget_documents() == 1
        assert not DocumentBytes.objects.exists()
    text = page(browser, browser.post(path_of(family, f"documenten/{document.pk}/terugzetten/")).url)
    assert "brief" not in text


def test_nothing_of_another_branch_or_of_another_family(ours, theirs, family, browser):
    for part in (
        f"afspraken/{theirs[Agreement].pk}/",
        f"netwerk/{theirs[Professional].pk}/",
        f"documenten/{theirs[Document].pk}/",
        f"documenten/{theirs[Document].pk}/wijzigen/",
        f"leden/{theirs[FamilyMember].pk}/vertrek/",
    ):
        assert browser.get(f"/herent/gezinnen/{ours[Family].pk}/{part}").status_code == 404
    for part in (
        f"afspraken/{ours[Agreement].pk}/",
        f"netwerk/{ours[Professional].pk}/",
        f"documenten/{ours[Document].pk}/",
    ):
        assert browser.get(path_of(ours[Family], part)).status_code == 200
        assert browser.get(path_of(family, part)).status_code == 404


def fill(family: Family, times: int) -> None:
    for number in range(times):
        Agreement.objects.create(family=family, agreed_on=ago(number), text=f"Afspraak {number}")
        Professional.objects.create(family=family, function="juf", name=f"Juf {number}", since=ago(number))
        Document.objects.create(
            family=family,
            date=ago(number),
            kind="letter",
            name=f"Brief {number}",
            content=DocumentBytes.objects.create(content=b"x"),
            format="pdf",
            size=1,
            scanned=True,
        )


@pytest.mark.parametrize("part", ["", "afdrukken/", "afdrukken/?voor=gezin", "voorblad/"])
def test_the_number_of_queries_does_not_grow_and_no_document_is_read(herent, browser, part):
    with branch_context(herent):
        little, much = Family.objects.create(name="Weinig"), Family.objects.create(name="Veel")
        fill(little, 1)
        fill(much, 3)
    paths = [path_of(little, part), path_of(much, part)]
    page(browser, paths[0])
    with CaptureQueriesContext(connection) as first:
        page(browser, paths[0])
    with CaptureQueriesContext(connection) as later:
        page(browser, paths[1])
    assert len(later) == len(first)
    assert not [query for query in later if "families_documentbytes" in query["sql"]]


def test_the_timeline_shows_documents_alone_and_the_network_with_the_particulars(family, herent, browser):
    with branch_context(herent):
        fill(family, 1)
    timeline = page(browser, path_of(family, "?soort=document")).partition('id="tijdlijn"')[2]
    assert "Brief 0" in timeline and "Juf 0" not in timeline and "Afspraak 0" not in timeline
    timeline = page(browser, path_of(family, "?soort=gegevens")).partition('id="tijdlijn"')[2]
    assert "Juf 0" in timeline and "Afspraak 0" in timeline and "Brief 0" not in timeline


def test_on_paper_the_family_gets_nothing_about_others_and_nothing_above_the_branch(
    family, herent, browser, coordinator
):
    with branch_context(herent):
        Family.objects.filter(pk=family.pk).update(needs="Rust. [[De buurman drinkt.]]")
        for level in ("branch", "coordinators", "concern"):
            FamilyContact.objects.create(
                family=family, date=ago(1), kind="other", level=level, note=f"Notitie-{level} [[Over oma]]"
            )
        Agreement.objects.create(family=family, agreed_on=ago(1), text="Geen hond [[want die is van opa")
    file = page(browser, path_of(family))
    assert "De buurman drinkt." in file and "over derden" in file
    whole = page(browser, path_of(family, "afdrukken/"))
    for shown in ("Peeters", "De buurman drinkt.", "Over oma", "Notitie-branch", "Notitie-coordinators"):
        assert shown in whole, shown
    copy = page(browser, path_of(family, "afdrukken/?voor=gezin"))
    sheet = page(browser, path_of(family, "voorblad/"))
    assert "Rust. […]" in copy and "Notitie-branch […]" in copy and "Geen hond […]" in copy
    assert "Dorpsstraat 1" in sheet and "Geen hond […]" in sheet and "112" in sheet
    for secret in ("buurman", "Over oma", "opa", "Notitie-coordinators", "Notitie-concern"):
        assert secret not in copy, secret
        assert secret not in sheet, secret
    for text in (whole, copy, sheet):
        assert "Peeters" not in text.partition("<title>")[2].partition("</title>")[0]
        assert "Notitie-concern" not in text
    with branch_context(herent):
        verbs = AuditEvent.objects.filter(actor_id=coordinator.pk, verb__startswith="print_")
        assert sorted(verbs.values_list("verb", flat=True)) == [
            "print_cover_sheet",
            "print_file",
            "print_for_family",
        ]
