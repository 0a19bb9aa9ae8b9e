"""A worrying situation: followed by the step plan, by two people, read by few, every reading remembered."""

from collections.abc import Callable
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from families.actions import concerns as actions
from families.actions.plan import publish_plan
from families.models import Concern, ConcernNotice, ConcernPlan, ConcernStep, Family
from families.queries.concerns import plan_in_force
from homestart.accounts.models import User
from homestart.accounts.roles import Role
from homestart.audit.models import AuditEvent, NetworkEvent
from homestart.exchange.exporting import tables_of
from homestart.tenancy.context import branch_context
from homestart.tenancy.models import Branch
from reporting.indicators import compute
from tests.drafts.test_editing import hidden
from tests.families.test_file import ago, page, path_of, send
from tests.people import make_coordinator, make_user

pytestmark = pytest.mark.django_db
SignIn = Callable[[User], Client]
FACTS = "Op 3 maart zag de vrijwilliger een blauwe plek."


@pytest.fixture
def family(herent: Branch) -> Family:
    with branch_context(herent):
        return Family.objects.create(name="Peeters")


@pytest.fixture
def plan() -> ConcernPlan:
    """The plan in force: two steps, so that a test knows them."""
    steps = [("Opschrijven", "Alleen feiten."), ("Overleggen", "Met een collega.")]
    before = plan_in_force()
    return publish_plan(by=None, after=before.number if before else 0, introduction="Rustig.", steps=steps)


@pytest.fixture
def browser(sign_in: SignIn, coordinator: User) -> Client:
    return sign_in(coordinator)


@pytest.fixture
def concern(family: Family, plan: ConcernPlan, coordinator: User) -> Concern:
    with branch_context(family.branch):
        return actions.note_concern(family, by=coordinator, date=ago(3), facts=FACTS)


def of(concern: Concern, part: str = "") -> str:
    return f"/herent/gezinnen/{concern.family_id}/verontrusting/{concern.pk}/{part}"


def again(concern: Concern) -> Concern:
    with branch_context(concern.branch):
        return Concern.objects.get(pk=concern.pk)


def test_from_the_facts_to_closing_by_two_people(family, herent, plan, browser, coordinator, sign_in: SignIn):
    """The whole path: noted, both steps taken, a colleague looks along, VK is asked, it is closed."""
    path = path_of(family, "verontrusting/nieuw/")
    assert "Rustig." in page(browser, path)
    text = send(browser, path, date=ago(3), facts=FACTS)
    assert FACTS in text and "Opschrijven" in text and "Alleen feiten." in text
    with branch_context(herent):
        concern = Concern.objects.get()
        first, second = plan.steps.all()
    assert (concern.plan, concern.noted_by, concern.is_open) == (plan, coordinator, True)

    send(browser, of(concern, f"stap/{first.pk}/"), done_on=ago(3), note="Stap een gezet")
    send(browser, of(concern, f"stap/{second.pk}/"), done_on=ago(2), note="Met Nadia gepraat")
    # Corrected later, without a second row.
    send(browser, of(concern, f"stap/{second.pk}/"), done_on=ago(1), note="Met Nadia overlegd")
    text = send(browser, of(concern, "ingelicht/nieuw/"), who="vk", date=ago(1), name="An (VK)", note="Raad")
    assert "Met Nadia overlegd" in text and "Met Nadia gepraat" in text  # the history tells what it said
    assert "An (VK)" in text

    # Who noted it cannot confirm; a second coordinator can, by her own account.
    assert browser.post(of(concern, "meegekeken/")).status_code == 302
    assert again(concern).confirmed_by is None
    nadia = make_coordinator("Nadia Janssens", herent)
    assert sign_in(nadia).post(of(concern, "meegekeken/")).status_code == 302
    concern = again(concern)
    assert (concern.confirmed_by, concern.second_name, concern.confirmed_on) == (
        nadia,
        "Nadia Janssens",
        ago(0),
    )

    outcome = of(concern, "uitkomst/")
    answer = browser.post(outcome, {**hidden(page(browser, outcome)), "outcome": "", "closed_on": ago(0)})
    assert 'href="#id_outcome"' in answer.content.decode()
    send(browser, outcome, outcome="support_started", closed_on=ago(0), conclusion="Veilig genoeg")
    concern = again(concern)
    assert (concern.is_open, concern.outcome, concern.conclusion) == (
        False,
        "support_started",
        "Veilig genoeg",
    )
    # What the exchange format tells of it.
    assert concern.step == "Overleggen"
    assert "An (VK): Raad" in concern.consulted and "Nadia Janssens" in concern.consulted
    with branch_context(herent):
        assert ConcernStep.objects.count() == 2


