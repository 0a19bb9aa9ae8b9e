"""How often somebody may try: exact when many do at once, whatever a browser claims, and never uncounted."""

import re
import time
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.contrib.auth.hashers import get_hasher
from django.core import mail
from django.db import connection
from django.test import Client, RequestFactory

from homestart.accounts import throttle
from homestart.accounts.models import User
from homestart.accounts.second_factor import code_of
from tests.accounts.steps import CONFIRM, SECOND_STEP, SIGN_IN, give_app, is_in, type_code, type_password
from tests.people import PASSWORD, make_coordinator

pytestmark = pytest.mark.django_db

WRONG = "geraden-wachtwoord"


def request_from(address: str = "192.0.2.1", **headers: str):
    return RequestFactory(REMOTE_ADDR=address).post("/", headers=headers)


def tries(number: int, kind: str, account: str, address: str = "192.0.2.{}") -> int:
    """How many of so many tries count, each from an address of its own unless told otherwise."""
    counted = 0
    for turn in range(number):
        try:
            throttle.count_try(request_from(address.format(turn)), kind, account)
        except throttle.TooManyTries:
            continue
        counted += 1
    return counted


@pytest.mark.parametrize(
    "kind",
    [
        throttle.PASSWORD,
        throttle.CODE,
        throttle.SECOND_FACTOR,
        throttle.MAIL_WITH_CODE,
        throttle.MAIL_WITH_LINK,
    ],
)
def test_five_tries_per_account(kind):
    assert tries(8, kind, "els@example.org") == 5
    assert tries(8, kind, " ELS@example.org ") == 0, "capitals and spaces make no other account"
    assert tries(1, kind, "an@example.org") == 1


def test_ten_tries_of_all_kinds_per_address():
    counted = sum(
        tries(4, kind, f"{number}@example.org", "192.0.2.7")
        for number, kind in enumerate([throttle.PASSWORD, throttle.CODE, throttle.SECOND_FACTOR])
    )
    assert counted == 10
    assert tries(1, throttle.PASSWORD, "anders@example.org", "192.0.2.8") == 1


def test_an_ipv6_network_is_one_address():
    counted = 0
    for number in range(12):
        try:
            throttle.count_try(
                request_from(f"2001:db8:1:2::{number:x}"), throttle.PASSWORD, f"{number}@e.org"
            )
        except throttle.TooManyTries:
            continue
        counted += 1
    assert counted == 10


def test_any_five_minutes_not_those_of_a_clock(monkeypatch):
    """Four tries just before the first one is forgotten leave one try after it, not five."""
    monkeypatch.setattr(throttle, "PER_ACCOUNT", ((5, 1),))
    assert tries(1, throttle.PASSWORD, "els@example.org") == 1
    time.sleep(0.8)
    assert tries(4, throttle.PASSWORD, "els@example.org") == 4
    time.sleep(0.3)
    assert tries(5, throttle.PASSWORD, "els@example.org") == 1


def test_a_refused_try_does_not_make_the_wait_longer(monkeypatch):
    monkeypatch.setattr(throttle, "PER_ACCOUNT", ((5, 1),))
    assert tries(9, throttle.PASSWORD, "els@example.org") == 5
    time.sleep(1.1)
    assert tries(9, throttle.PASSWORD, "els@example.org") == 5


def test_a_code_in_the_mail_cannot_be_guessed_with_patience():
    assert throttle.PER_ACCOUNT_WITH_CODE[-1] == (20, 24 * 60 * 60)


@pytest.mark.django_db(transaction=True)
def test_fifty_guesses_at_once_are_counted_one_by_one(coordinator):
    """From fifty addresses; a hash that is run is a guess that was let through."""
    hasher = type(get_hasher())
    guesses = []

    def guess(number: int) -> int:
        try:
            client = Client(REMOTE_ADDR=f"192.0.2.{number}")
            return client.post(SIGN_IN, {"login": coordinator.email, "password": WRONG}).status_code
        finally:
            connection.close()

    verify = hasher.verify
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(hasher, "verify", lambda *a: (guesses.append(1), verify(*a))[1])
        with ThreadPoolExecutor(50) as threads:
            answers = list(threads.map(guess, range(50)))
    assert sorted(answers) == [200] * 5 + [429] * 45
    assert len(guesses) == 5


@pytest.mark.django_db(transaction=True)
def test_one_code_sent_eight_times_at_once_opens_once(coordinator):
    seed = give_app(coordinator)
    code, clients = code_of(seed), []
    for number in range(8):
        clients.append(Client(REMOTE_ADDR=f"192.0.2.{number}"))
        type_password(clients[-1], coordinator)

    def send(client: Client) -> bool:
        try:
            return type_code(client, code).status_code == 302
        finally:
            connection.close()

    with ThreadPoolExecutor(8) as threads:
        assert sum(threads.map(send, clients)) == 1


@pytest.mark.parametrize("proxies", [0, 1])
def test_a_made_up_forwarded_address_changes_nothing(proxies, settings, coordinator):
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = proxies
    answers = []
    for number in range(12):
        client = Client(REMOTE_ADDR="192.0.2.1")
        # The proxy adds the address that it sees at the end.
        forwarded = f"198.51.100.{number}, 10.0.0.{number}" + (", 203.0.113.9" if proxies else "")
        answers.append(
            client.post(
                SIGN_IN,
                {"login": f"{number}@example.org", "password": WRONG},
                headers={"X-Forwarded-For": forwarded},
            ).status_code
        )
    assert answers == [200] * 10 + [429] * 2


