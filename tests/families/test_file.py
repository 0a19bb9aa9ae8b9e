"""The file of a family: all on one page, corrected without losing what was, and nothing of another branch."""

import datetime
from collections.abc import Callable
from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from families.actions import facts as fact_actions
from families.enums import ConsentPurpose, Fact, MemberRole
from families.models import (
    Concern,
    Consent,
    Family,
    FamilyContact,
    FamilyMember,
    OnwardReferral,
    ProfileFact,
    Referral,
    WaitingCareAction,
    WaitingListEntry,
)
from homestart.accounts.models import User
from homestart.audit.models import AuditEvent, FieldChange
from homestart.tenancy.context import branch_context
from homestart.tenancy.models import Branch
from homestart.tenancy.versions import Outdated
from matching.models import Match, ReviewTalk, Trajectory, Visit
from tests.drafts.test_editing import hidden
from tests.people import make_coordinator
from volunteers.models import Volunteer

pytestmark = pytest.mark.django_db

SignIn = Callable[[User], Client]


def ago(days: int) -> datetime.date:
    return timezone.localdate() - datetime.timedelta(days=days)


@pytest.fixture
def family(herent: Branch) -> Family:
    with branch_context(herent):
        return Family.objects.create(name="Peeters", phone="+32 470 12 34 56")


@pytest.fixture
def browser(sign_in: SignIn, coordinator: User) -> Client:
    return sign_in(coordinator)


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


def live_through(family: Family, times: int) -> None:
    """So many of everything that can happen with a family."""
    volunteer = Volunteer.objects.create(first_name="Greet", last_name="Maes")
    for number in range(times):
        day = ago(100 * (times - number))
        FamilyMember.objects.create(
            family=family, role=MemberRole.CHILD, birth_date=day, due_date=day, first_name=f"Kind {number}"
        )
        ProfileFact.objects.create(
            family=family, fact=Fact.SINGLE_PARENT, value=["yes", "no"][number % 2], valid_from=day
        )
        Consent.objects.create(family=family, purpose=ConsentPurpose.STORY, given_on=day, withdrawn_on=day)
        referral = Referral.objects.create(
            family=family, received_on=day, decision="accepted", decided_on=day, explanation="Moe"
        )
        WaitingListEntry.objects.create(
            family=family, referral=referral, entered_on=day, left_on=day, wishes="Woensdag"
        )
        WaitingCareAction.objects.create(family=family, date=day, kind="paperwork", note="Formulier")
        OnwardReferral.objects.create(family=family, date=day, organisation="CAW")
        FamilyContact.objects.create(family=family, date=day, kind="long_call", note="Belde lang")
        Concern.objects.create(family=family, date=day, facts="Verontrustend geheim")
        trajectory = Trajectory.objects.create(family=family, started_on=day, ended_on=day)
        match = Match.objects.create(
            trajectory=trajectory, volunteer=volunteer, introduced_on=day, started_on=day, ended_on=day
        )
        Visit.objects.create(match=match, date=day, kind="outing", took_place=True, note="Naar het park")
        ReviewTalk.objects.create(
            trajectory=trajectory, kind="closing", held_on=day, conclusion="Het gaat goed"
        )


def test_everything_that_happened_is_on_one_page_but_never_a_concern(family, herent, browser):
    with branch_context(herent):
        live_through(family, 1)
    text = page(browser, path_of(family))
    for told in (
        "Belde lang",
        "Naar het park",
        "Het gaat goed",
        "Formulier",
        "CAW",
        "Moe",
        "Woensdag",
        "Greet Maes",
        "Kind 0",
        'href="tel:+32470123456"',
    ):
        assert told in text, told
    assert "Verontrustend geheim" not in text
    with branch_context(herent):
        look = AuditEvent.objects.get(verb="look")
        assert look.object_id == str(family.pk)


