"""Every page for every role: accessible, at home on a phone, quiet in the console, leaving nothing behind."""

import pytest

from homestart.accounts.roles import Role
from homestart.demo.pages import PAGES
from homestart.demo.records import make_records
from homestart.tenancy.models import Branch
from tests.browser.axe import findings
from tests.browser.conftest import Enter, Window

# A page that refuses says so in the console of every browser.
REFUSALS = {
    "niet-gevonden": "404",
    "geen-toegang": "403",
    "uitnodiging-werkt-niet": "404",
    "link-werkt-niet": "404",
}


@pytest.mark.slow
def test_nothing_is_wrong_with_any_page(
    window: Window, enter: Enter, demo: Branch, complaints: list[str]
) -> None:
    records = make_records()
    found: list[str] = []
    for role in (None, *Role):
        tab = enter(role) if role else window().new_page()
        for page in (page for page in PAGES if page.role == role):
            response = tab.goto(page.path.format(**records))
            expected = int(REFUSALS.get(page.name, 200))
            assert response and response.status == expected, page.name
            found += findings(tab, page.name)
            if page.name in REFUSALS:
                assert REFUSALS[page.name] in complaints.pop(), page.name
            found += [f"{page.name}: {complaints.pop()}" for _ in list(complaints)]
    assert not found, "\n".join(found)
