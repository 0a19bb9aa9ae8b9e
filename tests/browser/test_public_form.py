"""The form without an account in a real browser: on a phone, without JavaScript, and as one types."""

import re

import pytest
from playwright.sync_api import Page, expect

from families.models import Submission
from families.stamps import QUICKEST_SECONDS
from homestart.tenancy.context import branch_context
from homestart.tenancy.models import Branch, Municipality
from tests.browser.axe import findings
from tests.browser.conftest import PHONE, WIDE, Window

FORM = "/aanmelden/herent/"
OWN = "/aanmelden/herent/eigen-gezin/"


@pytest.fixture(autouse=True)
def places(demo: Branch) -> None:
    """A migration knows them; the test before this one emptied all tables."""
    for code, name in (("24038", "Herent"), ("41002", "Aalst")):
        Municipality.objects.get_or_create(pk=code, defaults={"name": name})
    demo.municipalities = ["24038"]
    demo.save()


@pytest.fixture
def aalst(demo: Branch) -> Branch:
    """A branch that works in Aalst."""
    return Branch.objects.create(
        slug="aalst", name="Home-Start Aalst", organisation=demo.organisation, municipalities=["41002"]
    )


def fill_in(tab: Page, **values: str) -> None:
    for name, value in values.items():
        tab.locator(f"[name={name}]").fill(value)
    # As long as a person needs at least.
    tab.wait_for_timeout((QUICKEST_SECONDS + 1) * 1000)


def inbox(branch: Branch) -> list[tuple[str, str]]:
    with branch_context(branch):
        return list(Submission.objects.values_list("family_name", "explanation"))


@pytest.mark.parametrize("scripts", [True, False])
@pytest.mark.parametrize("size", [WIDE, PHONE])
def test_a_referral_on_any_screen_with_and_without_javascript(window: Window, demo: Branch, size, scripts):
    tab = window(viewport=size, java_script_enabled=scripts).new_page()
    tab.goto(FORM)
    fill_in(
        tab,
        organisation="CAW Oost-Brabant",
        referrer_person="Nele Pauwels",
        referrer_email="nele.pauwels@caw.example",
        family_name="Peeters",
        phone="0470 12 34 56",
        municipality_name="Herent",
        youngest_age="2",
        explanation="De mama staat er alleen voor.",
    )
    tab.locator(".save-bar button").click()
    # The consent is asked for, and nothing that was typed is lost.
    expect(tab.locator(".error-summary")).to_be_visible()
    expect(tab.locator("[name=explanation]")).to_have_value("De mama staat er alleen voor.")
    assert inbox(demo) == []
    tab.locator("[name=family_agrees]").check()
    tab.locator(".save-bar button").click()
    expect(tab).to_have_url(re.compile("/aanmelden/herent/verzonden/"))
    assert inbox(demo) == [("Peeters", "De mama staat er alleen voor.")]
    if scripts:
        # A phone shows no more than its width.
        assert tab.evaluate("document.documentElement.scrollWidth") <= size["width"]


def test_as_one_types_it_says_which_branch_and_how_old(window: Window, demo: Branch, aalst: Branch):
    tab = window(viewport=PHONE).new_page()
    tab.goto(FORM)
    tab.locator("[name=municipality_name]").fill("Aalst")
    expect(tab.locator("#remarks button")).to_have_attribute("formaction", "/aanmelden/aalst/")
    tab.locator("[name=municipality_name]").fill("Herent")
    expect(tab.locator("#remarks button")).to_have_count(0)
    tab.locator("[name=youngest_age]").fill("14")
    expect(tab.locator("#remarks .alert")).to_have_count(1)


def test_who_is_led_to_another_branch_takes_all_along(window: Window, demo: Branch, aalst: Branch):
    tab = window(java_script_enabled=False).new_page()
    tab.goto(OWN)
    fill_in(
        tab,
        family_name="Amina Yilmaz",
        phone="0486 00 11 22",
        municipality_name="Aalst",
        youngest_age="3",
        explanation="Ik ben vaak moe.",
    )
    tab.locator(".save-bar button").click()
    tab.locator("#remarks button").click()
    expect(tab).to_have_url(re.compile("/aanmelden/aalst/verzonden/"))
    assert inbox(aalst) == [("Amina Yilmaz", "Ik ben vaak moe.")]
    assert inbox(demo) == []


def test_another_language_keeps_what_was_typed(window: Window, demo: Branch):
    tab = window(viewport=PHONE).new_page()
    tab.goto(OWN)
    tab.locator("[name=explanation]").fill("Ik ben vaak moe.")
    tab.locator(".languages").get_by_text("Français").click()
    expect(tab.locator("html")).to_have_attribute("lang", "fr")
    expect(tab.locator("[name=explanation]")).to_have_value("Ik ben vaak moe.")
    assert findings(tab, "in French") == []


def test_nobody_sees_the_box_for_robots(window: Window, demo: Branch):
    tab = window(viewport=PHONE).new_page()
    tab.goto(FORM)
    box = tab.locator("[name=website]").bounding_box()
    assert (
        box is None
        or box["width"] * box["height"] <= 4
        or tab.locator("[name=website]").evaluate("box => getComputedStyle(box.parentElement).clipPath")
        != "none"
    )
    assert tab.context.cookies() == []
