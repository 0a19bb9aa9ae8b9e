"""A command that waits for its job outlives a restart of the database."""

import pytest
from django.db import OperationalError, connection

from homestart.jobs.actions import enqueue
from homestart.jobs.models import Job
from homestart.jobs.queries import wait_for
from homestart.tenancy.context import branch_context
from homestart.tenancy.models import Branch
from tests.jobs.conftest import KIND


@pytest.mark.django_db(transaction=True)
def test_the_database_breaks_the_connection(herent: Branch, counting: None) -> None:
    with branch_context(herent):
        job = enqueue(KIND, by=None, params={})
    broken = []

    def break_connection(seen: Job) -> None:
        broken.append(connection.connection.info.backend_pid)
        with connection.cursor() as cursor, pytest.raises(OperationalError):
            cursor.execute("select pg_terminate_backend(pg_backend_pid())")

    assert wait_for(herent, job.pk, seconds=1, on_step=break_connection) == job
    assert connection.connection.info.backend_pid not in broken