@pytest.mark.parametrize(
    ("kind", "shown", "hidden_away"),
    [
        ("contact", "Belde lang", "Naar het park"),
        ("bezoek", "Naar het park", "Belde lang"),
        ("gesprek", "Het gaat goed", "Belde lang"),
        ("wachtlijst", "Formulier", "Belde lang"),
        ("onzin", "Belde lang", "Verontrustend geheim"),
    ],
)
def test_the_timeline_shows_one_kind_alone(family, herent, browser, kind, shown, hidden_away):
    with branch_context(herent):
        live_through(family, 1)
    text = page(browser, path_of(family, f"?soort={kind}"))
    assert shown in text
    assert hidden_away not in text


def test_a_long_timeline_is_shown_in_parts_the_newest_first(family, herent, browser):
    with branch_context(herent):
        for number in range(30):
            FamilyContact.objects.create(
                family=family, date=ago(number), kind="other", note=f"Gesprek-{number}-"
            )
    first = page(browser, path_of(family))
    assert first.index("Gesprek-0-") < first.index("Gesprek-24-")
    assert "Gesprek-25-" not in first
    assert "tot=50" in first
    longer = page(browser, path_of(family, "?tot=50"))
    assert "Gesprek-29-" in longer
    assert "tot=75" not in longer


def test_the_number_of_queries_does_not_grow(herent, browser):
    with branch_context(herent):
        little = Family.objects.create(name="Weinig")
        much = Family.objects.create(name="Veel")
        live_through(little, 1)
        live_through(much, 3)
    paths = [path_of(little), path_of(much)]
    page(browser, paths[0])
    with CaptureQueriesContext(connection) as first:
        page(browser, paths[0])
    with CaptureQueriesContext(connection) as later:
        page(browser, paths[1])
    assert len(later) == len(first)


def test_what_is_of_another_branch_does_not_exist(ours, theirs, browser):
    addresses = [
        f"{theirs[Family].pk}/",
        f"{theirs[Family].pk}/historiek/",
        f"{ours[Family].pk}/contacten/{theirs[FamilyContact].pk}/",
        f"{ours[Family].pk}/leden/{theirs[FamilyMember].pk}/",
        f"{ours[Family].pk}/situatie/{theirs[ProfileFact].pk}/",
        f"{ours[Family].pk}/toestemmingen/{theirs[Consent].pk}/",
        f"{ours[Family].pk}/doorverwijzingen/{theirs[OnwardReferral].pk}/",
    ]
    for address in addresses:
        assert browser.get(f"/herent/gezinnen/{address}").status_code == 404
    for part, model in (("contacten", FamilyContact), ("leden", FamilyMember)):
        path = f"/herent/gezinnen/{ours[Family].pk}/{part}/{theirs[model].pk}/verwijderen/"
        assert browser.post(path).status_code == 404
        with branch_context(theirs.branch):
            assert model.objects.filter(pk=theirs[model].pk).exists()


def test_a_record_of_another_family_is_not_in_this_file(family, herent, browser):
    with branch_context(herent):
        other = Family.objects.create(name="Claes")
        contact = FamilyContact.objects.create(family=other, date=ago(1), kind="other")
    assert browser.get(path_of(family, f"contacten/{contact.pk}/")).status_code == 404
    assert browser.post(path_of(family, f"contacten/{contact.pk}/verwijderen/")).status_code == 404


def test_the_state_is_said_in_words(family, herent, browser):
    assert "geen aanmelding" in page(browser, path_of(family))
    with branch_context(herent):
        entry = WaitingListEntry.objects.create(family=family, entered_on=ago(152))
    assert "wacht 5 maanden" in page(browser, path_of(family))
    with branch_context(herent):
        WaitingListEntry.objects.filter(pk=entry.pk).update(left_on=ago(3))
        trajectory = Trajectory.objects.create(family=family, started_on=ago(3))
    assert "ondersteund sinds" in page(browser, path_of(family))
    with branch_context(herent):
        Trajectory.objects.filter(pk=trajectory.pk).update(ended_on=ago(0))
    assert "afgerond op" in page(browser, path_of(family))


