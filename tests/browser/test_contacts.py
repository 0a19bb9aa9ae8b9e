"""Noting contacts without waiting for the machine: by keyboard, and a whole day at once."""

from playwright.sync_api import Page, Route, expect

from families.models import Family, FamilyContact
from homestart.tenancy.context import branch_context
from homestart.tenancy.models import Branch
from tests.browser.conftest import Enter


def a_family(demo: Branch) -> str:
    """A name that no other family of the branch begins with."""
    with branch_context(demo):
        Family.objects.create(name="Zwaluwenbergh")
    return "Zwaluwenbergh"


def slowly(tab: Page, path: str) -> None:
    """The page comes later than somebody types."""

    def wait(route: Route) -> None:
        tab.wait_for_timeout(700)
        route.continue_()

    tab.route(path, wait)


def test_letters_typed_before_the_window_is_there_are_kept(demo: Branch, enter: Enter) -> None:
    name = a_family(demo)
    tab = enter()
    tab.goto("/herent/gezinnen/")
    slowly(tab, "**/herent/contact/")
    tab.keyboard.press("c")
    tab.keyboard.type("zwalx", delay=20)
    tab.keyboard.press("Backspace")
    expect(tab.locator("dialog #zoek")).to_have_value("zwal")
    expect(tab.locator("dialog [data-hit]")).to_have_count(1)
    expect(tab.locator("dialog [data-hit]")).to_contain_text(name)
    tab.unroute_all()
    # A window that was closed takes nothing of what is typed afterwards.
    tab.locator("dialog[open] .dialog-close button").click()
    tab.keyboard.press("/")
    tab.keyboard.type("zw")
    expect(tab.locator("#quick-search")).to_have_value("zw")


def test_the_box_at_the_top_finds_while_one_types(demo: Branch, enter: Enter) -> None:
    name = a_family(demo)
    tab = enter()
    tab.goto("/herent/wachtlijst/")
    tab.keyboard.press("/")
    tab.keyboard.type("zwal")
    hit = tab.locator("#quick-hits [data-hit]")
    expect(hit).to_have_count(1)
    tab.keyboard.press("ArrowDown")
    expect(hit).to_be_focused()
    tab.keyboard.press("ArrowUp")
    expect(tab.locator("#quick-search")).to_be_focused()
    tab.keyboard.press("Escape")
    expect(hit).to_have_count(0)
    expect(tab.locator("#quick-search")).to_be_focused()
    tab.keyboard.type("u")
    expect(tab.locator("#quick-hits[data-text=zwalu] [data-hit]")).to_have_count(1)
    tab.keyboard.press("Enter")
    expect(tab.get_by_role("heading", level=1)).to_contain_text(name)


def test_a_day_of_calls_is_typed_row_by_row(demo: Branch, enter: Enter) -> None:
    name = a_family(demo)
    tab = enter()
    tab.goto("/herent/contact/meerdere/")
    first = tab.locator("#id_family_1")
    first.press_sequentially("zwal")
    expect(tab.get_by_role("option", name=name)).to_be_visible()
    tab.keyboard.press("ArrowDown")
    tab.keyboard.press("Enter")
    expect(first).to_have_value(name)
    tab.locator("#id_note_1").fill("Gebeld, alles goed")
    tab.locator("#id_note_2").fill("Nog zonder gezin")
    tab.locator("button[name=more]").click()
    expect(tab.locator("fieldset.several-row")).to_have_count(7)
    expect(tab.locator(".error-summary")).to_have_count(0)
    expect(first).to_have_value(name)
    save = tab.locator(".save-bar button[type=submit]")
    save.click()
    expect(tab.locator(".error-summary li")).to_have_count(1)
    tab.locator("#id_note_2").fill("")
    save.click()
    expect(tab).to_have_url("/herent/")
    with branch_context(demo):
        assert FamilyContact.objects.get(family__name=name).note == "Gebeld, alles goed"
