"""What the log of the network remembers of signing in: who and with what, and of tries that failed too."""

import re

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, generate_totp_secret, hotp_value
from allauth.mfa.totp.internal.auth import yield_hotp_counters_from_time as counters
from django.core import mail
from django.test import Client

from homestart.accounts.models import User
from homestart.accounts.roles import Role
from homestart.audit.models import NetworkEvent
from tests.people import PASSWORD, make_user

pytestmark = pytest.mark.django_db

SIGN_IN = "/accounts/login/"


@pytest.fixture
def volunteer(herent) -> User:
    """Signs in with a code by mail, or with a password; needs no second step."""
    return make_user("Rik Maes", Role.VOLUNTEER, herent)


def remembered(response) -> list[tuple[str, int | None, str, dict]]:
    """Of the request that was answered: verb, by whom, about whom, and with what."""
    events = NetworkEvent.objects.filter(request_id=response["X-Request-ID"])
    return [(event.verb, event.actor_id, event.object_id, event.detail) for event in events]


def test_signing_in_and_out_are_events(client, volunteer):
    response = client.post(SIGN_IN, {"login": volunteer.email, "password": PASSWORD})
    assert remembered(response) == [
        ("sign_in", volunteer.pk, str(volunteer.pk), {"means": "password"}),
    ]
    response = client.post("/accounts/logout/")
    assert remembered(response) == [("sign_out", volunteer.pk, str(volunteer.pk), {})]


def test_a_wrong_password_is_an_event_of_the_person_whose_address_it_was(client, volunteer):
    response = client.post(SIGN_IN, {"login": volunteer.email.upper(), "password": "niet-het-mijne"})
    assert remembered(response) == [("sign_in_failed", None, str(volunteer.pk), {"means": "password"})]


def test_an_address_that_nobody_has_is_not_kept(client, volunteer):
    response = client.post(SIGN_IN, {"login": "mama.peeters@example.org", "password": "niet-het-mijne"})
    assert remembered(response) == [("sign_in_failed", None, "", {"means": "password"})]
    assert "peeters" not in str(NetworkEvent.objects.values())


def test_trying_too_often_is_an_event(client, volunteer):
    for _ in range(6):
        response = client.post(SIGN_IN, {"login": volunteer.email, "password": "niet-het-mijne"})
    assert response.status_code == 429
    assert remembered(response) == [("tried_too_often", None, "", {})]


def test_a_new_password_is_an_event(volunteer, sign_in):
    client = sign_in(volunteer)
    new = "nog-een-lange-zin-van-de-proef"
    form = {"oldpassword": PASSWORD, "password1": new, "password2": new}
    response = client.post("/accounts/password/change/", form)
    assert ("change_password", volunteer.pk, str(volunteer.pk), {}) in remembered(response)


def test_a_wrong_code_from_the_mail_is_an_event(client, volunteer):
    client.post("/accounts/code/", {"email": volunteer.email})
    right = re.search(r"\b\d{6}\b", mail.outbox[-1].body)[0]
    wrong = f"{(int(right) + 1) % 10**6:06}"
    response = client.post("/accounts/code/invullen/", {"code": wrong})
    assert remembered(response) == [("sign_in_failed", None, str(volunteer.pk), {"means": "code"})]
    response = client.post("/accounts/code/invullen/", {"code": right})
    assert remembered(response) == [("sign_in", volunteer.pk, str(volunteer.pk), {"means": "code"})]


def test_the_second_step_is_an_event_right_or_wrong(coordinator):
    Authenticator.objects.filter(user=coordinator).delete()
    secret = generate_totp_secret()
    TOTP.activate(coordinator, secret)
    right = format_hotp_value(hotp_value(secret, next(iter(counters()))))
    wrong = f"{(int(right) + 1) % 10**6:06}"
    client = Client()
    client.post(SIGN_IN, {"login": coordinator.email, "password": PASSWORD})
    response = client.post("/accounts/stap-2/", {"code": wrong})
    assert remembered(response) == [("sign_in_failed", None, str(coordinator.pk), {"means": "mfa"})]
    response = client.post("/accounts/stap-2/", {"code": right})
    assert remembered(response) == [
        ("sign_in", coordinator.pk, str(coordinator.pk), {"means": "password.mfa"})
    ]