def test_who_saves_the_family_later_sees_both_texts(family, herent, browser, sign_in):
    colleague = sign_in(make_coordinator("Mia Jacobs", herent))
    path = path_of(family, "wijzigen/")
    mine, theirs = hidden(page(browser, path)), hidden(page(colleague, path))
    typed = {"name": "Peeters", "foster_family": "False"}
    assert colleague.post(path, {**theirs, **typed, "needs": "Van Mia"}).status_code == 302
    answer = browser.post(path, {**mine, **typed, "needs": "Van Els"}).content.decode()
    assert "Van Mia" in answer and "Van Els" in answer
    assert browser.post(path, {**hidden(answer), **typed, "needs": "Van beiden"}).status_code == 302
    with branch_context(herent):
        family.refresh_from_db()
        assert (family.needs, family.foster_family) == ("Van beiden", False)
    history = page(browser, path_of(family, "historiek/"))
    assert "Mia Jacobs" in history and "Van Mia" in history


def test_a_whole_family_is_added_without_leaving_the_form(family, herent, browser):
    path = path_of(family, "leden/nieuw/")
    for name in ("Almaz", "Dawit"):
        typed = {**hidden(page(browser, path)), "role": "parent", "first_name": name}
        assert browser.post(path, {**typed, "again": "1"}).url == path
    typed = {**hidden(page(browser, path)), "role": "child", "first_name": "Noor"}
    assert browser.post(path, typed).url == path_of(family, "#gezin")
    with branch_context(herent):
        assert set(FamilyMember.objects.values_list("first_name", flat=True)) == {"Almaz", "Dawit", "Noor"}


def test_what_is_typed_about_a_member_comes_back(family, browser):
    path = path_of(family, "leden/nieuw/")
    fields = hidden(page(browser, path))
    browser.post("/herent/concepten/", {**fields, "role": "parent", "first_name": "Almaz"})
    text = page(browser, path)
    assert "Almaz" in text
    assert "Je was hier bezig op" in text


def test_an_unborn_child_is_born(family, herent, browser):
    due = timezone.localdate() - datetime.timedelta(days=4)
    text = send(browser, path_of(family, "leden/nieuw/"), role="child", due_date=due)
    assert "Ongeboren kind" in text
    with branch_context(herent):
        child = FamilyMember.objects.get()
    born = due + datetime.timedelta(days=2)
    text = send(browser, path_of(family, f"leden/{child.pk}/geboren/"), birth_date=born, first_name="Noor")
    assert "Noor" in text and "2 dagen" in text
    with branch_context(herent):
        child.refresh_from_db()
        assert (child.birth_date, child.due_date) == (born, due)
    assert browser.get(path_of(family, f"leden/{child.pk}/geboren/")).status_code == 404


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ({"role": "child", "birth_date": ago(-1)}, "Is het kind nog niet geboren"),
        ({"role": "child", "due_date": ago(-320)}, "meer dan tien maanden"),
        ({"role": "parent", "due_date": ago(-30)}, "Alleen een kind heeft een uitgerekende datum"),
        ({"role": "parent", "birth_date": ago(700)}, "Een ouder van die leeftijd"),
        ({"role": "child", "joined_on": ago(3), "left_on": ago(5)}, "voor de dag"),
    ],
)
def test_what_cannot_be_is_asked_at_the_field(family, herent, browser, typed, told):
    path = path_of(family, "leden/nieuw/")
    answer = browser.post(path, {**hidden(page(browser, path)), **typed})
    assert answer.status_code == 200
    assert told in answer.content.decode()
    with branch_context(herent):
        assert not FamilyMember.objects.exists()


def test_only_what_differs_is_noted_and_what_held_before_stays(family, herent, browser):
    path = path_of(family, "situatie/")
    send(browser, path, single_parent="yes", housing="social_rent", valid_from=ago(30))
    send(
        browser,
        path,
        single_parent="yes",
        housing="owner",
        financial_vulnerability="unknown",
        valid_from=ago(0),
    )
    with branch_context(herent):
        rows = ProfileFact.objects.order_by("valid_from", "fact").values_list("fact", "value", "valid_from")
        assert list(rows) == [
            ("housing", "social_rent", ago(30)),
            ("single_parent", "yes", ago(30)),
            ("housing", "owner", ago(0)),
        ]
    # Noted again on the same day: that row is corrected.
    text = send(browser, path, housing="other", valid_from=ago(0))
    assert "Andere" in text or "andere" in text
    with branch_context(herent):
        assert ProfileFact.objects.count() == 3
        assert ProfileFact.objects.get(valid_from=ago(0)).value == "other"


