"""The list of families, for someone who types."""

from playwright.sync_api import Page, expect

from tests.browser.axe import findings
from tests.browser.conftest import Enter


def families(tab: Page) -> list[str]:
    """The names on the screen, in their order."""
    return tab.locator("#list tbody th").all_inner_texts()


def test_the_list_narrows_while_one_types(enter: Enter) -> None:
    tab = enter()
    tab.goto("/herent/gezinnen/")
    everybody = families(tab)
    address = tab.url
    field = tab.get_by_label("Naam begint met")
    field.press_sequentially("al", delay=30)
    expect(tab.locator("#list caption")).to_have_text("2 gezinnen")
    assert families(tab) == [name for name in everybody if name.startswith("Al")]
    expect(field).to_be_focused()
    expect(field).to_have_value("al")
    # A name is in no address, so in no history and no log.
    assert tab.url == address

    field.press_sequentially("xyz")
    expect(tab.get_by_text("Niets gevonden")).to_be_visible()
    assert findings(tab, "nobody found") == []
    field.fill("")
    expect(tab.locator("#list tbody tr")).to_have_count(len(everybody))


def test_a_situation_is_in_the_address_and_stays_after_a_reload(enter: Enter) -> None:
    tab = enter()
    tab.goto("/herent/gezinnen/")
    tab.get_by_text("op de wachtlijst", exact=True).click()
    tab.wait_for_url("**/?toestand=waiting")
    waiting = families(tab)
    assert waiting
    assert tab.locator("#list .badge").all_inner_texts() == ["Op de wachtlijst"] * len(waiting)
    tab.reload()
    assert families(tab) == waiting

    # Typing searches within the situation.
    tab.get_by_label("Naam begint met").press_sequentially(waiting[-1])
    expect(tab.locator("#list .badge")).to_have_text(["Op de wachtlijst"])


def test_it_filters_without_javascript(enter: Enter) -> None:
    tab = enter(java_script_enabled=False)
    tab.goto("/herent/gezinnen/")
    tab.get_by_label("Naam begint met").fill("al")
    tab.get_by_role("button", name="Tonen").click()
    expect(tab.locator("#list caption")).to_have_text("2 gezinnen")
    expect(tab.get_by_label("Naam begint met")).to_have_value("al")
