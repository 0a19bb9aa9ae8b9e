"""What axe-core and a look at the edges of the window find wrong with the page in a tab."""

from pathlib import Path

from playwright.sync_api import Page

from tests.browser.conftest import PHONE, WIDE

AXE = Path(__file__).parent / "vendor" / "axe.min.js"
KEPT = "() => [localStorage, sessionStorage].flatMap(Object.keys)"
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


def findings(tab: Page, name: str) -> list[str]:
    """What is wrong with the page that stands in the tab, each beginning with the name."""
    found = []
    for look, (size, colours) in LOOKS.items():
        tab.set_viewport_size(size)
        tab.emulate_media(color_scheme=colours, reduced_motion="reduce")
        # Playwright gives the script straight to the browser: the content security policy stays in force.
        if not tab.evaluate("() => 'axe' in window"):
            tab.evaluate(AXE.read_text())
        found += [f"{name}, {look}: {finding}" for finding in tab.evaluate(RUN_AXE)]
        if tab.evaluate("() => document.documentElement.scrollWidth > innerWidth"):
            found.append(f"{name}, {look}: scrolls sideways")
    return found + [f"{name}: keeps {kept}" for kept in tab.evaluate(KEPT)]
