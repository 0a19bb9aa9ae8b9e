"""Looking at background work from outside of a request."""

import time
from collections.abc import Callable
from uuid import UUID

from homestart.jobs.models import Job
from homestart.tenancy.context import branch_context
from homestart.tenancy.models import Branch


def wait_for(
    branch: Branch, job_id: UUID, *, seconds: float, on_step: Callable[[Job], None] | None = None
) -> Job:
    """The job once it is finished, done or failed; as it then is when that takes longer than `seconds`.

    For commands; `on_step` is called whenever the job is at another step. Called outside branch_context(): a
    transaction would not see what the worker does.
    """
    deadline = time.monotonic() + seconds
    seen = None
    while True:
        with branch_context(branch):
            job = Job.objects.get(pk=job_id)
        if on_step and (job.state, job.step) != seen:
            seen = (job.state, job.step)
            on_step(job)
        if not job.is_open or time.monotonic() > deadline:
            return job
        time.sleep(0.2)
