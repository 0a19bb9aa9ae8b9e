"""What was typed survives the end of a session, a closed window, a lost connection and a double click."""

import time
from collections.abc import Callable

import pytest
from django.conf import LazySettings
from django.contrib.sessions.models import Session
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from homestart.accounts.roles import Role
from homestart.accounts.session_store import SessionStore
from homestart.accounts.sessions import SEEN
from homestart.demo.management.commands.screenshots import sign_in
from homestart.drafts.models import Draft
from homestart.tenancy.context import branch_context
from homestart.tenancy.models import Branch
from tests.browser import proof
from tests.browser.conftest import Enter

pytestmark = [pytest.mark.urls("tests.browser.proof"), pytest.mark.usefixtures("proof_pages")]

TEXT = "Mama belde: <b>woensdag</b> & 'Łódź'\nNog na te vragen."
COME_BACK = "() => dispatchEvent(new Event('focus'))"
KEPT = "async () => [localStorage.length, sessionStorage.length, (await indexedDB.databases()).length]"
#: The long forms with everything in sight: a referral of thirty fields, and a volunteer.
LONG_FORMS = ("aanmeldingen/nieuw/", "vrijwilligers/nieuw/")
POINTS = 6
FIELDS = """() => {
  for (const part of document.querySelectorAll("details.form-more")) part.open = true;
  return [...document.querySelector("form[data-draft]").elements]
    .filter(field => field.checkVisibility() && field.matches("input, select, textarea"))
    .map(field => field.id);
}"""
#: All that is in the form, as it would be sent, without what the form brings back of itself.
TYPED = """() => [...new FormData(document.querySelector("form[data-draft]"))]
    .filter(([name]) => !name.startsWith("_") && name !== "csrfmiddlewaretoken")"""


@pytest.fixture
def tab(enter: Enter) -> Page:
    """The coordinator at the form, with a clock that the test winds forward."""
    tab = enter()
    tab.clock.install()
    tab.goto("/herent/proef/")
    return tab


def drafts(branch: Branch) -> list[dict[str, list[str]]]:
    with branch_context(branch):
        return [draft.data for draft in Draft.objects.all()]


def wait_until(is_so: Callable[[], bool]) -> None:
    """A page that is gone sends without anybody who waits for the answer."""
    for _ in range(100):
        if is_so():
            return
        time.sleep(0.1)
    raise AssertionError("It did not come to that in ten seconds.")


def end_sessions() -> None:
    Session.objects.all().delete()


def test_a_draft_is_brought_after_five_seconds_and_found_again(tab: Page, demo: Branch) -> None:
    tab.get_by_label("Notitie").fill(TEXT)
    tab.clock.run_for(4_000)
    assert drafts(demo) == []
    with tab.expect_response("**/concepten/") as answer:
        tab.clock.run_for(1_100)
    assert answer.value.status == 204
    expect(tab.locator("[data-draft-state]")).to_contain_text("Concept bewaard")
    (draft,) = drafts(demo)
    assert draft["text"] == [TEXT]
    tab.goto("/herent/gezinnen/")
    tab.goto("/herent/proef/")
    expect(tab.get_by_label("Notitie")).to_have_value(TEXT)


def test_leaving_the_page_brings_what_was_just_typed(tab: Page, demo: Branch) -> None:
    tab.get_by_label("Notitie").fill(TEXT)
    tab.goto("/herent/gezinnen/")
    wait_until(lambda: drafts(demo) != [])
    tab.goto("/herent/proef/")
    expect(tab.get_by_label("Notitie")).to_have_value(TEXT)


def test_without_a_connection_it_says_so_and_tries_again(
    tab: Page, demo: Branch, complaints: list[str]
) -> None:
    tab.context.set_offline(True)
    tab.get_by_label("Notitie").fill(TEXT)
    tab.clock.run_for(5_100)
    expect(tab.locator("[data-draft-state]")).to_have_text("Niet bewaard, we proberen opnieuw")
    tab.context.set_offline(False)
    tab.clock.run_for(10_100)
    expect(tab.locator("[data-draft-state]")).to_contain_text("Concept bewaard")
    assert [draft["text"] for draft in drafts(demo)] == [[TEXT]]
    assert all("ERR_INTERNET_DISCONNECTED" in complaint for complaint in complaints)
    complaints.clear()


def test_a_session_that_ended_is_begun_again_beside_the_page(
    tab: Page, demo: Branch, live_server: LiveServer, complaints: list[str]
) -> None:
    tab.get_by_label("Notitie").fill(TEXT)
    end_sessions()
    tab.clock.run_for(5_100)
    window = tab.get_by_role("dialog", name="Je sessie is afgelopen")
    expect(window).to_be_visible()
    tab.keyboard.press("Escape")
    expect(window).to_be_visible()
    beside = tab.context.new_page()
    sign_in(beside, live_server.url, Role.COORDINATOR)
    with tab.expect_response("**/concepten/") as answer:
        tab.evaluate(COME_BACK)
    assert answer.value.status == 204
    expect(window).to_be_hidden()
    expect(tab.get_by_label("Notitie")).to_have_value(TEXT)
    assert [draft["text"] for draft in drafts(demo)] == [[TEXT]]
    assert all("401" in complaint for complaint in complaints)
    complaints.clear()
    tab.get_by_label("Wie").fill("bo")
    tab.get_by_role("option", name="Bo Claes").click()
    tab.get_by_role("button", name="Bewaren").click()
    expect(tab.get_by_text("Het contact is genoteerd.")).to_be_visible()
    (saved,) = proof.SAVED
    assert (saved["person"], saved["text"].replace("\r\n", "\n")) == (3, TEXT)
    assert drafts(demo) == []