def test_a_concern_keeps_its_version_of_the_plan(concern, plan, herent, browser):
    later = publish_plan(by=None, after=plan.number, introduction="", steps=[("Iets anders", "")])
    text = page(browser, of(concern))
    assert "Opschrijven" in text and "Iets anders" not in text
    with branch_context(herent):
        fresh = actions.note_concern(concern.family, by=None, date=ago(0), facts="Later")
    assert fresh.plan == later
    assert "Iets anders" in page(browser, of(fresh))
    # No step of another version.
    assert browser.get(of(concern, f"stap/{later.steps.first().pk}/")).status_code == 404


def test_every_reading_is_remembered_and_shown_and_only_with_the_concern(
    concern, family, herent, browser, coordinator, sign_in: SignIn
):
    nadia = make_coordinator("Nadia Janssens", herent)
    page(sign_in(nadia), of(concern))
    assert "Nadia Janssens" in page(browser, of(concern))
    with branch_context(herent):
        looks = AuditEvent.objects.filter(verb="look", object_type="families.concern")
        assert {*looks.values_list("actor_id", "object_id")} == {
            (nadia.pk, str(concern.pk)),
            (coordinator.pk, str(concern.pk)),
        }
        assert not AuditEvent.objects.filter(verb="look", object_id=str(family.pk)).exists()
        page(browser, "/herent/verontrustingen/")
        page(browser, path_of(family, "verontrusting/"))
        assert AuditEvent.objects.filter(verb="look", detail__page="concerns").count() == 2


def test_nothing_of_it_stands_in_the_file_the_list_the_history_or_a_search(concern, family, herent, browser):
    with branch_context(herent):
        actions.change_concern(concern, by=None, version=1, facts=f"{FACTS} Nog iets.")
    for path in (path_of(family), path_of(family, "historiek/"), "/herent/gezinnen/", "/herent/"):
        assert "blauwe plek" not in page(browser, path), path
    assert "data-hit" not in browser.post("/herent/zoeken/", {"zoek": "blauwe"}).content.decode()
    # Its own history has it.
    assert "Nog iets." in page(browser, of(concern))


@pytest.mark.parametrize("role", [Role.COACH, Role.VOLUNTEER])
def test_others_do_not_come_to_know_that_there_is_one(concern, family, herent, sign_in: SignIn, role):
    client = sign_in(make_user("Karim", role, herent))
    for part in ("", "feiten/", "collega/", "uitkomst/", "ingelicht/nieuw/"):
        assert client.get(of(concern, part)).status_code == 403
    for path in (path_of(family, "verontrusting/"), path_of(family, "verontrusting/nieuw/")):
        assert client.get(path).status_code == 403
    assert client.get("/herent/verontrustingen/").status_code == 403
    if role == Role.COACH:
        for path in (path_of(family), "/herent/"):
            assert "erontrusting" not in page(client, path)
            assert "oncern" not in page(client, path)


def test_another_branch_or_family_has_no_such_concern(concern, herent, browser, other_coordinator, sign_in):
    with branch_context(herent):
        other = Family.objects.create(name="Janssens")
    assert browser.get(path_of(other, f"verontrusting/{concern.pk}/")).status_code == 404
    assert sign_in(other_coordinator).get(of(concern)).status_code == 404