def test_who_knows_one_password_wins_no_guesses_for_another(coordinator, other_coordinator):
    for _ in range(4):
        assert type_password(Client(), coordinator, WRONG).status_code == 200
        type_password(Client(), other_coordinator)
    assert type_password(Client(), coordinator, WRONG).status_code == 200
    assert type_password(Client(), coordinator).status_code == 429


def test_an_office_of_twenty_signs_in_within_a_minute(herent):
    for number in range(20):
        assert type_password(Client(), make_coordinator(f"Iemand {number}", herent)).status_code == 302


def test_the_second_step_is_counted_per_person(client, coordinator):
    seed = give_app(coordinator)
    type_password(client, coordinator)
    wrong = [type_code(client, "000000" if code_of(seed) != "000000" else "111111") for _ in range(6)]
    assert [response.status_code for response in wrong] == [200] * 5 + [429]
    assert type_code(client, code_of(seed)).status_code == 429
    assert not is_in(client)


def test_confirming_and_changing_the_password_are_counted_with_signing_in(coordinator, sign_in):
    browser = sign_in(coordinator)
    for _ in range(3):
        assert browser.post(CONFIRM, {"password": WRONG}).status_code == 200
    change = {"oldpassword": WRONG, "password1": "een-nieuwe-zin-4", "password2": "een-nieuwe-zin-4"}
    for _ in range(2):
        assert browser.post("/accounts/password/change/", change).status_code == 200
    assert browser.post(CONFIRM, {"password": PASSWORD}).status_code == 429


# Valkey away


@pytest.fixture
def nobody_counts(settings):
    """At an address where nothing listens."""
    settings.CACHES = {"default": {**settings.CACHES["default"], "LOCATION": "redis://127.0.0.1:9/1"}}


@pytest.mark.parametrize(
    ("page", "data"),
    [
        (SIGN_IN, {"login": "els.vermeulen@example.org", "password": PASSWORD}),
        ("/accounts/password/reset/", {"email": "els.vermeulen@example.org"}),
        ("/accounts/code/", {"email": "els.vermeulen@example.org"}),
    ],
)
def test_without_valkey_nobody_comes_in_and_everybody_reads_why(
    nobody_counts, client, coordinator, page, data
):
    response = client.post(page, data)
    assert response.status_code == 503
    assert "steunpunt" in response.content.decode()
    assert "_auth_user_id" not in client.session
    assert mail.outbox == []


def test_without_valkey_the_second_step_is_refused_too(client, coordinator, settings):
    seed = give_app(coordinator)
    type_password(client, coordinator)
    settings.CACHES = {"default": {**settings.CACHES["default"], "LOCATION": "redis://127.0.0.1:9/1"}}
    assert type_code(client, code_of(seed)).status_code == 503
    assert not is_in(client)


def test_without_valkey_whoever_is_in_goes_on(nobody_counts, coordinator, sign_in):
    assert is_in(sign_in(coordinator))
    assert Client().get(SIGN_IN).status_code == 200
    assert Client().get(SECOND_STEP).url == SIGN_IN


# The same for known and unknown


@pytest.fixture
def hash_runs(monkeypatch):
    """Each time that the hash, slow on purpose, is computed."""
    hasher, runs = type(get_hasher()), []
    encode = hasher.encode
    monkeypatch.setattr(hasher, "encode", lambda *a, **k: (runs.append(1), encode(*a, **k))[1])
    return runs


@pytest.mark.parametrize("page", [SIGN_IN, "/accounts/password/reset/", "/accounts/code/"])
def test_known_and_unknown_addresses_cost_and_tell_the_same(
    page, herent, coordinator, volunteer_user, hash_runs, django_assert_num_queries
):
    """Time is not measured here, but what takes it: queries, hashes, letters."""
    gone = User.objects.create_user(email="weg@example.org", name="Weg", password=PASSWORD, is_active=False)
    no_password = User.objects.create_user(email="mail@example.org", name="Geen wachtwoord")
    addresses = [
        coordinator.email,
        volunteer_user.email,
        gone.email,
        no_password.email,
        "niemand@example.org",
    ]
    seen = []
    for number, email in enumerate(addresses):
        client = Client(REMOTE_ADDR=f"192.0.2.{number}")
        data = {"login": email, "password": WRONG} if page == SIGN_IN else {"email": email}
        hash_runs.clear()
        mail.outbox.clear()
        with connection.execute_wrapper(counting := Counting()):
            response = client.post(page, data)
        followed = client.get(response.url).content.decode() if response.status_code == 302 else ""
        said = str(response.context["form"].errors) if response.status_code == 200 else ""
        seen.append(
            (
                response.status_code,
                response.headers.get("Location"),
                said,
                text_only(followed).replace(email, "…"),
                len(hash_runs),
                len(mail.outbox),
                counting.reads,
            )
        )
    assert len(set(seen)) == 1, seen


class Counting:
    """Counts the queries that depend on who it is: not those of the session."""

    def __init__(self) -> None:
        self.reads = 0

    def __call__(self, execute, sql, params, many, context):
        self.reads += "django_session" not in sql and "SAVEPOINT" not in sql
        return execute(sql, params, many, context)


def text_only(page: str) -> str:
    return re.sub(r'value="\w{64}"|<p class="note">.*?</p>', "", page)
