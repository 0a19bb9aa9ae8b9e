"""The parts that move: keys, windows, the box in which one chooses by typing, and the menu of a phone."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser import proof
from tests.browser.axe import findings
from tests.browser.conftest import PHONE, WIDE, Enter

pytestmark = [pytest.mark.urls("tests.browser.proof"), pytest.mark.usefixtures("proof_pages")]


def fill_in_who(tab: Page) -> None:
    tab.get_by_role("combobox", name="Wie").press_sequentially("ann")
    expect(tab.get_by_role("option")).to_have_count(2)


def test_keys_search_note_and_explain_themselves(enter: Enter) -> None:
    tab = enter()
    tab.goto("/herent/gezinnen/")
    tab.keyboard.press("?")
    keys = tab.get_by_role("dialog", name="Sneltoetsen")
    expect(keys).to_be_visible()
    assert findings(tab, "keys") == []
    tab.set_viewport_size(WIDE)
    tab.keyboard.press("c")
    expect(tab.locator("#dialog")).to_be_hidden()
    tab.keyboard.press("Escape")
    expect(keys).to_be_hidden()

    tab.keyboard.press("/")
    box = tab.get_by_role("searchbox", name="Zoek een naam")
    expect(box).to_be_focused()
    tab.keyboard.type("c/?x")
    expect(box).to_have_value("c/?x")
    expect(keys).to_be_hidden()
    tab.keyboard.press("Enter")
    expect(tab.locator("body")).to_contain_text("Gevonden: c/?x")


def test_a_contact_is_noted_in_a_window_by_keyboard_alone(enter: Enter) -> None:
    tab = enter()
    tab.goto("/herent/gezinnen/")
    tab.keyboard.press("c")
    window = tab.get_by_role("dialog", name="Contact noteren")
    expect(window).to_be_visible()
    who = window.get_by_role("combobox", name="Wie")
    expect(who).to_be_focused()
    tab.keyboard.type("ann")
    expect(window.get_by_role("option")).to_have_text(["Annelies Vermeulen Herent", "Annemie Claes Veltem"])
    expect(who).to_have_attribute("aria-expanded", "true")
    assert findings(tab, "list of people") == []
    tab.keyboard.press("ArrowDown")
    tab.keyboard.press("ArrowDown")
    expect(window.get_by_role("option", selected=True)).to_contain_text("Annemie Claes")
    tab.keyboard.press("Enter")
    expect(who).to_have_value("Annemie Claes")
    expect(who).to_have_attribute("aria-expanded", "false")
    tab.keyboard.press("Tab")
    expect(window.get_by_label("Datum")).to_be_focused()
    window.get_by_label("Notitie").fill("Belt morgen terug.")
    tab.keyboard.press("Control+Enter")
    expect(tab.get_by_text("Het contact is genoteerd.")).to_be_visible()
    assert [(saved["person"], saved["text"]) for saved in proof.SAVED] == [(2, "Belt morgen terug.")]


def test_other_letters_undo_the_choice(enter: Enter) -> None:
    tab = enter()
    tab.goto("/herent/proef/")
    fill_in_who(tab)
    tab.get_by_role("option", name="Annelies Vermeulen").click()
    tab.get_by_role("combobox", name="Wie").press("Backspace")
    tab.get_by_role("button", name="Bewaren").click()
    expect(tab.locator(".error-summary")).to_be_focused()
    expect(tab.locator(".error-summary")).to_contain_text("Wie: Maak een keuze.")
    expect(tab.get_by_role("combobox", name="Wie")).to_have_value("Annelies Vermeule")
    assert proof.SAVED == []
    assert findings(tab, "error") == []


def test_escape_closes_the_list_and_then_the_window_and_the_focus_returns(enter: Enter) -> None:
    tab = enter()
    tab.goto("/herent/gezinnen/")
    link = tab.get_by_role("link", name="Contact noteren")
    link.click()
    window = tab.get_by_role("dialog", name="Contact noteren")
    fill_in_who(tab)
    tab.keyboard.press("Escape")
    expect(tab.get_by_role("option")).to_have_count(0)
    expect(window).to_be_visible()
    tab.keyboard.press("Escape")
    expect(window).to_be_hidden()
    expect(link).to_be_focused()

    link.click()
    window.get_by_role("link", name="Annuleren").click()
    expect(window).to_be_hidden()
    assert tab.url.endswith("/herent/gezinnen/")


def test_the_menu_of_a_phone_opens_from_the_bar(enter: Enter) -> None:
    tab = enter(viewport=PHONE)
    tab.goto("/herent/gezinnen/")
    menu = tab.get_by_role("navigation", name="Hoofdmenu")
    expect(menu).to_be_hidden()
    tab.get_by_role("button", name="Menu").click()
    expect(menu).to_be_visible()
    menu.get_by_role("link", name="Rapporten").click()
    expect(tab.get_by_role("heading", level=1)).to_have_text("Jaarverslagen")
    expect(menu).to_be_hidden()


def test_all_of_it_without_javascript(enter: Enter) -> None:
    tab = enter(viewport=PHONE, java_script_enabled=False)
    tab.goto("/herent/gezinnen/")
    tab.get_by_role("button", name="Menu").click()
    expect(tab.get_by_role("navigation", name="Hoofdmenu")).to_be_visible()
    tab.goto("/herent/gezinnen/")
    tab.get_by_role("link", name="Contact noteren").click()
    expect(tab.get_by_role("heading", level=1)).to_have_text("Contact noteren")
    tab.get_by_label("Notitie").fill("Belt morgen terug.")
    tab.get_by_label("Wie").fill("ann")
    tab.locator(".combobox").get_by_role("button", name="Zoeken").click()
    tab.get_by_role("radio", name="Annemie Claes").check()
    expect(tab.get_by_label("Notitie")).to_have_value("Belt morgen terug.")
    tab.get_by_role("button", name="Bewaren").click()
    expect(tab.get_by_text("Het contact is genoteerd.")).to_be_visible()
    assert [(saved["person"], saved["text"]) for saved in proof.SAVED] == [(2, "Belt morgen terug.")]
