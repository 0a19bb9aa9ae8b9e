"""A kind of work of the tests' own, and a look into the queue."""

import base64
import json
from collections.abc import Callable, Iterator

import pytest
import redis
from django.conf import settings

from homestart.accounts.permissions import Permission
from homestart.audit.models import AuditEvent, record
from homestart.jobs.handlers import HANDLERS, Work, job_handler
from homestart.jobs.models import Job
from homestart.tenancy.context import branch_context
from homestart.tenancy.models import Branch

KIND = "count_sheep"


@pytest.fixture
def handle() -> Iterator[Callable[[Work], Work]]:
    """Registers a function as the handler of jobs of KIND, in the place of the last one."""

    def register(work: Work) -> Work:
        HANDLERS.pop(KIND, None)
        return job_handler(
            KIND,
            title="Count the sheep",
            permission=Permission.EDIT_REPORTS,
            result_url=lambda job: f"/{job.branch.slug}/sheep/",
        )(work)

    yield register
    HANDLERS.pop(KIND, None)


@pytest.fixture
def counting(handle: Callable[[Work], Work]) -> None:
    """The work that goes well: its result is an event in the log."""
    handle(lambda job, report_progress: lambda: record("counted", by=None, about=job))


@pytest.fixture
def queue() -> Iterator[Callable[[], list[str]]]:
    """The ids of the jobs for which a worker was called, from the broker itself."""
    broker = redis.Redis.from_url(settings.REDIS_URL)
    keys = [f"celery\x06\x16{priority}" for priority in (3, 6, 9)]

    def called() -> list[str]:
        messages = [json.loads(message) for key in keys for message in broker.lrange(key, 0, -1)]
        arguments = [json.loads(base64.b64decode(message["body"]))[0] for message in messages]
        assert all(isinstance(branch, int) for branch, job in arguments)
        return [job for branch, job in arguments]

    broker.delete(*keys)
    yield called
    broker.delete(*keys)
    broker.close()


def fresh(branch: Branch, job: Job) -> Job:
    """The job as it stands in the database now."""
    with branch_context(branch):
        return Job.objects.get(pk=job.pk)


def results(branch: Branch, job: Job) -> int:
    with branch_context(branch):
        return AuditEvent.objects.filter(verb="counted", object_id=str(job.pk)).count()


def end_lease(branch: Branch, job: Job) -> None:
    """As if the worker had given no sign of life for too long."""
    with branch_context(branch):
        Job.objects.filter(pk=job.pk).update(lease_until="2020-01-01T00:00Z")
