"""Who sees cases passes a second step in each session, and there is no way round it."""

import time

import pytest
from django.core import mail
from django.core.checks import run_checks
from django.core.management import call_command
from django.test import Client

from homestart.accounts import checks, second_factor
from homestart.accounts.actions import end_membership, grant_membership
from homestart.accounts.permissions import Permission
from homestart.accounts.roles import PERMISSIONS, SECOND_FACTOR_ROLES, Role
from homestart.accounts.second_factor import code_of
from tests.accounts.steps import (
    APP,
    CODES,
    CONFIRM,
    CONFIRM_CODE,
    SECOND_STEP,
    SIGN_IN,
    START,
    factors,
    give_app,
    give_codes,
    is_in,
    sign_in_fully,
    type_code,
    type_password,
)
from tests.architecture.access_matrix import MATRIX, WITHOUT_SECOND_STEP
from tests.architecture.access_matrix import SECOND_STEP as LED_THERE
from tests.architecture.test_access import ADDRESSES, METHODS, address, answer, ask
from tests.people import PASSWORD, make_user

pytestmark = pytest.mark.django_db

FAMILIES = "/herent/gezinnen/"


@pytest.fixture
def seed(coordinator):
    return give_app(coordinator)


# Setting up


def set_up_app(client: Client) -> str:
    """Goes through the page as a person does; returns the seed."""
    seed = "".join(client.get(APP).context["secret"].split())
    assert client.post(APP, {"code": code_of(seed)}).url == CODES
    return seed


def test_a_new_coordinator_is_led_to_the_second_step_and_then_to_work(client, coordinator):
    type_password(client, coordinator)
    assert client.get(FAMILIES).url == START
    assert "Stel een tweede stap in" in client.get(START).content.decode()
    set_up_app(client)
    assert factors(coordinator) == {"totp", "recovery_codes"}
    assert is_in(client)


def test_who_comes_by_an_invitation_sets_it_up_at_once(client, coordinator):
    """Without being asked for the password that was chosen a moment ago."""
    client.force_login(coordinator)
    assert client.get(FAMILIES).url == START
    set_up_app(client)
    assert is_in(client)


def test_a_session_that_is_not_fresh_first_asks_for_the_password(coordinator, sign_in, monkeypatch, settings):
    browser = sign_in(coordinator, second_factor=False)
    later = time.time() + settings.CONFIRMED_SECONDS + 1
    monkeypatch.setattr(second_factor.time, "time", lambda: later)
    assert browser.get(APP).url.startswith(CONFIRM)
    browser.post(CONFIRM, {"password": PASSWORD})
    assert browser.get(APP).status_code == 200


def test_the_qr_code_is_a_drawing_in_the_page_that_the_policy_allows(client, coordinator):
    type_password(client, coordinator)
    page = client.get(APP).content.decode()
    assert "<svg" in page
    assert "data:" not in page
    assert "style=" not in page
    assert "<script>" not in page


def test_recovery_codes_are_shown_until_they_are_kept_and_never_again(client, coordinator):
    type_password(client, coordinator)
    set_up_app(client)
    shown = client.get(CODES).context["codes"]
    assert len(shown) == 10
    assert client.get(CODES).context["codes"] == shown, "a page that is loaded again is no loss"
    client.post(CODES)
    page = client.get(CODES)
    assert page.context["codes"] == []
    assert not [code for code in shown if code[:4] in page.content.decode()]


def test_new_recovery_codes_make_the_old_ones_worthless(client, coordinator, seed):
    old = give_codes(coordinator)
    sign_in_fully(client, coordinator, seed)
    assert client.post(f"{CODES}nieuw/").url == CODES
    new = client.get(CODES).context["codes"]
    assert not set(old) & set(new)
    other = Client()
    type_password(other, coordinator)
    type_code(other, old[0])
    assert not is_in(other)
    type_code(other, new[0])
    assert is_in(other)


def test_a_new_phone_replaces_the_app_of_the_old_one(client, coordinator, seed):
    sign_in_fully(client, coordinator, seed)
    new = "".join(client.get(APP).context["secret"].split())
    client.post(APP, {"code": code_of(new)})
    assert factors(coordinator) == {"totp", "recovery_codes"}
    old_phone, new_phone = Client(), Client()
    for browser, its_seed in ((old_phone, seed), (new_phone, new)):
        type_password(browser, coordinator)
        # The code that set the new app up is used: take the one after it.
        step = int(time.time()) // 30 + 1
        type_code(browser, second_factor.format_hotp_value(second_factor.hotp_value(its_seed, step)))
    assert (is_in(old_phone), is_in(new_phone)) == (False, True)


# Signing in


def test_password_and_code_open_the_work(client, coordinator, seed):
    assert type_password(client, coordinator).url == SECOND_STEP
    assert not is_in(client)
    type_code(client, code_of(seed))
    assert is_in(client)


