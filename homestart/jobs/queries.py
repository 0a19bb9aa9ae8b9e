"""Looking at background work from outside of a request."""

import time
from collections.abc import Callable
from uuid import UUID

from django.db import InterfaceError, OperationalError, connection

from homestart.jobs.models import Job
from homestart.tenancy.context import branch_context
from homestart.tenancy.models import Branch

BETWEEN_LOOKS = 0.2  # seconds


def wait_for(
    branch: Branch, job_id: UUID, *, seconds: float, on_step: Callable[[Job], None] | None = None
) -> Job:
    """The job once it is finished, done or failed; as it then is when that takes longer than `seconds`.

    For commands; `on_step` is called whenever the job is at another step. Called outside branch_context(): a
    transaction would not see what the worker does. A restart of the database is waited out; raises
    OperationalError when it does not answer in time.
    """
    deadline = time.monotonic() + seconds
    seen = None
    while True:
        try:
            with branch_context(branch):
                job = Job.objects.get(pk=job_id)
        except (OperationalError, InterfaceError):
            if time.monotonic() > deadline:
                raise
            # What is broken stays broken; the next look connects anew.
            connection.close()
            time.sleep(BETWEEN_LOOKS)
            continue
        if on_step and (job.state, job.step) != seen:
            seen = (job.state, job.step)
            on_step(job)
        if not job.is_open or time.monotonic() > deadline:
            return job
        time.sleep(BETWEEN_LOOKS)
