"""Whose rows are in sight: the active branch of this request, task or command."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import TYPE_CHECKING

from django.db import connection, transaction

if TYPE_CHECKING:
    from homestart.tenancy.models import Branch

SETTING = "homestart.branch"

_active: ContextVar[Branch | None] = ContextVar("active_branch", default=None)


class NoActiveBranch(RuntimeError):
    """Tenant rows were asked for while no branch is active."""


class OtherBranchActive(RuntimeError):
    """A second branch was opened inside the context of the first."""


def active_branch() -> Branch:
    """The branch whose rows are in sight. Raises NoActiveBranch outside branch_context()."""
    branch = _active.get()
    if branch is None:
        raise NoActiveBranch("Open branch_context(branch) before touching rows of a branch.")
    return branch


def is_branch_active() -> bool:
    """Whether a branch_context() is open."""
    return _active.get() is not None


def active_branch_id() -> int:
    """The id of the active branch. Raises NoActiveBranch outside branch_context()."""
    return active_branch().pk


@contextmanager
def branch_context(branch: Branch) -> Iterator[None]:
    """A transaction in which the rows of `branch`, and no others, are in sight.

    The branch is known to the code (tenant managers filter on it) and to the database (row-level
    security). Opening the same branch again is allowed and does nothing; another branch raises
    OtherBranchActive.
    """
    current = _active.get()
    if current is not None:
        if current.pk != branch.pk:
            raise OtherBranchActive(f"{current} is active; {branch} cannot be opened inside it.")
        yield
        return
    with transaction.atomic():
        _set_in_database(str(branch.pk))
        token = _active.set(branch)
        try:
            yield
        finally:
            _active.reset(token)
        # Releasing a savepoint keeps the setting, so it is taken back by hand; a rollback does it by itself.
        if not connection.needs_rollback:
            _set_in_database("")


def _set_in_database(value: str) -> None:
    # Transaction-local (the last argument): a setting of the session would leak through the pool.
    with connection.cursor() as cursor:
        cursor.execute("select set_config(%s, %s, true)", [SETTING, value])