def test_today_names_the_family_and_nothing_more_for_who_may(
    concern, herent, browser, coach, sign_in: SignIn
):
    with branch_context(herent):
        actions.change_concern(concern, by=None, version=1, look_again_on=ago(1))
    text = page(browser, "/herent/")
    assert of(concern) in text and "Peeters" in text and "blauwe plek" not in text
    assert of(concern) not in page(sign_in(coach), "/herent/")
    with branch_context(herent):
        actions.change_concern(concern, by=None, version=2, closed_on=ago(0), outcome="monitored")
    assert of(concern) not in page(browser, "/herent/")


def test_what_was_imported_can_go_on_by_the_plan_and_loses_nothing(family, herent, plan, browser):
    with branch_context(herent):
        old = Concern.objects.create(
            family=family,
            date=ago(100),
            facts="Oud",
            consulted="collega An",
            step="gebeld",
            outcome="monitored",
        )
        over = Concern.objects.create(family=family, date=ago(900), facts="Ouder", outcome="reported")
        assert [*Concern.objects.open()] == [old]
        exported = tables_of(herent)["concerns.csv"]
    assert not over.is_open and old.is_open
    text = page(browser, of(old))
    assert "collega An" in text and "gebeld" in text
    for _ in range(2):
        browser.post(of(old, "stappenplan/"))
    text = page(browser, of(old))
    assert "collega An" in text and "gebeld" in text and "Opschrijven" in text
    with branch_context(herent):
        assert ConcernStep.objects.count() == 1 and ConcernNotice.objects.count() == 1
        # Until something is done with it, it travels as it came.
        assert tables_of(herent)["concerns.csv"] == exported


def test_a_step_or_a_talk_is_taken_away_and_put_back(concern, plan, herent, browser, coordinator):
    first = plan.steps.first()
    with branch_context(herent):
        taken = actions.take_step(concern, first, by=coordinator, done_on=ago(1), note="Gedaan")
        told = actions.note_notice(concern, by=coordinator, who="ocj", date=ago(1), name="OCJ")
    assert again(concern).step == "Opschrijven"
    for piece, record in (("stap", taken), ("ingelicht", told)):
        answer = browser.post(of(concern, f"{piece}/{record.pk}/weg/"))
        assert of(concern, f"{piece}/{record.pk}/terug/") in page(browser, answer.url)
    assert (again(concern).step, again(concern).consulted) == ("", "")
    for piece, record in (("stap", taken), ("ingelicht", told)):
        for _ in range(2):
            assert browser.post(of(concern, f"{piece}/{record.pk}/terug/")).status_code == 302
    assert again(concern).step == "Opschrijven"
    with branch_context(herent):
        assert ConcernStep.objects.get().note == "Gedaan" and ConcernNotice.objects.get().name == "OCJ"


def test_a_concern_of_the_wrong_family_is_removed_and_put_back(
    concern, plan, family, herent, browser, coordinator
):
    path = of(concern)
    with branch_context(herent):
        taken = actions.take_step(concern, plan.steps.first(), by=coordinator, done_on=ago(1))
        with pytest.raises(ValidationError):
            actions.remove_concern(concern, by=coordinator)
        actions.remove_part(taken, by=coordinator)
    answer = browser.post(path + "verwijderen/")
    assert path + "terugzetten/" in page(browser, answer.url)
    assert browser.get(path).status_code == 404
    # What it said stands in no history that others read.
    assert "blauwe plek" not in page(browser, path_of(family, "historiek/"))
    for _ in range(2):
        assert browser.post(path + "terugzetten/").status_code == 302
    assert FACTS in page(browser, path)


