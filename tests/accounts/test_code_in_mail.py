"""Volunteers come in with a code from the mail; all others see the same page and get another mail."""

import re

import pytest
from allauth.account.internal.flows import code_verification
from django.core import mail
from django.test import Client

from homestart.accounts.actions import deactivate_user, grant_membership
from homestart.accounts.roles import Role
from tests.people import make_user

pytestmark = pytest.mark.django_db

ASK, FILL_IN = "/accounts/code/", "/accounts/code/invullen/"
INSIDE = "/accounts/sessies/"


def ask(client: Client, email: str) -> str | None:
    """The code in the mail, if there is one."""
    mail.outbox.clear()
    assert client.post(ASK, {"email": email}).url == FILL_IN
    (message,) = mail.outbox
    assert message.to == [email]
    found = re.search(r"^\s*(\d{6})$", message.body, re.MULTILINE)
    return found and found[1]


def is_in(client: Client) -> bool:
    return client.get(INSIDE).status_code == 200


def test_a_volunteer_signs_in_with_the_code(client, volunteer_user):
    code = ask(client, volunteer_user.email)
    assert client.post(FILL_IN, {"code": f" {code[:3]} {code[3:]} "}).status_code == 302
    assert is_in(client)


def test_capitals_in_the_address_do_not_matter(client, volunteer_user):
    client.post(ASK, {"email": volunteer_user.email.upper()})
    assert re.search(r"\d{6}", mail.outbox[0].body)


def test_the_code_works_in_the_browser_that_asked_only_and_once(client, volunteer_user):
    code = ask(client, volunteer_user.email)
    assert Client().post(FILL_IN, {"code": code}).url == ASK
    cookies = client.cookies.copy()
    client.post(FILL_IN, {"code": code})
    again = Client()
    again.cookies = cookies
    again.post(FILL_IN, {"code": code})
    assert (is_in(client), is_in(again)) == (True, False)


def test_three_wrong_codes_make_the_right_one_worthless(client, volunteer_user):
    code = ask(client, volunteer_user.email)
    wrong = f"{(int(code) + 1) % 1000000:06}"
    for _ in range(3):
        client.post(FILL_IN, {"code": wrong})
    client.post(FILL_IN, {"code": code})
    assert not is_in(client)


def test_a_code_is_over_after_ten_minutes(client, volunteer_user, monkeypatch):
    code = ask(client, volunteer_user.email)
    later = code_verification.time.time() + 601
    monkeypatch.setattr(code_verification.time, "time", lambda: later)
    client.post(FILL_IN, {"code": code})
    assert not is_in(client)


@pytest.mark.parametrize("who", ["coordinator", "coach", "partner_admin", "central_office", "board_member"])
def test_nobody_with_another_role_gets_a_code(client, request, who):
    user = request.getfixturevalue(who)
    assert ask(client, user.email) is None
    assert "http://testserver/accounts/login/" in mail.outbox[0].body


def test_a_volunteer_who_is_also_something_else_gets_none(client, herent, volunteer_user):
    grant_membership(volunteer_user, Role.BOARD, by=None)
    assert ask(client, volunteer_user.email) is None


def test_who_has_no_role_any_more_gets_none(client):
    assert ask(client, make_user("Zonder Rol").email) is None


def test_a_deactivated_volunteer_gets_none_and_an_old_code_opens_nothing(client, volunteer_user):
    code = ask(client, volunteer_user.email)
    deactivate_user(volunteer_user, by=None)
    client.post(FILL_IN, {"code": code})
    assert not is_in(client)
    assert ask(Client(), volunteer_user.email) is None


def test_an_empty_code_is_not_that_of_who_has_none(client, coordinator):
    ask(client, coordinator.email)
    for code in ("", " ", "000000", "None"):
        client.post(FILL_IN, {"code": code})
        assert not is_in(client)
