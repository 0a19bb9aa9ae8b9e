"""Requests of two branches share a few pooled connections, some fail: none sees rows of the other."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import DEFAULT_DB_ALIAS, connection, connections
from django.test import Client

from families.models import Family
from homestart.accounts.models import User
from homestart.demo.sign_in import let_in_client
from homestart.tenancy.context import branch_context
from homestart.tenancy.models import Branch
from tests.accounts.views import names

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.urls("tests.accounts.views")]

CONNECTIONS = 4
THREADS = 8
REQUESTS = 300


@pytest.fixture
def pooled(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """The threads of the test take their connections from a pool, as those of the web server do."""
    connection.close()
    settings = connections.settings[DEFAULT_DB_ALIAS]
    pool = {"min_size": CONNECTIONS, "max_size": CONNECTIONS, "timeout": 60}
    monkeypatch.setitem(settings, "OPTIONS", {**settings["OPTIONS"], "pool": pool})
    monkeypatch.setitem(settings, "CONN_MAX_AGE", 0)
    yield
    connection.close()
    connection.close_pool()


def branches_left_behind() -> list[str | None]:
    """The setting of every connection that waits in the pool."""
    held = [connection.pool.getconn() for _ in range(CONNECTIONS)]
    try:
        return [
            each.execute("select nullif(current_setting('homestart.branch', true), '')").fetchone()[0]
            for each in held
        ]
    finally:
        for each in held:
            each.rollback()
            connection.pool.putconn(each)


def test_no_request_sees_what_another_left(
    herent: Branch, aalst: Branch, coordinator: User, other_coordinator: User, pooled: None
) -> None:
    own = {"herent": "Peeters", "aalst": "Yilmaz"}
    sessions = {}
    for branch, user in ((herent, coordinator), (aalst, other_coordinator)):
        with branch_context(branch):
            Family.objects.create(name=own[branch.slug])
        client = Client()
        let_in_client(client, user)
        sessions[branch.slug] = client.cookies
    connection.close()

    def request(number: int) -> tuple[str, int, list[str]]:
        slug = ("herent", "aalst")[number % 2]
        client = Client(raise_request_exception=False)
        client.cookies = sessions[slug]
        try:
            if number % 10 < 2:
                response = client.post(f"/{slug}/schrijf/crash/")
                return slug, response.status_code, []
            response = client.get(f"/{slug}/{('dadelijk', 'later')[number % 3 == 0]}/")
            return slug, response.status_code, names(response)
        finally:
            connection.close()

    with ThreadPoolExecutor(THREADS) as threads:
        answers = list(threads.map(request, range(REQUESTS)))

    good = [(slug, seen) for slug, status, seen in answers if status == 200]
    assert len(good) == REQUESTS * 8 // 10
    assert {(slug, *seen) for slug, seen in good} == set(own.items())
    assert {status for _, status, _ in answers} == {200, 500}
    assert branches_left_behind() == [None] * CONNECTIONS


def test_a_setting_of_the_session_would_be_left_behind(herent: Branch, pooled: None) -> None:
    """Why the branch is set for one transaction only, and that the look into the pool finds what is left."""
    with connection.cursor() as cursor:
        cursor.execute("select set_config('homestart.branch', %s, false)", [str(herent.pk)])
    connection.close()
    assert sorted(branches_left_behind(), key=str) == [str(herent.pk), *[None] * (CONNECTIONS - 1)]
