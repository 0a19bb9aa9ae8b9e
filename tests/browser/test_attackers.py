"""Somebody who tries, in a browser: what happens between two pages, where the access matrix does not look."""

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from families.models import Family, Referral
from homestart.accounts import actions
from homestart.accounts.models import User
from homestart.accounts.roles import Role
from homestart.demo.accounts import PASSWORD, account_of, make_accounts, present_code
from homestart.demo.management.commands.seed_demo import DATA, seed
from homestart.tenancy.context import branch_context
from homestart.tenancy.models import Branch
from tests.browser.conftest import Enter, Window

SECRET = "Kanariefamilie"


@pytest.fixture
def family(demo: Branch) -> Family:
    """A family of Herent whose name nobody else has."""
    with branch_context(demo):
        family = Family.objects.order_by("pk").exclude(trajectories=None)[0]
        Family.objects.filter(pk=family.pk).update(name=SECRET)
        return family


@pytest.fixture
def elsewhere(demo: Branch) -> Branch:
    """Another branch, with its own coordinator."""
    seed(DATA / "aarschot")
    branch = Branch.objects.exclude(pk=demo.pk).get()
    make_accounts([branch])
    return branch


def file_of(family: Family) -> str:
    return f"/herent/gezinnen/{family.pk}/"


def sign_in(tab: Page, email: str, *, code: bool = True) -> None:
    tab.get_by_label("E-mailadres").fill(email)
    tab.get_by_label("Wachtwoord").fill(PASSWORD)
    tab.get_by_role("button", name="Inloggen", exact=True).click()
    if code:
        tab.get_by_label("Code", exact=True).fill(present_code(email))
        tab.get_by_role("button", name="Verder").click()


def sign_out(tab: Page) -> None:
    tab.get_by_text("Coördinator Herent").click()
    tab.get_by_role("button", name="Uitloggen").click()
    tab.wait_for_url("**/accounts/login/**")


def assert_only_sign_in(tab: Page) -> None:
    expect(tab.get_by_role("heading", level=1)).to_have_text("Inloggen")
    assert SECRET not in tab.content()


def test_back_and_forward_after_signing_out_show_no_file(enter: Enter, family: Family) -> None:
    tab = enter()
    tab.goto(file_of(family))
    expect(tab.get_by_role("heading", level=1)).to_contain_text(SECRET)
    tab.goto(f"{file_of(family)}contact/")
    sign_out(tab)
    for _ in range(2):
        tab.go_back()
        assert_only_sign_in(tab)
    tab.go_forward()
    assert_only_sign_in(tab)


def test_a_tab_that_stayed_open_after_signing_out_gives_nothing(
    enter: Enter, family: Family, complaints: list[str]
) -> None:
    tab = enter()
    tab.goto("/herent/zoeken/")
    beside = tab.context.new_page()
    beside.goto("/herent/")
    sign_out(beside)
    tab.locator("main").get_by_role("searchbox").press_sequentially(SECRET[:6].lower())
    expect(tab.get_by_role("dialog", name="Je sessie is afgelopen")).to_be_visible()
    assert SECRET not in tab.content()
    assert complaints
    assert all("401" in complaint for complaint in complaints)
    complaints.clear()


def test_a_cookie_that_was_copied_is_worth_nothing_after_signing_out(
    enter: Enter, window: Window, family: Family
) -> None:
    tab = enter()
    stolen = tab.context.cookies()
    assert any(cookie["name"] == "sessionid" or cookie["httpOnly"] for cookie in stolen)
    thief = opened_with(stolen, window)
    thief.goto(file_of(family))
    expect(thief.get_by_role("heading", level=1)).to_contain_text(SECRET)
    sign_out(tab)
    for page in (thief, opened_with(stolen, window)):
        page.goto(file_of(family))
        assert_only_sign_in(page)


def opened_with(cookies: list, window: Window) -> Page:
    context: BrowserContext = window()
    context.add_cookies(cookies)
    return context.new_page()


