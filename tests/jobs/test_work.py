"""Doing the work: result and state together, at most three times, with a reason that a person understands."""

import logging

import pytest
from celery.exceptions import SoftTimeLimitExceeded

from homestart.accounts import actions as accounts
from homestart.audit.models import record
from homestart.jobs.actions import enqueue
from homestart.jobs.handlers import JobFailed
from homestart.jobs.lease import Lease, LeaseLost
from homestart.jobs.models import MAX_ATTEMPTS, Job, State
from homestart.jobs.tasks import run_job, sweep
from homestart.tenancy.context import branch_context
from tests.jobs.conftest import KIND, end_lease, fresh, results


@pytest.fixture
def job(herent, coordinator, counting) -> Job:
    with branch_context(herent):
        return enqueue(KIND, by=coordinator, params={"year": 2025})


def run(job: Job) -> Job:
    run_job(job.branch_id, str(job.pk))
    return fresh(job.branch, job)


def test_result_and_state_are_there_together(herent, job):
    done = run(job)
    assert (done.state, done.progress, done.attempts) == (State.DONE, 100, 1)
    assert done.started_at <= done.finished_at
    assert results(herent, job) == 1


def test_a_second_call_does_nothing(herent, job):
    run(job)
    assert run(job).attempts == 1
    assert results(herent, job) == 1


def test_without_result_no_state_and_after_three_times_failed(herent, job, handle):
    def write(job):
        record("counted", by=None, about=job)
        raise ZeroDivisionError

    handle(lambda job, report_progress: lambda: write(job))
    assert [run(job).state for _ in range(MAX_ATTEMPTS)] == [State.QUEUED, State.QUEUED, State.FAILED]
    assert fresh(herent, job).failure
    assert results(herent, job) == 0
    assert run(job).attempts == MAX_ATTEMPTS


def test_a_failure_with_a_reason_is_final(job, handle):
    def refuse(job, report_progress):
        raise JobFailed("Er zijn geen schapen.")

    handle(refuse)
    failed = run(job)
    assert (failed.state, failed.failure, failed.attempts) == (State.FAILED, "Er zijn geen schapen.", 1)


def test_work_that_takes_too_long_is_final(job, handle):
    def count_forever(job, report_progress):
        raise SoftTimeLimitExceeded

    handle(count_forever)
    failed = run(job)
    assert failed.state == State.FAILED
    assert failed.failure


def test_the_log_says_where_it_went_wrong_and_not_about_whom(job, handle, caplog):
    def trip(job, report_progress):
        raise ValueError("Sara Peeters")

    handle(trip)
    with caplog.at_level(logging.INFO):
        run(job)
    assert "in trip" in caplog.text
    assert "ValueError" in caplog.text
    assert "Sara" not in caplog.text.replace('raise ValueError("Sara Peeters")', "")


def test_progress_shows_and_keeps_the_lease(herent, job, handle):
    seen = []

    def count(job, report_progress):
        end_lease(herent, job)
        report_progress(40, "Halfway the meadow")
        seen.append(fresh(herent, job))
        assert Lease.take(herent, job.pk) is None

    handle(count)
    assert run(job).state == State.DONE
    assert (seen[0].state, seen[0].progress, seen[0].step) == (State.RUNNING, 40, "Halfway the meadow")


def test_progress_that_nobody_would_see_is_refused(job, handle):
    def count(job, report_progress):
        with branch_context(job.branch):
            report_progress(40, "Halfway the meadow")

    handle(count)
    assert run(job).state == State.QUEUED


def test_of_two_workers_one_gets_the_job(herent, job):
    assert Lease.take(herent, job.pk)
    assert Lease.take(herent, job.pk) is None


def test_who_was_thought_dead_has_nothing_to_say(herent, job):
    slow = Lease.take(herent, job.pk)
    end_lease(herent, job)
    quick = Lease.take(herent, job.pk)
    for late in (
        lambda: slow.report_progress(90, "Almost"),
        lambda: slow.finish(lambda: record("counted", by=None, about=job)),
    ):
        with pytest.raises(LeaseLost):
            late()
    slow.fail("Too late")
    slow.give_back()
    assert fresh(herent, job).state == State.RUNNING
    quick.finish(lambda: record("counted", by=None, about=job))
    assert fresh(herent, job).state == State.DONE
    assert results(herent, job) == 1


def test_a_late_worker_that_nobody_replaced_may_finish(herent, job):
    slow = Lease.take(herent, job.pk)
    end_lease(herent, job)
    slow.finish(lambda: record("counted", by=None, about=job))
    assert results(herent, job) == 1


def test_a_job_of_another_branch_is_out_of_reach(herent, aalst, job):
    run_job(aalst.pk, str(job.pk))
    assert fresh(herent, job).state == State.QUEUED


def test_who_may_no_longer_ask_gets_nothing(herent, coordinator, job):
    accounts.deactivate_user(coordinator, by=None)
    assert run(job).state == State.FAILED
    assert results(herent, job) == 0


def test_who_asked_without_the_permission_gets_nothing(herent, other_coordinator, counting):
    with branch_context(herent):
        job = enqueue(KIND, by=other_coordinator, params={"year": 2025})
    assert run(job).state == State.FAILED


def test_the_system_needs_no_permission(herent, counting):
    with branch_context(herent):
        job = enqueue(KIND, by=None, params={"year": 2025})
    assert run(job).state == State.DONE


# The sweep


def test_the_sweep_leaves_alone_what_is_young_busy_or_finished(herent, aalst, job, queue):
    with branch_context(aalst):
        busy = enqueue(KIND, by=None, params={})
        Job.objects.update(created_at="2020-01-01T00:00Z")
    Lease.take(aalst, busy.pk)
    sweep()
    assert queue() == []


def test_the_sweep_calls_again_for_what_nobody_took(herent, aalst, job, queue, settings):
    settings.JOB_PATIENCE_SECONDS = 0
    with branch_context(aalst):
        left = enqueue(KIND, by=None, params={})
    Lease.take(aalst, left.pk)
    end_lease(aalst, left)
    sweep()
    assert set(queue()) == {str(job.pk), str(left.pk)}


def test_the_sweep_fails_what_broke_off_three_times(herent, job, queue):
    for _ in range(MAX_ATTEMPTS):
        assert Lease.take(herent, job.pk)
        end_lease(herent, job)
    assert Lease.take(herent, job.pk) is None
    sweep()
    failed = fresh(herent, job)
    assert failed.state == State.FAILED
    assert failed.failure
    assert queue() == []
