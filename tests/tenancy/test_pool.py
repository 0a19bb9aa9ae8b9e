"""Requests of several branches share a few pooled connections, some fail: none sees rows of another.

`./start manage bench_pool` does the same with 10,000 requests.
"""

import pytest
from django.db import connection

from bench import pool
from homestart.tenancy.models import Branch
from homestart.tenancy.signature import signed

pytestmark = pytest.mark.django_db(transaction=True)

CONNECTIONS = 4
REQUESTS = 400


def test_no_request_sees_what_another_left() -> None:
    outcome = pool.run(requests=REQUESTS, threads=8, size=CONNECTIONS, branches=5)
    assert outcome.is_clean, str(outcome)
    failed = sum(outcome.failures.values())
    assert set(outcome.failures) == set(pool.FAILURES), str(outcome)
    assert outcome.statuses == {200: REQUESTS - failed, 500: failed}
    assert outcome.rows >= (REQUESTS - failed) * pool.FAMILIES


def test_a_row_of_another_branch_would_be_counted(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pool, "names_in_sight", lambda: "poel-x-1;")
    outcome = pool.run(requests=20, threads=2, size=2, branches=1)
    assert 0 < outcome.wrong_rows == outcome.short_answers
    assert not outcome.is_clean


def test_a_setting_of_the_session_would_be_left_behind(herent: Branch) -> None:
    """Why the branch is set for one transaction only, and that the look into the pool finds what is left."""
    with pool.pooled(CONNECTIONS):
        with connection.cursor() as cursor:
            value = signed(herent.pk, cursor.connection.info.backend_pid)
            cursor.execute("select set_config('homestart.branch', %s, false)", [value])
        connection.close()
        assert pool.left_behind(CONNECTIONS) == [value]
