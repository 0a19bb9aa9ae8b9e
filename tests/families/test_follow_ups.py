"""What is promised to a family: on Today from its day on, done or moved in one press, with a way back."""

from collections.abc import Callable

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from families.actions import follow_ups as actions
from families.actions.removal import remove_from_file
from families.models import Family, FamilyContact, FollowUp, OnwardReferral
from families.queries.onward import without_outcome
from families.today import follow_ups as today_page
from families.today import onward as onward_page
from homestart.accounts.models import User
from homestart.accounts.roles import PERMISSIONS, Role
from homestart.audit.models import AuditEvent
from homestart.tenancy.context import branch_context
from homestart.tenancy.models import Branch
from reporting.indicators import compute
from tests.drafts.test_editing import hidden
from tests.families.test_file import ago, page, path_of, send

pytestmark = pytest.mark.django_db
WORKS = PERMISSIONS[Role.COORDINATOR]


@pytest.fixture
def family(herent: Branch) -> Family:
    with branch_context(herent):
        return Family.objects.create(name="Peeters")


@pytest.fixture
def browser(sign_in: Callable[[User], Client], coordinator: User) -> Client:
    return sign_in(coordinator)


def waits(branch: Branch) -> list[tuple[str, str, bool]]:
    """What Today says is to be done: about what, since when, and whether it is late."""
    with branch_context(branch):
        [section] = today_page.sections(branch, timezone.localdate(), WORKS)
        assert section.count == len(section.tasks)
        return [(task.about, task.wait, task.late) for task in section.tasks]


def plan(family: Family, days: int, text: str = "Terugbellen", **values: object) -> FollowUp:
    with branch_context(family.branch):
        return actions.plan_follow_up(family, by=None, due_on=ago(-days), text=text, **values)


def test_calling_back_is_agreed_with_the_contact_itself(family, herent, browser, coordinator):
    tomorrow = ago(-1)
    path = path_of(family, "contact/")
    text = send(
        browser, path, date=ago(0), note="Moe", next_text="Terugbellen over de opvang", next_on=tomorrow
    )
    assert "Terugbellen over de opvang" in text
    with branch_context(herent):
        promised = FollowUp.objects.get()
        assert (promised.due_on, promised.for_whom, promised.contact) == (
            tomorrow,
            coordinator,
            FamilyContact.objects.get(),
        )
    # Not before its day.
    assert waits(herent) == []
    with branch_context(herent):
        actions.move_follow_up(promised, by=coordinator, day=ago(0))
    [(about, wait, late)] = waits(herent)
    assert (about, late) == ("Peeters: Terugbellen over de opvang", False)
    assert wait.endswith("Els Vermeulen")


@pytest.mark.parametrize(
    ("typed", "where"), [({"next_text": "Bellen"}, "next_on"), ({"next_on": "2026-12-01"}, "next_text")]
)
def test_half_a_promise_is_asked_about(family, herent, browser, typed, where):
    path = path_of(family, "contact/")
    answer = browser.post(path, {**hidden(page(browser, path)), "date": ago(0), **typed})
    assert f'href="#id_{where}"' in answer.content.decode()
    with branch_context(herent):
        assert not FamilyContact.objects.exists() and not FollowUp.objects.exists()


def test_today_shows_the_oldest_first_and_what_is_late(family, herent):
    plan(family, 0, "Vandaag")
    plan(family, -14, "Lang geleden")
    plan(family, 1, "Morgen")
    with branch_context(herent):
        actions.finish_follow_up(plan(family, -3, "Gedaan"), by=None)
    assert [(about, late) for about, _wait, late in waits(herent)] == [
        ("Peeters: Lang geleden", True),
        ("Peeters: Vandaag", False),
    ]


def test_one_press_does_it_from_today_and_one_press_undoes_it(family, herent, browser, coordinator):
    promised = plan(family, -2)
    done = path_of(family, f"opvolging/{promised.pk}/gedaan/?van=vandaag")
    assert done in page(browser, "/herent/")
    for _ in range(2):
        answer = browser.post(done)
        assert answer.url == "/herent/"
    text = page(browser, answer.url)
    undo = path_of(family, f"opvolging/{promised.pk}/opnieuw/?van=vandaag")
    assert undo in text and "Peeters: Terugbellen" not in text
    with branch_context(herent):
        promised.refresh_from_db()
        assert (promised.done_on, promised.done_by) == (ago(0), coordinator)
        assert AuditEvent.objects.filter(verb="finish_follow_up").count() == 1
    assert browser.post(undo).url == "/herent/"
    with branch_context(herent):
        promised.refresh_from_db()
        assert (promised.done_on, promised.done_by) == (None, None)


def test_one_press_moves_it_and_one_press_moves_it_back(family, herent, browser):
    promised = plan(family, -2)
    week = ago(-7)
    move = path_of(family, f"opvolging/{promised.pk}/naar/{week:%Y-%m-%d}/")
    assert move + "?van=vandaag" in page(browser, "/herent/")
    answer = browser.post(move)
    assert answer.url == path_of(family) + "#volgende"
    back = path_of(family, f"opvolging/{promised.pk}/naar/{ago(2):%Y-%m-%d}/")
    assert back in page(browser, path_of(family))
    assert waits(herent) == []
    browser.post(back)
    with branch_context(herent):
        promised.refresh_from_db()
        assert promised.due_on == ago(2)
    for wrong in ("morgen", "2026-13-01", "0206-01-01"):
        assert browser.post(path_of(family, f"opvolging/{promised.pk}/naar/{wrong}/")).status_code == 404


