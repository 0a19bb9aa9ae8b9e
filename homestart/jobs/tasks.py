"""What Celery calls: do one job, and look for jobs whose call was lost. Arguments are ids only."""

import logging
import traceback
from uuid import UUID

from celery import shared_task
from celery.exceptions import SoftTimeLimitExceeded
from django.db.models.functions import Now
from django.utils.translation import gettext as _

from homestart.accounts.middleware import permissions_of
from homestart.jobs.handlers import HANDLERS, Handler, JobFailed
from homestart.jobs.lease import Lease, LeaseLost
from homestart.jobs.models import Job, State
from homestart.tenancy.context import branch_context
from homestart.tenancy.models import Branch

logger = logging.getLogger(__name__)


def call_worker(branch_id: int, job_id: UUID) -> None:
    """Sends the call to do this job. It may arrive twice or never: the job's row decides."""
    # Of lower priority than the sweep, which must not wait behind a long queue to find what was lost.
    run_job.apply_async([branch_id, str(job_id)], retry=False, priority=5)


@shared_task
def run_job(branch_id: int, job_id: str) -> None:
    """Does the job when it is still to be done and nobody else does it."""
    lease = Lease.take(Branch.objects.get(pk=branch_id), UUID(job_id))
    if lease and not attempt(lease):
        lease.give_back()


def attempt(lease: Lease) -> bool:
    """Does the work once. False when it went wrong in a way that may not happen again."""
    job = lease.job
    try:
        handler = HANDLERS[job.kind]
        refuse_without_permission(handler, job)
        lease.finish(handler.work(job, lease.report_progress))
    except JobFailed as failure:
        lease.fail(str(failure))
    except LeaseLost:
        logger.warning("Job %s (%s): another worker has taken over", job.pk, job.kind)
    except SoftTimeLimitExceeded:
        lease.fail(_("This took too long and was stopped. Ask the central office for help."))
    except Exception as error:
        log_mishap(job, error)
        return False
    return True


def log_mishap(job: Job, error: Exception) -> None:
    """Logs where it happened, without the message of the exception: that may quote a name from a record."""
    where = "".join(traceback.format_tb(error.__traceback__))
    logger.error(
        "Job %s (%s), attempt %d: %s\n%s", job.pk, job.kind, job.attempts, type(error).__name__, where
    )


def refuse_without_permission(handler: Handler, job: Job) -> None:
    """Raises JobFailed when the person who asked may not do this (any more). The system may do everything."""
    user = job.created_by
    if user is None:
        return
    if not user.is_active or handler.permission not in permissions_of(user, job.branch):
        raise JobFailed(_("The person who asked for this may not do it any more."))


@shared_task
def sweep() -> None:
    """Calls for every job whose call was lost, and fails those that broke off too often."""
    for branch in Branch.objects.all():
        with branch_context(branch):
            Job.objects.worn_out().update(
                state=State.FAILED,
                failure=_("The work broke off three times. Ask the central office for help."),
                finished_at=Now(),
            )
            unnoticed = list(Job.objects.unnoticed().order_by("created_at").values_list("pk", flat=True))
        for job_id in unnoticed:
            call_worker(branch.pk, job_id)
