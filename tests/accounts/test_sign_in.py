"""Signing in with e-mail address and password, and how long somebody may guess."""

import pytest
import redis
from django.conf import settings
from django.core.cache import cache
from django.test import Client

from homestart.accounts.models import User
from tests.people import PASSWORD

pytestmark = pytest.mark.django_db

SIGN_IN = "/accounts/login/"


def sign_in_with(client: Client, email: str, password: str = PASSWORD) -> bool:
    """Whether the page lets in."""
    response = client.post(SIGN_IN, {"login": email, "password": password})
    return response.status_code == 302 and "_auth_user_id" in client.session


def test_a_coordinator_signs_in_and_out(client, coordinator):
    assert sign_in_with(client, coordinator.email)
    assert client.post("/accounts/logout/").url == SIGN_IN
    assert "_auth_user_id" not in client.session


@pytest.mark.parametrize("email", ["Els.Vermeulen@Example.org", " els.vermeulen@example.org "])
def test_capitals_and_spaces_in_the_address_do_not_matter(client, coordinator, email):
    assert sign_in_with(client, email)


def test_a_wrong_password_an_unknown_and_a_deactivated_person_get_the_same_answer(client, coordinator, aalst):
    gone = User.objects.create_user(email="weg@example.org", name="Weg", password=PASSWORD, is_active=False)
    answers = set()
    for email, password in (
        (coordinator.email, "een-ander-wachtwoord"),
        ("niemand@example.org", PASSWORD),
        (gone.email, "een-ander-wachtwoord"),
    ):
        response = client.post(SIGN_IN, {"login": email, "password": password})
        assert "_auth_user_id" not in client.session
        answers.add((response.status_code, *map(str, response.context["form"].non_field_errors())))
    assert len(answers) == 1


def test_a_deactivated_person_does_not_get_in(client):
    gone = User.objects.create_user(email="weg@example.org", name="Weg", password=PASSWORD, is_active=False)
    assert not sign_in_with(client, gone.email)


def test_nobody_signs_up(client):
    client.post(
        "/accounts/signup/", {"email": "nieuw@example.org", "password1": PASSWORD, "password2": PASSWORD}
    )
    assert not User.objects.filter(email="nieuw@example.org").exists()


def test_after_five_failures_the_right_password_does_not_help_either(client, coordinator, other_coordinator):
    for _ in range(5):
        assert not sign_in_with(client, coordinator.email, "geraden-wachtwoord")
    assert not sign_in_with(client, coordinator.email)
    assert sign_in_with(Client(), other_coordinator.email), "somebody else at the same desk gets in"


def test_who_tries_too_often_reads_what_to_do(client):
    for _ in range(5):
        client.post("/accounts/password/reset/", {"email": "iemand@example.org"})
    response = client.post("/accounts/password/reset/", {"email": "iemand@example.org"})
    assert response.status_code == 429
    assert "enkele minuten wachten" in response.content.decode()


def test_the_counter_says_nothing_about_a_person(client, coordinator):
    sign_in_with(client, coordinator.email, "geraden-wachtwoord")
    server = redis.Redis.from_url(settings.CACHES["default"]["LOCATION"])
    prefix = settings.CACHES["default"]["KEY_PREFIX"]
    keys = [key.decode() for key in server.scan_iter(f"*{prefix}*")]
    assert keys
    values = "".join(str(server.zrange(key, 0, -1)) for key in keys)
    for text in (*keys, values):
        assert "example" not in text
        assert "127.0.0.1" not in text


def test_sessions_survive_an_emptied_cache(coordinator, sign_in):
    browser = sign_in(coordinator)
    cache.clear()
    assert browser.get("/herent/gezinnen/").status_code == 200
