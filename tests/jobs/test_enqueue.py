"""Asking for work: once, in the own branch, and without waiting for the broker."""

import threading
import uuid

import pytest
from django.db import connection

from homestart.audit.models import AuditEvent
from homestart.jobs.actions import enqueue
from homestart.jobs.models import Job, State
from homestart.jobs.tasks import run_job
from homestart.tenancy.context import branch_context
from homestart.tenancy.models import Branch
from tests.jobs.conftest import KIND

pytestmark = pytest.mark.usefixtures("counting")


def test_a_double_click_makes_one_job(herent, coordinator):
    with branch_context(herent):
        first = enqueue(KIND, by=coordinator, params={"year": 2025})
        second = enqueue(KIND, by=coordinator, params={"year": 2025})
        assert first == second
        assert Job.objects.get().created_by == coordinator
        assert AuditEvent.objects.filter(verb="ask_job").count() == 1


def test_other_work_is_another_job(herent, aalst, coordinator):
    with branch_context(herent):
        jobs = {enqueue(KIND, by=coordinator, params={"year": year}) for year in (2024, 2025)}
    with branch_context(aalst):
        jobs.add(enqueue(KIND, by=None, params={"year": 2025}))
        assert Job.objects.count() == 1
    assert len(jobs) == 3


def test_finished_work_can_be_asked_again(herent, coordinator):
    with branch_context(herent):
        first = enqueue(KIND, by=coordinator, params={"year": 2025})
    run_job(herent.pk, str(first.pk))
    with branch_context(herent):
        assert enqueue(KIND, by=coordinator, params={"year": 2025}) != first


def test_the_call_holds_ids_only_and_follows_the_commit(herent, queue, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        with branch_context(herent):
            job = enqueue(KIND, by=None, params={"report": uuid.uuid4()})
        assert queue() == []
    assert queue() == [str(job.pk)]


@pytest.mark.parametrize("value", ["Sara Peeters", 1.5, None, ["x"]])
def test_nothing_about_a_person_enters_the_params(herent, value):
    with branch_context(herent), pytest.raises(TypeError, match="numbers and ids"):
        enqueue(KIND, by=None, params={"family": value})


def test_work_that_nobody_does_is_refused(herent):
    with branch_context(herent), pytest.raises(KeyError):
        enqueue("count_wolves", by=None, params={})


def test_two_requests_at_the_same_moment_get_the_same_job(transactional_db, herent, queue):
    ready = threading.Barrier(4)
    jobs = []

    def ask() -> None:
        branch = Branch.objects.get(pk=herent.pk)
        ready.wait()
        with branch_context(branch):
            jobs.append(enqueue(KIND, by=None, params={"year": 2025}))
        connection.close()

    threads = [threading.Thread(target=ask) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(jobs) == 4
    assert len(set(jobs)) == 1
    assert queue() == [str(jobs[0].pk)]
    with branch_context(herent):
        assert Job.objects.get().state == State.QUEUED
