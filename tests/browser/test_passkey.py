"""Passkeys, with an authenticator of the browser itself instead of a finger."""

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from homestart.accounts.models import User
from homestart.accounts.roles import Role
from homestart.accounts.second_factor import code_of, remove_second_factor
from homestart.demo.accounts import PASSWORD, account_of
from tests.browser.axe import findings
from tests.browser.conftest import Enter, Window

COORDINATOR = account_of(Role.COORDINATOR)
START, ADD, SIGN_IN = "/accounts/tweede-stap/", "/accounts/tweede-stap/passkey/", "/accounts/login/"


@pytest.fixture
def authenticator() -> Callable[[Page], Any]:
    """Gives the tab a device that keeps passkeys and knows its owner."""

    def plugged_in(tab: Page) -> Any:
        session = tab.context.new_cdp_session(tab)
        session.send("WebAuthn.enable")
        options = {
            "protocol": "ctap2",
            "transport": "internal",
            "hasResidentKey": True,
            "hasUserVerification": True,
            "isUserVerified": True,
            "automaticPresenceSimulation": True,
        }
        session.send("WebAuthn.addVirtualAuthenticator", {"options": options})
        return session

    return plugged_in


def add_passkey(tab: Page) -> None:
    tab.goto(ADD)
    tab.get_by_label("Naam van de passkey").fill("mijn laptop")
    tab.get_by_role("button", name="Een passkey maken").click()
    tab.wait_for_url(lambda url: not url.endswith(ADD))


def test_a_passkey_is_made_and_signs_in_without_a_password(
    enter: Enter, authenticator: Callable[[Page], Any]
) -> None:
    tab = enter()
    authenticator(tab)
    add_passkey(tab)
    tab.goto(START)
    expect(tab.get_by_text("mijn laptop").first).to_be_visible()
    assert findings(tab, "second step") == []
    tab.context.clear_cookies()

    tab.goto(f"{SIGN_IN}?next=/herent/gezinnen/")
    tab.get_by_role("button", name="Inloggen met een passkey").click()
    tab.wait_for_url("**/herent/gezinnen/")


def test_a_passkey_is_the_second_step_after_the_password(
    enter: Enter, authenticator: Callable[[Page], Any]
) -> None:
    tab = enter()
    authenticator(tab)
    add_passkey(tab)
    tab.context.clear_cookies()

    tab.goto(f"{SIGN_IN}?next=/herent/gezinnen/")
    tab.get_by_label("E-mailadres").fill(COORDINATOR)
    tab.get_by_label("Wachtwoord").fill(PASSWORD)
    tab.get_by_role("button", name="Inloggen", exact=True).click()
    tab.get_by_role("button", name="Gebruik je passkey").click()
    tab.wait_for_url("**/herent/gezinnen/")


def test_a_passkey_confirms_who_it_is(enter: Enter, authenticator: Callable[[Page], Any]) -> None:
    tab = enter()
    authenticator(tab)
    add_passkey(tab)
    tab.goto("/accounts/bevestigen/passkey/?next=/accounts/terug/")
    tab.get_by_role("button", name="Gebruik je passkey").click()
    tab.wait_for_url("**/accounts/terug/")


def test_without_a_passkey_of_ours_the_page_says_what_to_do(
    window: Window, authenticator: Callable[[Page], Any]
) -> None:
    tab = window().new_page()
    authenticator(tab)
    tab.goto(SIGN_IN)
    tab.get_by_role("button", name="Inloggen met een passkey").click()
    expect(tab.get_by_text("Dat lukte niet")).to_be_visible()


def test_the_app_is_set_up_with_what_the_page_shows(window: Window) -> None:
    """From the first password to the codes that are kept, at the width of a phone."""
    user = User.objects.get(email=COORDINATOR)
    remove_second_factor(user, by=None)
    tab = window(viewport={"width": 390, "height": 844}).new_page()
    tab.goto("/herent/gezinnen/")
    tab.get_by_label("E-mailadres").fill(COORDINATOR)
    tab.get_by_label("Wachtwoord").fill(PASSWORD)
    tab.get_by_role("button", name="Inloggen", exact=True).click()
    expect(tab.get_by_role("heading", level=1)).to_have_text("Stel een tweede stap in")
    assert findings(tab, "start") == []
    tab.get_by_role("link", name="De app instellen").click()
    expect(tab.locator(".qr svg")).to_be_visible()
    assert findings(tab, "app") == []
    tab.get_by_text("Lukt scannen niet?").click()
    secret = tab.locator("#secret").inner_text().replace(" ", "")
    tab.get_by_label("Code", exact=True).fill(code_of(secret))
    tab.get_by_role("button", name="Klaar").click()
    expect(tab.get_by_role("heading", level=1)).to_have_text("Herstelcodes")
    expect(tab.locator(".codes li")).to_have_count(10)
    assert findings(tab, "codes") == []
    tab.get_by_role("button", name="Ik heb de codes bewaard").click()
    tab.goto("/herent/gezinnen/")
    expect(tab.get_by_role("heading", level=1)).to_contain_text("Gezinnen")