def test_an_earlier_answer_is_corrected_or_taken_away_and_put_back(family, herent, browser):
    with branch_context(herent):
        row = ProfileFact.objects.create(family=family, fact="single_parent", value="yes", valid_from=ago(90))
    send(browser, path_of(family, f"situatie/{row.pk}/"), value="no", valid_from=ago(60))
    with branch_context(herent):
        row.refresh_from_db()
        assert (row.value, row.valid_from) == ("no", ago(60))
    browser.post(path_of(family, f"situatie/{row.pk}/verwijderen/"))
    with branch_context(herent):
        assert not ProfileFact.objects.exists()
    browser.post(path_of(family, f"situatie/{row.pk}/terugzetten/"))
    with branch_context(herent):
        back = ProfileFact.objects.get()
        assert (back.pk, back.value, back.valid_from, back.family_id) == (row.pk, "no", ago(60), family.pk)


def test_who_notes_the_situation_later_does_not_write_over_a_colleague(family, herent, coordinator):
    from families.queries.file import situation_on

    with branch_context(herent):
        seen = situation_on([], timezone.localdate()).version
        noted = {"by": coordinator, "version": seen, "day": ago(0)}
        fact_actions.note_facts(family, values={"single_parent": "yes"}, **noted)
        with pytest.raises(Outdated) as outdated:
            fact_actions.note_facts(family, values={"single_parent": "unknown"}, **noted)
        assert outdated.value.current.single_parent == "yes"
        assert ProfileFact.objects.get().value == "yes"


def test_that_everything_still_holds_is_one_press(family, herent, browser):
    assert browser.post(path_of(family, "situatie/klopt/")).status_code == 302
    assert "nagekeken op" in page(browser, path_of(family))
    with branch_context(herent):
        event = AuditEvent.objects.get(verb="confirm_facts")
        assert (event.object_id, event.detail) == (str(family.pk), {"unknown": len(Fact)})
        assert not ProfileFact.objects.exists()


def test_a_consent_is_given_and_taken_back(family, herent, browser):
    send(browser, path_of(family, "toestemmingen/nieuw/"), purpose="story", given_on=ago(10))
    path = path_of(family, "toestemmingen/nieuw/")
    again = browser.post(path, {**hidden(page(browser, path)), "purpose": "story", "given_on": ago(5)})
    assert again.status_code == 200
    with branch_context(herent):
        consent = Consent.objects.get()
    text = send(
        browser, path_of(family, f"toestemmingen/{consent.pk}/"), given_on=ago(10), withdrawn_on=ago(1)
    )
    assert "ingetrokken op" in text
    with branch_context(herent):
        assert Consent.objects.get().withdrawn_on == ago(1)
        assert AuditEvent.objects.filter(verb="withdraw_consent").exists()


def test_an_onward_referral_is_noted_and_gets_its_outcome(family, herent, browser):
    send(
        browser,
        path_of(family, "doorverwijzingen/nieuw/"),
        date=ago(2),
        organisation="Kind en Gezin",
        need="parenting",
        accompanied="True",
        outcome="unknown",
    )
    with branch_context(herent):
        onward = OnwardReferral.objects.get()
    text = send(
        browser,
        path_of(family, f"doorverwijzingen/{onward.pk}/"),
        date=ago(2),
        organisation="Kind en Gezin",
        need="parenting",
        accompanied="True",
        outcome="started",
    )
    assert "Kind en Gezin" in text
    with branch_context(herent):
        onward.refresh_from_db()
        assert (onward.outcome, onward.accompanied, onward.version) == ("started", True, 2)
        assert FieldChange.objects.get().old == "unknown"


def test_a_part_that_is_no_part_or_was_never_there(family, browser):
    for part in ("onzin", "contacten"):
        for what in ("verwijderen", "terugzetten"):
            assert browser.post(path_of(family, f"{part}/{uuid4()}/{what}/")).status_code == 404
