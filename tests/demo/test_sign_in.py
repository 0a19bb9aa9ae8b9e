"""The way in that asks nothing: there with DEMO=1, and nowhere else."""

import os
import secrets
import subprocess
import sys
from io import StringIO

import pytest
from django.conf import settings
from django.core.management import call_command
from django.test import Client
from django.urls import reverse

from homestart.accounts.models import User
from homestart.accounts.roles import BRANCH_ROLES, SECOND_FACTOR_ROLES, Role
from homestart.demo.accounts import PASSWORD, account_of, make_accounts, present_code
from tests.accounts.steps import SECOND_STEP, is_in, type_code, type_password
from tests.people import make_coordinator

pytestmark = pytest.mark.django_db

DEMO = "/demo/"


@pytest.fixture
def accounts(herent, aalst):
    make_accounts([herent, aalst])


def choose(client, email):
    return client.post(DEMO, {"account": email})


@pytest.mark.parametrize("role", Role)
def test_one_click_signs_in_as_each_role(role, client, accounts):
    assert account_of(role) in client.get(DEMO).content.decode()
    assert choose(client, account_of(role)).url == "/"
    assert client.get("/accounts/terug/").status_code == 200


def test_somebody_works_in_two_branches_and_stands_in_for_a_third(client, accounts):
    choose(client, account_of(Role.COVER))
    assert is_in(client, "/aalst/gezinnen/")
    page = client.get("/herent/").content.decode()
    assert "cover-banner" in page
    assert 'href="/aalst/"' in page


def test_the_chosen_one_counts_as_with_second_factor(client, accounts):
    choose(client, account_of(Role.COORDINATOR, "aalst"))
    assert is_in(client, "/aalst/gezinnen/")
    assert not is_in(client, "/herent/gezinnen/")


def test_who_is_in_already_becomes_somebody_else(client, accounts):
    choose(client, account_of(Role.COORDINATOR, "aalst"))
    choose(client, account_of(Role.COORDINATOR, "herent"))
    assert is_in(client, "/herent/gezinnen/")
    assert not is_in(client, "/aalst/gezinnen/")


def test_nobody_else_is_let_in(client, herent, accounts):
    real = make_coordinator("Els Vermeulen", herent)
    User.objects.filter(pk=real.pk).update(email="els@elders.example")
    for email in ("els@elders.example", "niemand@example.org", ""):
        assert choose(client, email).status_code == 404
    assert "_auth_user_id" not in client.session


def test_looking_signs_nobody_in_and_a_post_needs_a_token(accounts):
    browser = Client(enforce_csrf_checks=True)
    browser.get(DEMO, {"account": account_of(Role.BOARD)})
    assert choose(browser, account_of(Role.BOARD)).status_code == 403
    assert "_auth_user_id" not in browser.session


@pytest.mark.parametrize("role", SECOND_FACTOR_ROLES)
def test_password_and_printed_code_sign_in_as_in_real_life(role, client, accounts):
    email = account_of(role)
    user = User.objects.get(email=email)
    assert type_password(client, user, PASSWORD).url == SECOND_STEP
    assert type_code(client, present_code(email)).status_code == 302
    assert client.get("/accounts/terug/").status_code == 200


def test_the_command_prints_who_there_is_with_password_and_code(accounts):
    output = StringIO()
    call_command("demo_accounts", stdout=output)
    printed = output.getvalue()
    assert PASSWORD in printed
    for role in Role:
        # Who stands in has a line for each place.
        line, *_others = (line for line in printed.splitlines() if line.startswith(account_of(role)))
        assert (present_code(account_of(role)) in line) == (role in SECOND_FACTOR_ROLES)
    everywhere = set(BRANCH_ROLES) - {Role.COVER}
    assert {role for role in BRANCH_ROLES if f"{role}.aalst@" in printed} == everywhere


def test_the_accounts_are_made_once(accounts, herent, aalst):
    before = User.objects.count()
    make_accounts([herent, aalst])
    assert User.objects.count() == before


def test_the_sign_in_page_leads_there(client):
    assert f'href="{reverse("demo:accounts")}"' in client.get("/accounts/login/").content.decode()


def run_with(script: str, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", script],
        cwd=settings.BASE_DIR,
        env={**os.environ, "SECRET_KEY": secrets.token_urlsafe(60), **environment},
        capture_output=True,
        text=True,
    )


LOOK = """
import django
django.setup()
from django.urls import NoReverseMatch, resolve, reverse
try:
    print(resolve(reverse("demo:accounts")).view_name)
except NoReverseMatch:
    print("nowhere")
"""


def test_the_address_exists_only_in_the_demonstration():
    assert run_with(LOOK, DEMO="1").stdout == "demo:accounts\n"
    assert run_with(LOOK, DEMO="0", HTTPS="1", ALLOWED_HOSTS="hs.example.org").stdout == "nowhere\n"


@pytest.mark.parametrize("environment", [{"HTTPS": "1"}, {"ALLOWED_HOSTS": "hs.example.org"}])
def test_the_demonstration_does_not_start_where_real_people_are(environment):
    done = run_with(LOOK, DEMO="1", **environment)
    assert done.returncode != 0
    assert "DEMO=1 is for this computer only" in done.stderr
