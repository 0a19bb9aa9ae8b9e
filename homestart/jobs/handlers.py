"""The kinds of background work. The apps register theirs in tasks.py; this app imports none of them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.functional import Promise

from homestart.accounts.permissions import Permission

if TYPE_CHECKING:
    from homestart.jobs.models import Job

#: Writes the result; called in the transaction that marks the job as done, inside its branch.
Commit = Callable[[], None]
#: (percentage, what is being done): shown at once, and a sign of life.
ReportProgress = Callable[[int, str], None]
#: Does the long work, outside of any branch context, and gives what is left to write.
Work = Callable[["Job", ReportProgress], Commit | None]


class JobFailed(Exception):
    """Raised by a handler when trying again is of no use; the text is what the person reads."""


@dataclass(frozen=True)
class Handler:
    kind: str
    title: str | Promise
    permission: Permission
    work: Work
    result_url: Callable[[Job], str] | None


HANDLERS: dict[str, Handler] = {}


def job_handler(
    kind: str,
    *,
    title: str | Promise,
    permission: Permission,
    result_url: Callable[[Job], str] | None = None,
) -> Callable[[Work], Work]:
    """Registers the function that does the work of `kind`.

    The function gets the job and `report_progress`. It is called outside of any branch context and opens
    short ones (`with branch_context(job.branch):`), so that no transaction stays open during the long work.
    It reports progress at least once per JOB_LEASE_SECONDS, outside of these contexts. It writes nothing: it
    returns a function that does, which runs in the transaction that marks the job as done. So the result
    exists exactly once, also when a worker that was thought dead finishes after all.

    `permission` is what the person who asked must hold in the branch when the work starts. `result_url`
    gives the address at which the result is found.
    """

    def register(work: Work) -> Work:
        if kind in HANDLERS:
            raise ValueError(f"There are two handlers for jobs of kind {kind}.")
        HANDLERS[kind] = Handler(kind, title, permission, work, result_url)
        return work

    return register
