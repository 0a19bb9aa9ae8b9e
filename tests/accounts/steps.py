"""What the tests of signing in do again and again."""

from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.http import HttpResponse
from django.test import Client

from homestart.accounts.models import User
from homestart.accounts.second_factor import code_of
from tests.people import PASSWORD

SIGN_IN = "/accounts/login/"
SECOND_STEP = "/accounts/stap-2/"
START = "/accounts/tweede-stap/"
APP = "/accounts/tweede-stap/app/"
CODES = "/accounts/tweede-stap/codes/"
CONFIRM = "/accounts/bevestigen/"
CONFIRM_CODE = "/accounts/bevestigen/code/"


def give_app(user: User) -> str:
    """Sets an app up for the user; returns its seed."""
    seed = generate_totp_secret()
    TOTP.activate(user, seed)
    return seed


def give_codes(user: User) -> list[str]:
    return RecoveryCodes.activate(user).generate_codes()


def type_password(client: Client, user: User, password: str = PASSWORD) -> HttpResponse:
    return client.post(SIGN_IN, {"login": user.email, "password": password})


def type_code(client: Client, code: str, page: str = SECOND_STEP) -> HttpResponse:
    return client.post(page, {"code": code})


def sign_in_fully(client: Client, user: User, seed: str) -> Client:
    type_password(client, user)
    type_code(client, code_of(seed))
    return client


def is_in(client: Client, page: str = "/herent/gezinnen/") -> bool:
    return client.get(page).status_code == 200


def factors(user: User) -> set[str]:
    return set(Authenticator.objects.filter(user=user).values_list("type", flat=True))