def test_it_stands_on_the_file_of_a_family_in_any_state_and_is_changed_there(
    family, herent, browser, coordinator, other_coordinator
):
    path = path_of(family, "opvolging/nieuw/")
    first = page(browser, path)
    assert "Els Vermeulen" in first and "Bram Dewit" not in first
    text = send(browser, path, text="Kaartje sturen", due_on=ago(-3), for_whom=coordinator.pk)
    assert "Kaartje sturen" in text
    with branch_context(herent):
        promised = FollowUp.objects.get()
    edit = path_of(family, f"opvolging/{promised.pk}/")
    text = send(browser, edit, text="Kaartje brengen", due_on=ago(-3), for_whom="")
    assert "Kaartje brengen" in text and "Kaartje sturen" not in text
    answer = browser.post(
        edit, {**hidden(page(browser, edit)), "text": "x", "for_whom": other_coordinator.pk}
    )
    assert answer.status_code == 200
    # Taken away and put back, as everything of a file.
    removed = browser.post(path_of(family, f"opvolging/{promised.pk}/verwijderen/"))
    assert "Kaartje brengen" not in page(browser, removed.url)
    browser.post(path_of(family, f"opvolging/{promised.pk}/terugzetten/"))
    assert "Kaartje brengen" in page(browser, path_of(family))


def test_a_contact_goes_and_what_was_agreed_stays_with_its_readers(family, herent, coordinator):
    with branch_context(herent):
        contact = FamilyContact.objects.create(
            family=family, date=ago(1), kind="other", level="coordinators", noted_by=coordinator
        )
        promised = plan(family, 0, contact=contact, level="coordinators")
        remove_from_file(contact, family=family, by=coordinator)
        promised.refresh_from_db()
        assert (promised.contact, promised.level) == (None, "coordinators")


def test_a_promise_without_words_is_refused(family, herent):
    with pytest.raises(ValidationError):
        plan(family, 0, "")


def test_another_family_or_branch_has_no_such_promise(
    family, herent, aalst, browser, other_coordinator, sign_in
):
    promised = plan(family, 0)
    with branch_context(herent):
        other = Family.objects.create(name="Janssens")
    assert browser.post(path_of(other, f"opvolging/{promised.pk}/gedaan/")).status_code == 404
    assert (
        sign_in(other_coordinator).post(path_of(family, f"opvolging/{promised.pk}/gedaan/")).status_code
        == 404
    )
    with branch_context(herent):
        assert FollowUp.objects.get().done_on is None


# Onward referrals


def lead_on(family: Family, days: int, **values: object) -> OnwardReferral:
    with branch_context(family.branch):
        return OnwardReferral.objects.create(
            family=family, date=ago(days), organisation=f"CAW {days}", **values
        )


def test_after_six_weeks_today_asks_what_came_of_it_and_after_a_year_no_more(family, herent):
    for days in (41, 42, 365, 366):
        lead_on(family, days)
    lead_on(family, 100, outcome="unknown")
    with branch_context(herent):
        assert [one.organisation for one in without_outcome(ago(0))] == ["CAW 365", "CAW 42"]
        [section] = onward_page.sections(herent, ago(0))
        assert section.count == 2
        # The answers take one press.
        assert [action.post for action in (section.tasks[0].action, *section.tasks[0].others)] == [
            True,
            True,
            True,
            True,
            False,
        ]


def test_the_outcome_is_one_press_with_a_way_back(family, herent, browser):
    onward = lead_on(family, 60)
    path = path_of(family, f"doorverwijzingen/{onward.pk}/uitkomst/")
    assert f"{path}started/?van=vandaag" in page(browser, "/herent/")
    answer = browser.post(f"{path}waiting_list/?van=vandaag")
    assert answer.url == "/herent/"
    assert f"{path}nog-niet/?van=vandaag" in page(browser, answer.url)
    with branch_context(herent):
        onward.refresh_from_db()
        assert onward.outcome == "waiting_list"
    browser.post(f"{path}nog-niet/")
    with branch_context(herent):
        onward.refresh_from_db()
        assert onward.outcome == ""
    assert browser.post(f"{path}onzin/").status_code == 404


def test_asking_changes_no_figure_and_a_new_one_is_not_known_yet(family, herent, browser):
    figure = "frequent_onward_referrals"
    year = timezone.localdate().year
    path = path_of(family, "doorverwijzingen/nieuw/")
    send(browser, path, date=ago(0), organisation="CAW", accompanied="True")
    with branch_context(herent):
        onward = OnwardReferral.objects.get()
        assert (onward.outcome, onward.accompanied) == ("", True)
        before = compute(herent, year, [figure])
    browser.post(path_of(family, f"doorverwijzingen/{onward.pk}/uitkomst/started/"))
    with branch_context(herent):
        assert compute(herent, year, [figure]) == before


def test_the_number_of_queries_does_not_grow(family, herent, browser):
    counts = {}
    for times in (1, 3):
        for number in range(times):
            plan(family, -number)
            lead_on(family, 60 + number)
        for path in ("/herent/", path_of(family)):
            page(browser, path)
            with CaptureQueriesContext(connection) as queries:
                page(browser, path)
            counts.setdefault(path, []).append(len(queries))
    assert all(few == many for few, many in counts.values()), counts
