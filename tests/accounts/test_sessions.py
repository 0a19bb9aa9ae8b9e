"""A session ends at the server: after half an hour unused, after twelve hours, and when its owner says so."""

import time

import pytest
from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.core import mail
from django.test import Client

from homestart.accounts import sessions
from homestart.accounts.actions import deactivate_user
from homestart.accounts.sessions import open_sessions, seconds_left
from homestart.accounts.tasks import clean_sessions
from homestart.accounts.user_agents import describe
from homestart.demo.sign_in import let_in_client
from tests.accounts.steps import is_in
from tests.people import PASSWORD

pytestmark = pytest.mark.django_db

FAMILIES = "/herent/gezinnen/"
STATE = "/accounts/sessie/"
LIST = "/accounts/sessies/"
SCRIPT = {"HX-Request": "true"}


@pytest.fixture
def clock(monkeypatch):
    """Time that the test sets: `clock(minutes=29)` is so long after the beginning."""
    start = time.time()

    def at(minutes: float) -> None:
        monkeypatch.setattr(sessions.time, "time", lambda: start + minutes * 60)

    return at


# Limits


def test_half_an_hour_without_a_request_ends_it(coordinator, sign_in, clock):
    browser = sign_in(coordinator)
    clock(minutes=29.9)
    assert is_in(browser)
    clock(minutes=59)
    assert is_in(browser), "the request at 29.9 counted"
    clock(minutes=90)
    assert browser.get(FAMILIES).url.startswith("/accounts/login/")


def test_twelve_hours_in_all_end_it(coordinator, sign_in, clock):
    browser = sign_in(coordinator)
    for minutes in range(0, 720, 20):
        clock(minutes=minutes)
        assert is_in(browser)
    clock(minutes=719)
    assert seconds_left(browser.session) <= 60
    clock(minutes=720)
    assert not is_in(browser)


def test_an_old_cookie_brings_nothing_back(coordinator, sign_in, clock):
    browser = sign_in(coordinator)
    cookie = browser.cookies["sessionid"].value
    clock(minutes=31)
    browser.get(FAMILIES)
    clock(minutes=0)
    other = Client()
    other.cookies["sessionid"] = cookie
    assert not is_in(other)


def test_reading_does_not_write_each_time(coordinator, sign_in, clock, django_assert_num_queries):
    browser = sign_in(coordinator)
    last_seen = UserSession.objects.get().last_seen_at
    browser.get(FAMILIES)
    assert UserSession.objects.get().last_seen_at == last_seen
    clock(minutes=2)
    browser.get(FAMILIES)
    assert UserSession.objects.get().last_seen_at > last_seen


# Scripts


@pytest.mark.parametrize(
    "headers", [{"HX-Request": "true"}, {"Sec-Fetch-Dest": "empty"}, {"Accept": "application/json"}]
)
@pytest.mark.parametrize("method", ["get", "post"])
def test_a_script_hears_that_the_session_has_ended(coordinator, sign_in, clock, headers, method):
    browser = Client(enforce_csrf_checks=True)
    let_in_client(browser, coordinator)
    clock(minutes=31)
    response = getattr(browser, method)(FAMILIES, headers=headers)
    assert (response.status_code, response["HX-Session-Ended"], response.content) == (401, "1", b"")
    assert "Location" not in response


def test_the_state_says_how_long_it_goes_on_and_does_not_make_it_longer(coordinator, sign_in, clock):
    browser = sign_in(coordinator)
    for minutes, left in ((10, 20), (20, 10), (29, 1)):
        clock(minutes=minutes)
        state = browser.get(STATE, headers=SCRIPT).json()
        assert state["user"] == coordinator.pk
        assert abs(state["seconds"] - left * 60) <= 2
    clock(minutes=31)
    assert browser.get(STATE, headers=SCRIPT).status_code == 401


def test_the_token_of_the_state_opens_forms_again(coordinator):
    browser = let_in_client(Client(enforce_csrf_checks=True), coordinator)
    token = browser.get(STATE).json()["csrf"]
    assert browser.post(LIST, {"csrfmiddlewaretoken": token}).status_code == 302


def test_who_signed_in_again_beside_the_page_reads_to_go_back(client, coordinator):
    page = "/accounts/terug/"
    assert client.get(page).url == f"/accounts/login/?next={page}"
    let_in_client(client, coordinator)
    assert client.get(page).status_code == 200


# The list


