"""Every page for every role: accessible, at home on a phone, quiet in the console, leaving nothing behind."""

from pathlib import Path

import pytest
from playwright.sync_api import Page as Tab

from homestart.accounts.roles import Role
from homestart.demo.pages import PAGES, Page, make_reports
from homestart.tenancy.models import Branch
from tests.browser.conftest import PHONE, WIDE, Enter, Window

AXE = Path(__file__).parent / "vendor" / "axe.min.js"
# htmx remembers the address of the last page; addresses hold nothing about persons.
KEPT = """
() => [localStorage, sessionStorage].flatMap(Object.keys)
    .filter(name => name != "htmx-current-path-for-history")
"""
RUN_AXE = """
async () => (await axe.run(document, {
    resultTypes: ["violations"],
    runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
})).violations.flatMap(rule => rule.nodes.map(node => `${rule.id}: ${node.target.join(" ")}`))
"""
LOOKS = {
    "wide": (WIDE, "light"),
    "wide and dark": (WIDE, "dark"),
    "phone": (PHONE, "light"),
}
# A page that refuses says so in the console of every browser.
REFUSALS = {"niet-gevonden": "404", "geen-toegang": "403"}


def findings(tab: Tab, page: Page) -> list[str]:
    """What is wrong with the page that stands in the tab."""
    found = []
    for look, (size, colours) in LOOKS.items():
        tab.set_viewport_size(size)
        tab.emulate_media(color_scheme=colours, reduced_motion="reduce")
        # Playwright gives the script straight to the browser: the content security policy stays in force.
        if not tab.evaluate("() => 'axe' in window"):
            tab.evaluate(AXE.read_text())
        found += [f"{page.name}, {look}: {finding}" for finding in tab.evaluate(RUN_AXE)]
        if tab.evaluate("() => document.documentElement.scrollWidth > innerWidth"):
            found.append(f"{page.name}, {look}: scrolls sideways")
    return found + [f"{page.name}: keeps {kept}" for kept in tab.evaluate(KEPT)]


@pytest.mark.slow
def test_nothing_is_wrong_with_any_page(
    window: Window, enter: Enter, demo: Branch, complaints: list[str]
) -> None:
    job = make_reports()
    found: list[str] = []
    for role in (None, *Role):
        tab = enter(role) if role else window().new_page()
        for page in (page for page in PAGES if page.role == role):
            response = tab.goto(page.path.format(job=job))
            expected = int(REFUSALS.get(page.name, 200))
            assert response and response.status == expected, page.name
            found += findings(tab, page)
            if page.name in REFUSALS:
                assert REFUSALS[page.name] in complaints.pop(), page.name
            found += [f"{page.name}: {complaints.pop()}" for _ in list(complaints)]
    assert not found, "\n".join(found)
