"""All of it without a mouse."""

from playwright.sync_api import Page, expect

from tests.browser.conftest import Enter

# In the header, in the order of the document: what one can come to, in the words on the screen.
FOCUSABLE = """
header => [...header.querySelectorAll("a, summary, button, input:not([type=hidden])")]
    .filter(element => element.checkVisibility() && element.tabIndex >= 0)
    .map(element => (element.labels?.[0] ?? element).innerText.replace(/\\s+/g, " ").trim())
"""
OUTLINE = "() => getComputedStyle(document.activeElement).outlineWidth"


def focused(tab: Page) -> str:
    """What the focus is on, in the words on the screen."""
    words: str = tab.evaluate(
        "() => (document.activeElement.labels?.[0] ?? document.activeElement).innerText"
    )
    return " ".join(words.split())


def press_tab(tab: Page) -> str:
    """What the focus is on after one more Tab; it must be visible."""
    tab.keyboard.press("Tab")
    assert tab.evaluate(OUTLINE) == "3px", f"no visible focus on {focused(tab)}"
    return focused(tab)


def walk_to(words: str, tab: Page, key: str = "Tab") -> None:
    """Presses the key until the focus is on these words."""
    passed = []
    while focused(tab) != words:
        passed.append(focused(tab))
        assert len(passed) < 30, passed
        tab.keyboard.press(key)


def test_the_skip_link_leads_past_the_header(enter: Enter) -> None:
    tab = enter()
    tab.goto("/herent/gezinnen/")
    assert press_tab(tab) == "Naar de inhoud"
    expect(tab.get_by_role("link", name="Naar de inhoud")).to_be_in_viewport()
    tab.keyboard.press("Enter")
    assert press_tab(tab) == "Naam begint met"


def test_the_order_is_that_of_the_eye(enter: Enter) -> None:
    tab = enter()
    tab.goto("/herent/gezinnen/")
    pages = [" ".join(words.split()) for words in tab.locator(".main-nav a").all_inner_texts()]
    assert "Gezinnen" in pages
    header = tab.locator(".page-header").evaluate(FOCUSABLE)
    assert header[0] == "Home-Start"
    assert header[-len(pages) - 1 :] == ["Coördinator Herent", *pages]
    order = [press_tab(tab) for _ in range(1 + len(header))]
    assert order == ["Naar de inhoud", *header]
    press_tab(tab)
    assert tab.evaluate("() => document.activeElement.closest('main') !== null")


def test_filter_and_open_a_report(enter: Enter) -> None:
    tab = enter()
    tab.goto("/herent/gezinnen/")
    tab.keyboard.press("Tab")
    tab.keyboard.press("Enter")
    press_tab(tab)
    tab.keyboard.type("al")
    expect(tab.locator("#list tbody tr")).to_have_count(2)

    walk_to("Rapporten", tab, "Shift+Tab")
    tab.keyboard.press("Enter")
    expect(tab.get_by_role("heading", level=1)).to_have_text("Jaarverslagen")
    walk_to("Verslag beginnen 2025", tab)
    tab.keyboard.press("Enter")
    expect(tab.get_by_role("heading", level=1)).to_contain_text("Jaarverslag 2025")
    assert press_tab(tab) == "Naar de inhoud"


def test_the_menu_opens_by_keyboard(enter: Enter) -> None:
    tab = enter()
    walk_to("Coördinator Herent", tab)
    tab.keyboard.press("Enter")
    walk_to("Uitloggen", tab)
    tab.keyboard.press("Escape")
    assert focused(tab) == "Coördinator Herent"
    assert press_tab(tab) == tab.locator(".main-nav a").first.inner_text()
