"""A worker's hold on a job: taken by one UPDATE, lost when no sign of life comes and another takes over."""

from __future__ import annotations

import uuid
from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from django.conf import settings
from django.db.models import F
from django.db.models.expressions import CombinedExpression
from django.db.models.functions import Coalesce, Now
from django.utils.translation import gettext as _

from homestart.jobs.handlers import Commit
from homestart.jobs.models import MAX_ATTEMPTS, Job, JobQuerySet, State
from homestart.tenancy.context import NoActiveBranch, active_branch, branch_context
from homestart.tenancy.models import Branch


class LeaseLost(Exception):
    """Another worker has taken the job over: this one has nothing to say about it any more."""


@dataclass(frozen=True)
class Lease:
    """Each method is a transaction of its own, so that the browser sees the outcome at once."""

    branch: Branch
    job: Job

    @classmethod
    def take(cls, branch: Branch, job_id: UUID) -> Lease | None:
        """The lease of the job; None when another worker holds it, or when there is nothing left to do."""
        claim = uuid.uuid4()
        with branch_context(branch):
            taken = (
                Job.objects.claimable()
                .filter(pk=job_id)
                .update(
                    state=State.RUNNING,
                    claim=claim,
                    lease_until=_lease_end(),
                    attempts=F("attempts") + 1,
                    started_at=Coalesce("started_at", Now()),
                )
            )
            if not taken:
                return None
            return cls(branch, Job.objects.select_related("branch", "created_by").get(pk=job_id))

    def report_progress(self, percentage: int, step: str) -> None:
        """Shows how far the work is and renews the lease. Raises LeaseLost when another has taken over."""
        with suppress(NoActiveBranch):
            active_branch()
            raise RuntimeError("Report progress outside branch_context(): inside, nobody sees it.")
        with branch_context(self.branch):
            if not self._mine().update(progress=percentage, step=str(step), lease_until=_lease_end()):
                raise LeaseLost

    def finish(self, commit: Commit | None) -> None:
        """Writes the result and marks the job as done, both or neither. Raises LeaseLost."""
        with branch_context(self.branch):
            # The row of the job first: locked until the end, so that nobody takes over meanwhile.
            done = self._mine().update(state=State.DONE, progress=100, step="", finished_at=Now())
            if not done:
                raise LeaseLost
            if commit:
                commit()

    def fail(self, reason: str) -> None:
        """Marks the job as failed for good, unless another has taken over."""
        with branch_context(self.branch):
            self._mine().update(state=State.FAILED, failure=reason, finished_at=Now())

    def give_back(self) -> None:
        """After a mishap: the job waits for its next attempt, or fails when this was the last."""
        if self.job.attempts >= MAX_ATTEMPTS:
            self.fail(_("Something went wrong, three times. Ask the central office for help."))
            return
        with branch_context(self.branch):
            self._mine().update(state=State.QUEUED, progress=0, step="")

    def _mine(self) -> JobQuerySet:
        return Job.objects.filter(pk=self.job.pk, state=State.RUNNING, claim=self.job.claim)


def _lease_end() -> CombinedExpression:
    return Now() + timedelta(seconds=settings.JOB_LEASE_SECONDS)