def test_who_saves_later_sees_both_texts(concern, herent, browser):
    path = of(concern, "feiten/")
    mine = {**hidden(page(browser, path)), "date": ago(3), "facts": "Mijn tekst"}
    with branch_context(herent):
        actions.change_concern(concern, by=None, version=1, facts="Tekst van een collega")
    text = browser.post(path, mine).content.decode()
    assert "Mijn tekst" in text and "Tekst van een collega" in text
    # A step that is noted meanwhile is no other text of the facts.
    with branch_context(herent):
        version = again(concern).version
        actions.note_notice(concern, by=None, who="family", date=ago(0))
    assert again(concern).version == version


def test_it_counts_and_its_list_opens_for_nobody(concern, herent, browser):
    year, figure = ago(3).year, "crisis_no_shelter"
    with branch_context(herent):
        assert compute(herent, year, [figure])[figure] == 0
        actions.change_concern(concern, by=None, version=1, outcome="no_place_available")
        assert compute(herent, year, [figure])[figure] == 1
        actions.change_concern(concern, by=None, version=2, closed_on=ago(0))
        assert compute(herent, year, [figure])[figure] == 1


def test_the_number_of_queries_does_not_grow(concern, plan, herent, browser, coordinator):
    counts: dict[str, list[int]] = {}
    paths = (of(concern), "/herent/verontrustingen/", path_of(concern.family, "verontrusting/"), "/herent/")
    for times in (1, 3):
        with branch_context(herent):
            for _ in range(times):
                values: dict[str, Any] = {"date": ago(1), "name": "An", "who": "vk"}
                actions.note_notice(concern, by=coordinator, **values)
                actions.note_concern(concern.family, by=coordinator, date=ago(1), facts="Nog een")
            step = plan.steps.all()[0 if times == 1 else 1]
            actions.take_step(concern, step, by=coordinator, done_on=ago(1))
        for path in paths:
            page(browser, path)
            with CaptureQueriesContext(connection) as queries:
                page(browser, path)
            counts.setdefault(path, []).append(len(queries))
    assert all(few == many for few, many in counts.values()), counts


# The plan itself


@pytest.fixture
def office(sign_in: SignIn) -> Client:
    return sign_in(make_user("Steunpunt", Role.CENTRAL_OFFICE))


def test_the_central_office_publishes_the_next_version(plan, office):
    path = "/steunpunt/stappenplan/"
    text = page(office, path)
    assert "Opschrijven" in text and "Alleen feiten." in text
    rows = {"introduction": "Nieuw", "after": plan.number}
    for number, (order, title) in enumerate(
        [(2, "Tweede"), (1, "Eerste"), (3, ""), (4, ""), (5, "")], start=1
    ):
        rows |= {f"order_{number}": order, f"title_{number}": title, f"explanation_{number}": ""}
    assert office.post(path, rows).status_code == 302
    new = plan_in_force()
    assert new is not None
    assert (new.number, [step.title for step in new.steps.all()]) == (plan.number + 1, ["Eerste", "Tweede"])
    assert [step.title for step in ConcernPlan.objects.get(pk=plan.pk).steps.all()] == [
        "Opschrijven",
        "Overleggen",
    ]
    published = NetworkEvent.objects.filter(verb="publish_step_plan", actor_id__isnull=False)
    assert published.get().detail == {"version": new.number}

    # Somebody who still has the former version on the screen publishes nothing over it, and loses no text.
    answer = office.post(path, {**rows, "title_1": "Van een ander"})
    assert answer.status_code == 200 and "Van een ander" in answer.content.decode()
    assert ConcernPlan.objects.count() == new.number
    # An explanation without a title, and no step at all.
    wrong = {**rows, "after": new.number, "title_1": "", "explanation_1": "Zonder titel"}
    assert 'href="#id_title_1"' in office.post(path, wrong).content.decode()
    empty = {**rows, "after": new.number, "title_1": "", "title_2": ""}
    assert office.post(path, empty).status_code == 200
    assert ConcernPlan.objects.count() == new.number


def test_there_is_a_plan_from_the_beginning(db):
    plan = plan_in_force()
    assert plan is not None and plan.steps.count() == 7
    assert timezone.now() >= plan.published_at
