"""Whose rows are in sight: the active branch of this request, task or command."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import TYPE_CHECKING

from django.db import connection, transaction

from homestart.tenancy.signature import NETWORK, SETTING, signed

if TYPE_CHECKING:
    from homestart.tenancy.models import Branch

_active: ContextVar[Branch | None] = ContextVar("active_branch", default=None)
_network: ContextVar[bool] = ContextVar("network_in_sight", default=False)


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


def require_network() -> None:
    """Raises OtherBranchActive inside branch_context(), NoActiveBranch outside network_context()."""
    if is_branch_active():
        raise OtherBranchActive("Inside a branch its own rows are in sight, also of shared tables.")
    if not _network.get():
        raise NoActiveBranch("Open network_context() before reading the shared rows of all branches.")


@contextmanager
def branch_context(branch: Branch, *, read_only: bool = False) -> Iterator[None]:
    """A transaction in which the rows of `branch`, and no others, are in sight.

    The branch is known to the code (tenant managers filter on it) and to the database (row-level
    security). Opening the same branch again is allowed and does nothing; another branch raises
    OtherBranchActive. When `read_only`, the database refuses every change.
    """
    current = _active.get()
    if current is not None:
        if current.pk != branch.pk:
            raise OtherBranchActive(f"{current} is active; {branch} cannot be opened inside it.")
        yield
        return
    with _in_database(branch.pk, read_only=read_only):
        token = _active.set(branch)
        try:
            yield
        finally:
            _active.reset(token)


@contextmanager
def no_branch_context(*, read_only: bool) -> Iterator[None]:
    """A transaction outside of any branch. When `read_only`, the database refuses every change."""
    with transaction.atomic():
        if read_only:
            with connection.cursor() as cursor:
                cursor.execute("set transaction read only")
        yield


@contextmanager
def network_context() -> Iterator[None]:
    """A transaction in which `Model.network` reads the shared rows of all branches, outside of any.

    For whoever may read what branches share: stored figures, final reports. Opening it again is allowed and
    does nothing; inside a branch it raises OtherBranchActive.
    """
    if is_branch_active():
        raise OtherBranchActive("The shared rows of all branches are read outside of any.")
    if _network.get():
        yield
        return
    with _in_database(NETWORK):
        token = _network.set(True)
        try:
            yield
        finally:
            _network.reset(token)


@contextmanager
def _in_database(scope: int, *, read_only: bool = False) -> Iterator[None]:
    with transaction.atomic():
        _set_in_database(scope, read_only=read_only)
        yield
        # Releasing a savepoint keeps the setting, so it is taken back by hand; a rollback does it by itself.
        if not connection.needs_rollback:
            _set_in_database(NETWORK if _network.get() else None)


def _set_in_database(scope: int | None, *, read_only: bool = False) -> None:
    statement = "select set_config(%s, %s, true)"
    if read_only:
        # In the same statement, so that it costs nothing; this cannot be undone before the transaction ends.
        statement += ", set_config('transaction_read_only', 'on', true)"
    with connection.cursor() as cursor:
        value = "" if scope is None else signed(scope, cursor.connection.info.backend_pid)
        # Transaction-local (the last argument): a setting of the session would leak through the pool.
        cursor.execute(statement, [SETTING, value])