def test_a_link_that_was_passed_on_leads_to_nothing_in_another_branch(
    window: Window, family: Family, elsewhere: Branch, complaints: list[str]
) -> None:
    """Also right after signing in, which leads back to the link."""
    tab = window().new_page()
    tab.goto(file_of(family))
    sign_in(tab, account_of(Role.COORDINATOR, "aarschot"))
    tab.wait_for_url(f"**{file_of(family)}")
    refused = tab.get_by_role("heading", level=1).inner_text()
    text = tab.locator("main").inner_text()
    assert SECRET not in tab.content()
    tab.goto("/bestaat-niet/gezinnen/")
    assert tab.get_by_role("heading", level=1).inner_text() == refused
    # The same words, up to the number of the request.
    assert tab.locator("main").inner_text().split("\n")[:3] == text.split("\n")[:3]
    tab.goto("/")
    expect(tab.get_by_role("banner")).to_contain_text("Home-Start Aarschot")
    assert all("404" in complaint for complaint in complaints)
    complaints.clear()


def test_without_the_second_step_a_link_leads_nowhere(window: Window, family: Family, demo: Branch) -> None:
    newcomer = actions.create_user(email="nieuw@example.org", name="Nog Nieuw", password=PASSWORD)
    actions.grant_membership(newcomer, Role.COORDINATOR, branch=demo, by=None)
    for email in (account_of(Role.COORDINATOR), newcomer.email):
        tab = window().new_page()
        tab.goto(file_of(family))
        sign_in(tab, email, code=False)
        expect(tab.get_by_role("heading", level=1)).not_to_have_text("Inloggen")
        for path in (file_of(family), "/herent/", "/herent/rapporten/", "/herent/mijn/"):
            tab.goto(path)
            assert "/accounts/" in tab.url, path
            assert SECRET not in tab.content()


def test_a_volunteer_who_types_addresses(
    enter: Enter, family: Family, demo: Branch, complaints: list[str]
) -> None:
    tab = enter(Role.VOLUNTEER)
    expect(tab.get_by_role("link", name="Gezinnen", exact=True)).to_have_count(0)
    mine = tab.url
    for path in (file_of(family), "/herent/", "/herent/zoeken/", "/herent/contact/", "/herent/gegevens/"):
        answer = tab.goto(path)
        assert answer and answer.status in (403, 404), path
        assert SECRET not in tab.content()
        # No word of the menu of who works there.
        expect(tab.get_by_role("link", name="Wachtlijst", exact=True)).to_have_count(0)
    tab.goto(mine)
    for key in ("c", "/"):
        tab.keyboard.press(key)
        expect(tab.get_by_role("dialog")).to_have_count(0)
    assert all("40" in complaint for complaint in complaints)
    complaints.clear()


def test_two_tabs_in_two_branches_write_each_in_its_own(
    enter: Enter, demo: Branch, elsewhere: Branch
) -> None:
    user = User.objects.get(email=account_of(Role.COORDINATOR))
    actions.grant_membership(user, Role.COORDINATOR, branch=elsewhere, by=None)
    here = enter()
    there = here.context.new_page()
    here.goto("/herent/aanmeldingen/nieuw/")
    there.goto("/aarschot/aanmeldingen/nieuw/")
    expect(here.get_by_role("banner")).to_contain_text("Home-Start Herent")
    expect(there.get_by_role("banner")).to_contain_text("Home-Start Aarschot")
    here.get_by_label("Naam van het gezin").fill("Hier")
    there.get_by_label("Naam van het gezin").fill("Ginder")
    there.get_by_role("button", name="Aanmelding bewaren").click()
    expect(there.get_by_role("heading", level=1)).to_contain_text("Ginder")
    here.get_by_role("button", name="Aanmelding bewaren").click()
    expect(here.get_by_role("heading", level=1)).to_contain_text("Hier")
    assert "/herent/" in here.url
    names = {}
    for branch in (demo, elsewhere):
        with branch_context(branch):
            found = Referral.objects.filter(family_name__in=["Hier", "Ginder"])
            names[branch.slug] = list(found.values_list("family_name", flat=True))
    assert names == {"herent": ["Hier"], "aarschot": ["Ginder"]}
