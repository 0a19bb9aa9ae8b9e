"""Looking at background work from outside of a request."""

import time
from uuid import UUID

from homestart.jobs.models import Job
from homestart.tenancy.context import branch_context
from homestart.tenancy.models import Branch


def wait_for(branch: Branch, job_id: UUID, *, seconds: float) -> Job:
    """The job once it is finished, done or failed; as it then is when that takes longer than `seconds`.

    For commands. Called outside branch_context(): a transaction would not see what the worker does.
    """
    deadline = time.monotonic() + seconds
    while True:
        with branch_context(branch):
            job = Job.objects.get(pk=job_id)
        if not job.is_open or time.monotonic() > deadline:
            return job
        time.sleep(0.2)
