"""Whose rows are in sight: the active branch of this request, task or command."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db import connection, transaction

from homestart.tenancy.signature import NETWORK, SETTING, signed

if TYPE_CHECKING:
    from homestart.tenancy.models import Branch


@dataclass(frozen=True)
class Scope:
    """What is in sight: the rows of `branch`, what the outside world may of `public_of`, or the network's."""

    branch: Branch | None = None
    public_of: Branch | None = None
    network: bool = False

    @property
    def number(self) -> int | None:
        """As it is signed: the branch by its id, its public side by that below zero; None: nothing."""
        if self.branch:
            return self.branch.pk
        if self.public_of:
            return -self.public_of.pk
        return NETWORK if self.network else None


NOTHING = Scope()

_scope: ContextVar[Scope] = ContextVar("scope", default=NOTHING)


class NoActiveBranch(RuntimeError):
    """Tenant rows were asked for while no branch is active."""


class OtherBranchActive(RuntimeError):
    """A second branch was opened inside the context of the first."""


def active_branch() -> Branch:
    """The branch whose rows are in sight. Raises NoActiveBranch outside branch_context()."""
    branch = _scope.get().branch
    if branch is None:
        raise NoActiveBranch("Open branch_context(branch) before touching rows of a branch.")
    return branch


def is_branch_active() -> bool:
    """Whether a branch_context() is open."""
    return _scope.get().branch is not None


def active_branch_id() -> int:
    """The id of the active branch. Raises NoActiveBranch outside branch_context()."""
    return active_branch().pk


def public_branch() -> Branch | None:
    """The branch of which only the public side is open: see public_context()."""
    return _scope.get().public_of


def require_network() -> None:
    """Raises OtherBranchActive inside branch_context(), NoActiveBranch outside network_context()."""
    if is_branch_active():
        raise OtherBranchActive("Inside a branch its own rows are in sight, also of shared tables.")
    if not _scope.get().network:
        raise NoActiveBranch("Open network_context() before reading the shared rows of all branches.")


@contextmanager
def branch_context(branch: Branch, *, read_only: bool = False) -> Iterator[None]:
    """A transaction in which the rows of `branch`, and no others, are in sight.

    The branch is known to the code (tenant managers filter on it) and to the database (row-level
    security). Opening the same branch again is allowed and does nothing; another branch raises
    OtherBranchActive, and so does the public side of any. When `read_only`, the database refuses every
    change.
    """
    current = _scope.get()
    if current.branch is not None and current.branch.pk == branch.pk:
        yield
        return
    if outer := current.branch or current.public_of:
        raise OtherBranchActive(f"{outer} is active; {branch} cannot be opened inside it.")
    with _in_scope(Scope(branch=branch), read_only=read_only):
        yield


@contextmanager
def public_context(branch: Branch, *, read_only: bool = False) -> Iterator[None]:
    """A transaction in which one may do at `branch` what the whole world may: see TenantModel.public_may.

    No row is in sight but of tables that say so; in others that say so one can add a row and not read it
    back. For the public pages of a branch, and to hand something over to a sister branch: inside another
    branch's context it may be opened, and that branch is back in sight after it.
    """
    with _in_scope(Scope(public_of=branch), read_only=read_only):
        yield


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
    does nothing; inside a branch, or the public side of one, it raises OtherBranchActive.
    """
    current = _scope.get()
    if current.branch or current.public_of:
        raise OtherBranchActive("The shared rows of all branches are read outside of any.")
    if current.network:
        yield
        return
    with _in_scope(Scope(network=True)):
        yield


@contextmanager
def _in_scope(scope: Scope, *, read_only: bool = False) -> Iterator[None]:
    with transaction.atomic():
        _set_in_database(scope, read_only=read_only)
        token = _scope.set(scope)
        try:
            yield
        finally:
            _scope.reset(token)
        # Releasing a savepoint keeps the setting, so it is taken back by hand; a rollback does it by itself.
        if not connection.needs_rollback:
            _set_in_database(_scope.get())


def _set_in_database(scope: Scope, *, read_only: bool = False) -> None:
    statement = "select set_config(%s, %s, true)"
    if read_only:
        # In the same statement, so that it costs nothing; this cannot be undone before the transaction ends.
        statement += ", set_config('transaction_read_only', 'on', true)"
    with connection.cursor() as cursor:
        number = scope.number
        value = "" if number is None else signed(number, cursor.connection.info.backend_pid)
        # Transaction-local (the last argument): a setting of the session would leak through the pool.
        cursor.execute(statement, [SETTING, value])
