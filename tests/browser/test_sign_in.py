"""Coming in and going out."""

from playwright.sync_api import expect

from homestart.accounts.roles import Role
from homestart.demo.accounts import PASSWORD, account_of, present_code
from tests.browser.axe import findings
from tests.browser.conftest import Enter, Window


def test_a_wrong_password_is_explained_and_the_right_one_leads_to_the_second_step(window: Window) -> None:
    tab = window().new_page()
    tab.goto("/")
    tab.get_by_label("E-mailadres").fill(account_of(Role.COORDINATOR))
    tab.get_by_label("Wachtwoord").fill("niet-het-goede")
    tab.keyboard.press("Enter")
    expect(tab.get_by_role("alert")).to_contain_text("horen niet bij elkaar")
    expect(tab.get_by_role("alert")).to_be_focused()
    assert findings(tab, "wrong password") == []

    tab.get_by_label("Wachtwoord").fill(PASSWORD)
    tab.keyboard.press("Enter")
    expect(tab.get_by_role("heading", level=1)).to_have_text("De tweede stap")
    expect(tab.get_by_label("Code", exact=True)).to_be_focused()
    assert findings(tab, "second step") == []

    tab.keyboard.type(present_code(account_of(Role.COORDINATOR)))
    tab.keyboard.press("Enter")
    expect(tab.get_by_role("banner")).to_contain_text("Home-Start Herent")


def test_after_signing_out_the_back_button_shows_nothing(enter: Enter) -> None:
    tab = enter()
    tab.goto("/herent/gezinnen/")
    expect(tab.get_by_role("row")).not_to_have_count(0)
    tab.get_by_text("Coördinator Herent").click()
    tab.get_by_role("button", name="Uitloggen").click()
    tab.wait_for_url("**/accounts/login/**")
    tab.go_back()
    expect(tab.get_by_role("heading", level=1)).to_have_text("Inloggen")
    expect(tab.get_by_role("row")).to_have_count(0)


def test_someone_who_was_sent_to_sign_in_arrives_where_he_wanted_to_go(window: Window) -> None:
    tab = window().new_page()
    tab.goto("/herent/gezinnen/?toestand=waiting")
    tab.get_by_label("E-mailadres").fill(account_of(Role.COORDINATOR))
    tab.get_by_label("Wachtwoord").fill(PASSWORD)
    tab.get_by_role("button", name="Inloggen", exact=True).click()
    tab.get_by_label("Code", exact=True).fill(present_code(account_of(Role.COORDINATOR)))
    tab.get_by_role("button", name="Verder").click()
    tab.wait_for_url("**/herent/gezinnen/?toestand=waiting")