@pytest.mark.parametrize("spaced", ["{} {}", "{}-{}", " {}{} "])
def test_a_code_may_be_typed_as_it_is_shown(client, coordinator, seed, spaced):
    code = code_of(seed)
    type_password(client, coordinator)
    type_code(client, spaced.format(code[:3], code[3:]))
    assert is_in(client)


def test_a_code_is_used_once(coordinator, seed):
    first, second = Client(), Client()
    code = code_of(seed)
    for browser in (first, second):
        type_password(browser, coordinator)
        type_code(browser, code)
    assert (is_in(first), is_in(second)) == (True, False)


def test_a_code_from_before_the_last_one_is_refused(coordinator, seed):
    step = int(time.time()) // 30
    newer, older = (
        second_factor.format_hotp_value(second_factor.hotp_value(seed, number)) for number in (step, step - 1)
    )
    assert second_factor.accept_code(coordinator, newer)
    assert second_factor.accept_code(coordinator, older) is None


def test_a_code_of_a_minute_ago_is_refused(coordinator, seed):
    old = second_factor.format_hotp_value(second_factor.hotp_value(seed, int(time.time()) // 30 - 3))
    assert second_factor.accept_code(coordinator, old) is None


def test_a_recovery_code_is_used_once(coordinator, seed):
    code = give_codes(coordinator)[3]
    first, second = Client(), Client()
    for browser in (first, second):
        type_password(browser, coordinator)
        type_code(browser, code)
    assert (is_in(first), is_in(second)) == (True, False)


def test_the_factor_of_somebody_else_is_refused(client, coordinator, other_coordinator, seed):
    theirs = give_app(other_coordinator)
    their_codes = give_codes(other_coordinator)
    type_password(client, coordinator)
    for code in (code_of(theirs), their_codes[0]):
        type_code(client, code)
        assert not is_in(client)


def test_the_second_step_without_the_first_opens_nothing(client, coordinator, seed):
    assert type_code(client, code_of(seed)).url == SIGN_IN
    assert not is_in(client)


# No way round


def test_a_new_password_by_mail_does_not_pass_the_second_step(client, coordinator, seed):
    client.post("/accounts/password/reset/", {"email": coordinator.email})
    link = next(word for word in mail.outbox[0].body.split() if "/reset/key/" in word)
    page = client.get(link.removeprefix("http://testserver"), follow=True).request["PATH_INFO"]
    new = "een-heel-andere-zin-2"
    client.post(page, {"password1": new, "password2": new})
    assert not is_in(client)
    assert type_password(client, coordinator, new).url == SECOND_STEP
    assert not is_in(client)


def test_a_code_in_the_mail_is_not_for_who_needs_a_second_step(client, coordinator):
    client.post("/accounts/code/", {"email": coordinator.email})
    assert "code" in mail.outbox[0].body
    assert not [word for word in mail.outbox[0].body.split() if word.isdecimal() and len(word) == 6]


def test_a_role_that_is_given_during_a_session_asks_for_the_second_step(herent, volunteer_user, sign_in):
    browser = sign_in(volunteer_user, second_factor=False)
    assert browser.get("/accounts/sessies/").status_code == 200
    grant_membership(volunteer_user, Role.COACH, branch=herent, by=None)
    assert browser.get("/accounts/sessies/").url == START
    assert browser.get(FAMILIES).url == START


def test_the_last_factor_cannot_be_removed_by_who_needs_one(client, coordinator, seed):
    sign_in_fully(client, coordinator, seed)
    client.post(f"{APP}weg/")
    assert factors(coordinator) == {"totp"}


def test_who_removed_the_last_factor_and_then_needs_one_sets_one_up_again(client, herent, volunteer_user):
    seed = give_app(volunteer_user)
    sign_in_fully(client, volunteer_user, seed)
    client.post(f"{APP}weg/")
    assert factors(volunteer_user) == set()
    grant_membership(volunteer_user, Role.COACH, branch=herent, by=None)
    assert client.get(FAMILIES).url == START


def test_a_second_factor_cannot_be_added_with_the_password_alone(coordinator, sign_in):
    """A session from before the first factor confirms that one; it does not get another."""
    left_open = sign_in(coordinator, second_factor=False)
    give_app(coordinator)
    for page in (APP, START, "/accounts/tweede-stap/passkey/", f"{CODES}nieuw/"):
        for method in (left_open.get, left_open.post):
            assert method(page).url.startswith(CONFIRM), page
    left_open.post(CONFIRM, {"password": PASSWORD})
    assert left_open.get(FAMILIES).url.startswith(CONFIRM)
    assert factors(coordinator) == {"totp"}


def test_a_session_from_before_the_factor_goes_on_once_it_is_shown(coordinator, sign_in):
    left_open = sign_in(coordinator, second_factor=False)
    seed = give_app(coordinator)
    asked = left_open.get(FAMILIES, follow=True)
    assert asked.request["PATH_INFO"] == CONFIRM_CODE
    back = left_open.post(CONFIRM_CODE, {"code": code_of(seed), "next": FAMILIES})
    assert back.url == FAMILIES
    assert is_in(left_open)


def test_setting_a_factor_up_ends_the_sessions_elsewhere(client, coordinator, sign_in):
    elsewhere = sign_in(coordinator)
    type_password(client, coordinator)
    set_up_app(client)
    assert is_in(client)
    assert not is_in(elsewhere)


@pytest.mark.parametrize("name", MATRIX)
def test_who_has_a_factor_and_did_not_show_it_reaches_only_the_pages_that_ask(
    name, ours, coordinator, sign_in
):
    give_app(coordinator)
    browser = sign_in(coordinator, second_factor=False)
    path = address(name, ours.branch.slug, ours)
    for method in METHODS:
        response = ask(browser, method, path)
        if name in second_factor.ASKING:
            assert response.status_code in (200, 302)
            assert ours.canary not in response.content.decode()
        elif method == "HTMX":
            assert answer(response) == LED_THERE
        else:
            assert response.status_code == 302
            assert response.url.startswith(CONFIRM)


def test_only_these_addresses_are_open_without_a_second_step():
    open_ones = {name for name, page in MATRIX.items() if WITHOUT_SECOND_STEP in page.opens_for}
    assert open_ones == second_factor.ENROLMENT
    assert set(ADDRESSES) >= second_factor.ASKING


def test_no_address_of_djangos_admin():
    assert not [name for name in ADDRESSES if name.startswith("admin:")]


def test_every_role_that_sees_cases_is_in_the_list(monkeypatch):
    assert checks.roles_with_cases_need_a_second_factor(None) == []
    for role in SECOND_FACTOR_ROLES:
        with monkeypatch.context() as patch:
            others = tuple(other for other in SECOND_FACTOR_ROLES if other != role)
            patch.setattr(checks, "SECOND_FACTOR_ROLES", others)
            (error,) = checks.roles_with_cases_need_a_second_factor(None)
            assert role.value in error.msg
    assert {role for role in Role if Permission.READ_FAMILIES in PERMISSIONS[role]} <= set(
        SECOND_FACTOR_ROLES
    )
    assert [message for message in run_checks() if message.id == "accounts.E001"] == []


# Confirming again


def test_signing_in_is_not_confirming_again(client, coordinator, seed, rf):
    sign_in_fully(client, coordinator, seed)
    asked = client.get("/herent/gebruikers/uitnodigen/")
    assert asked.status_code == 302
    assert asked.url.startswith(CONFIRM)


def test_after_confirming_the_page_opens_for_some_minutes(client, coordinator, seed, settings, monkeypatch):
    codes = give_codes(coordinator)
    sign_in_fully(client, coordinator, seed)
    page = "/herent/gebruikers/uitnodigen/"
    assert client.post(CONFIRM_CODE, {"code": codes[0], "next": page}).url == page
    assert is_in(client, page)
    later = time.time() + settings.CONFIRMED_SECONDS + 1
    monkeypatch.setattr(second_factor.time, "time", lambda: later)
    assert client.get(page).status_code == 302


def test_htmx_is_sent_to_confirm_with_the_whole_page(coordinator, sign_in):
    headers = {"HX-Request": "true", "HX-Current-URL": "https://testserver/herent/gebruikers/?p=2"}
    response = sign_in(coordinator).get("/herent/gebruikers/uitnodigen/", headers=headers)
    assert response["HX-Redirect"] == f"{CONFIRM}?next=%2Fherent%2Fgebruikers%2F"
    assert response.content == b""


def test_the_password_does_not_confirm_for_who_has_a_factor(client, coordinator, seed):
    sign_in_fully(client, coordinator, seed)
    assert client.get(CONFIRM).url == CONFIRM_CODE
    client.post(CONFIRM, {"password": PASSWORD})
    assert not is_in(client, "/herent/gebruikers/uitnodigen/")


# Losing it, and mail about it


def test_who_lost_everything_is_helped_by_the_command(client, coordinator, seed):
    sign_in_fully(client, coordinator, seed)
    call_command("reset_second_factor", coordinator.email)
    assert factors(coordinator) == set()
    assert not is_in(client)
    type_password(client, coordinator)
    assert client.get(FAMILIES).url == START


@pytest.mark.django_db(transaction=True)
def test_a_changed_factor_is_told_by_mail(client, coordinator):
    type_password(client, coordinator)
    set_up_app(client)
    (message,) = mail.outbox
    assert message.to == [coordinator.email]
    assert "steunpunt" in message.body


def test_a_role_that_ended_asks_nothing_any_more(coordinator, sign_in):
    browser = sign_in(coordinator, second_factor=False)
    end_membership(coordinator.memberships.get(), by=None)
    assert browser.get("/accounts/sessies/").status_code == 200


@pytest.mark.parametrize("role", [role for role in Role if role not in SECOND_FACTOR_ROLES])
def test_who_sees_no_cases_works_without(role, herent, sign_in):
    user = make_user("Zonder Tweede", role, herent if role == Role.VOLUNTEER else None)
    browser = sign_in(user, second_factor=False)
    assert browser.get("/accounts/terug/").status_code == 200