def test_saving_after_the_end_of_the_session_waits_for_signing_in(
    tab: Page, demo: Branch, live_server: LiveServer, complaints: list[str]
) -> None:
    tab.get_by_label("Notitie").fill(TEXT)
    end_sessions()
    tab.get_by_role("button", name="Bewaren").click()
    window = tab.get_by_role("dialog", name="Je sessie is afgelopen")
    expect(window).to_be_visible()
    assert tab.url.endswith("/herent/proef/")
    sign_in(tab.context.new_page(), live_server.url, Role.COORDINATOR)
    tab.evaluate(COME_BACK)
    expect(window).to_be_hidden()
    expect(tab.get_by_label("Notitie")).to_have_value(TEXT)
    assert all("401" in complaint for complaint in complaints)
    complaints.clear()


def test_somebody_else_who_signs_in_gets_nothing_of_the_page(
    tab: Page, demo: Branch, live_server: LiveServer, complaints: list[str]
) -> None:
    tab.get_by_label("Notitie").fill(TEXT)
    end_sessions()
    tab.clock.run_for(5_100)
    window = tab.get_by_role("dialog", name="Je sessie is afgelopen")
    expect(window).to_be_visible()
    sign_in(tab.context.new_page(), live_server.url, Role.CENTRAL_OFFICE)
    tab.evaluate(COME_BACK)
    expect(window).to_contain_text("Log in als Coördinator Herent")
    assert drafts(demo) == []
    assert all("401" in complaint for complaint in complaints)
    complaints.clear()


def test_a_warning_before_the_end_and_staying(enter: Enter, settings: LazySettings) -> None:
    settings.SESSION_IDLE_SECONDS = 600
    tab = enter()
    tab.clock.install()
    tab.goto("/herent/proef/")
    age_sessions(500)
    tab.clock.run_for(481_000)
    window = tab.get_by_role("dialog", name="Ben je er nog?")
    expect(window).to_be_visible()
    with tab.expect_response("**/accounts/terug/"):
        window.get_by_role("button", name="Blijf ingelogd").click()
    expect(window).to_be_hidden()
    (session,) = Session.objects.all()
    assert time.time() - SessionStore(session.session_key)[SEEN] < 30


def age_sessions(seconds: int) -> None:
    """As if nobody had asked for anything for so long."""
    for session in Session.objects.all():
        store = SessionStore(session.session_key)
        store[SEEN] = time.time() - seconds
        store.save()


def test_a_double_click_saves_once(tab: Page, demo: Branch) -> None:
    tab.get_by_label("Wie").fill("bo")
    tab.get_by_role("option", name="Bo Claes").click()
    tab.get_by_role("button", name="Bewaren").dblclick()
    expect(tab.get_by_text("Het contact is genoteerd.")).to_be_visible()
    assert len(proof.SAVED) == 1


def test_nothing_is_kept_in_the_browser(tab: Page) -> None:
    tab.get_by_label("Wie").fill("bo")
    tab.get_by_role("option", name="Bo Claes").click()
    tab.get_by_label("Notitie").fill(TEXT)
    tab.clock.run_for(5_100)
    expect(tab.locator("[data-draft-state]")).to_contain_text("Concept bewaard")
    assert tab.evaluate(KEPT) == [0, 0, 0]


def fill(tab: Page, name: str) -> None:
    """Something in the field with this id, with signs that are lost easily."""
    field = tab.locator(f"[id='{name}']")
    kind = field.evaluate("field => field.type")
    if kind in ("radio", "checkbox"):
        field.press("Space")
    elif kind == "date":
        field.fill("2026-01-31")
    elif kind == "select-one":
        field.select_option(index=1)
    elif kind == "email":
        field.fill("jo@example.org")
    elif kind == "textarea":
        field.fill(TEXT)
    else:
        field.fill(f"{name[-12:]} 'Łódź' & \"é\"")


@pytest.mark.parametrize("form", LONG_FORMS)
def test_a_session_may_end_anywhere_in_a_long_form(
    enter: Enter, live_server: LiveServer, complaints: list[str], form: str
) -> None:
    """At six points, once found by the draft and once by the button: not one character is lost."""
    tab = enter()
    tab.clock.install()
    tab.goto(f"/herent/{form}")
    fields = tab.evaluate(FIELDS)
    assert len(fields) >= 30
    window = tab.get_by_role("dialog", name="Je sessie is afgelopen")
    size = -(-len(fields) // POINTS)
    for point in range(POINTS):
        for name in fields[point * size : (point + 1) * size]:
            fill(tab, name)
        typed = tab.evaluate(TYPED)
        end_sessions()
        if point % 2:
            tab.locator("form[data-draft]").evaluate("form => form.requestSubmit()")
        else:
            tab.clock.run_for(61_000)
        expect(window).to_be_visible()
        assert tab.evaluate(KEPT) == [0, 0, 0]
        beside = tab.context.new_page()
        sign_in(beside, live_server.url, Role.COORDINATOR)
        beside.close()
        tab.evaluate(COME_BACK)
        expect(window).to_be_hidden()
        assert tab.evaluate(TYPED) == typed
    # Whatever was in it is also there for who begins again in a new window.
    tab.clock.run_for(61_000)
    expect(tab.locator("[data-draft-state]")).to_contain_text("Concept bewaard")
    again = tab.context.new_page()
    again.goto(f"/herent/{form}")
    assert again.evaluate(TYPED) == typed
    assert again.evaluate(KEPT) == [0, 0, 0]
    assert all("401" in complaint for complaint in complaints)
    complaints.clear()