def test_the_list_names_the_devices_and_ends_one_or_all_others(coordinator):
    agents = {
        "laptop": "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:130.0) Gecko/20100101 Firefox/130.0",
        "phone": "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) Version/18.0 Mobile Safari/604.1",
        "desk": "Mozilla/5.0 (X11; Linux x86_64) Chrome/130.0.0.0 Safari/537.36",
    }
    browsers = {}
    for name, agent in agents.items():
        browsers[name] = Client()
        let_in_client(browsers[name], coordinator)
        UserSession.objects.filter(session_key=browsers[name].session.session_key).update(user_agent=agent)
    laptop, phone, desk = browsers.values()
    listed = {session["device"]: session for session in laptop.get(LIST).context["sessions"]}
    assert len(listed) == 3
    assert [session["is_here"] for session in listed.values()].count(True) == 1
    on_phone = UserSession.objects.get(session_key=phone.session.session_key)
    laptop.post(LIST, {"session": on_phone.pk})
    assert [is_in(browser) for browser in (laptop, phone, desk)] == [True, False, True]
    laptop.post(LIST)
    assert [is_in(browser) for browser in (laptop, phone, desk)] == [True, False, False]
    assert len(open_sessions(coordinator)) == 1


def test_nobody_ends_the_session_of_somebody_else(coordinator, other_coordinator, sign_in):
    theirs = sign_in(other_coordinator)
    session = UserSession.objects.get(user=other_coordinator)
    sign_in(coordinator).post(LIST, {"session": session.pk})
    assert is_in(theirs, "/aalst/gezinnen/")


def test_sessions_that_ended_are_not_in_the_list(coordinator, sign_in, settings):
    left_open = sign_in(coordinator)
    UserSession.objects.update(last_seen_at="2020-01-01T00:00Z")
    assert open_sessions(coordinator) == []
    assert left_open.session.session_key


@pytest.mark.parametrize(
    ("agent", "words"),
    [
        ("Mozilla/5.0 (Windows NT 10.0) Chrome/130.0 Safari/537.36 Edg/130.0", ("Edge", "Windows")),
        ("Mozilla/5.0 (Linux; Android 14) SamsungBrowser/26.0 Chrome/122", ("Samsung Internet", "Android")),
        ("Mozilla/5.0 (Macintosh; Intel Mac OS X 14_0) Version/17 Safari/605", ("Safari", "Mac")),
        ("curl/8.5", ()),
    ],
)
def test_a_browser_is_named_as_its_owner_knows_it(agent, words):
    assert all(word in describe(agent) for word in words)
    assert describe(agent)


# What ends sessions


def test_a_changed_password_ends_the_others(coordinator, sign_in):
    here, elsewhere = sign_in(coordinator), sign_in(coordinator)
    new = "een-heel-andere-zin-2"
    here.post("/accounts/password/change/", {"oldpassword": PASSWORD, "password1": new, "password2": new})
    assert (is_in(here), is_in(elsewhere)) == (True, False)
    assert len(open_sessions(coordinator)) == 1


def test_who_is_deactivated_has_no_session_left(coordinator, sign_in):
    browsers = [sign_in(coordinator), sign_in(coordinator)]
    deactivate_user(coordinator, by=None)
    assert not any(is_in(browser) for browser in browsers)
    assert open_sessions(coordinator) == []
    assert not Session.objects.filter(
        session_key__in=[browser.session.session_key for browser in browsers]
    ).exists()


def test_nothing_is_left_of_sessions_that_are_over(coordinator, other_coordinator, sign_in):
    over, open_one = sign_in(other_coordinator), sign_in(coordinator)
    Session.objects.filter(session_key=over.session.session_key).update(expire_date="2020-01-01T00:00Z")
    clean_sessions()
    assert list(UserSession.objects.values_list("user", flat=True)) == [coordinator.pk]
    assert Session.objects.count() == 1
    assert is_in(open_one)


def test_a_changed_password_is_told_by_mail(coordinator, sign_in):
    new = "een-heel-andere-zin-2"
    data = {"oldpassword": PASSWORD, "password1": new, "password2": new}
    sign_in(coordinator).post("/accounts/password/change/", data)
    (message,) = mail.outbox
    assert message.to == [coordinator.email]
    assert "steunpunt" in message.body
    assert new not in message.body


def test_signing_out_empties_what_the_browser_kept(coordinator, sign_in):
    browser = sign_in(coordinator)
    response = browser.post("/accounts/logout/")
    assert response["Clear-Site-Data"] == '"cache", "storage"'
    assert not is_in(browser)
    assert not Session.objects.exists()
