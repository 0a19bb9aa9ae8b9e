"""Asking for background work."""

from collections.abc import Mapping
from uuid import UUID

from django.db import transaction

from homestart.accounts.models import User
from homestart.audit.models import record
from homestart.jobs.handlers import HANDLERS
from homestart.jobs.models import OPEN_STATES, Job
from homestart.jobs.tasks import call_worker
from homestart.tenancy.context import active_branch_id


@transaction.atomic
def enqueue(kind: str, *, by: User | None, params: Mapping[str, int | UUID]) -> Job:
    """The job that does this work: the one that is already open, or a new one.

    A worker is called when the transaction commits. Without a broker the request succeeds all the same:
    the job waits, and the sweep calls again. `by` is None for the system. Raises KeyError for a kind that
    nobody handles, TypeError for params other than numbers and ids, NoActiveBranch outside branch_context().
    """
    handler = HANDLERS[kind]
    job, is_new = Job.objects.get_or_create(
        kind=handler.kind,
        params={name: _plain(value) for name, value in params.items()},
        state__in=OPEN_STATES,
        defaults={"created_by": by},
    )
    if is_new:
        record("ask_job", by=by, about=job, kind=kind)
        # Robust: the job is there, so that a broker that does not answer is no reason to fail.
        branch_id = active_branch_id()
        transaction.on_commit(lambda: call_worker(branch_id, job.pk), robust=True)
    return job


def _plain(value: int | UUID) -> int | str:
    if isinstance(value, int):
        return value
    if isinstance(value, UUID):
        return str(value)
    raise TypeError(f"A job is about numbers and ids, not {type(value).__name__}.")
