"""The wall in code: tenant managers know the rows of the active branch only, and refuse without one."""

from collections.abc import Iterable
from typing import Any, TypeVar

from django.db import models

from homestart.tenancy.context import (
    NoActiveBranch,
    OtherBranchActive,
    active_branch_id,
    public_branch,
    require_network,
)
from homestart.tenancy.walls import ADD, READ

Row = TypeVar("Row", bound=models.Model)


class ActiveBranchId(models.Expression):
    """The branch that is active when a query runs, wherever the query was written.

    On the public side of a branch that one, for the tables which say that they are read there.
    """

    output_field = models.BigIntegerField()

    def __init__(self, public_may: str = "") -> None:
        super().__init__()
        self.public_may = public_may

    def as_sql(self, compiler: object, connection: object) -> tuple[str, tuple[int, ...]]:
        return "%s", (branch_in_sight(self.public_may, READ),)


class NetworkInSight(models.Expression):
    """True, when the query runs inside network_context(); it does not run elsewhere."""

    output_field = models.BooleanField()
    conditional = True

    def as_sql(self, compiler: object, connection: object) -> tuple[str, tuple[()]]:
        require_network()
        return "true", ()


class TenantQuerySet(models.QuerySet[Row]):
    """Refuses to write rows into another branch; a model's own queryset inherits this one."""

    def bulk_create(self, objs: Iterable[Row], *args: Any, **kwargs: Any) -> list[Row]:
        rows = list(objs)
        for row in rows:
            refuse_other_branch(row)
        if kwargs.get("update_conflicts") and not {"branch", "branch_id"} & {
            *kwargs.get("unique_fields", ())
        }:
            raise OtherBranchActive("A row to overwrite is looked for in its branch: unique_fields names it.")
        return super().bulk_create(rows, *args, **kwargs)

    def update(self, **values: Any) -> int:
        active_branch_id()  # also of what is read on the public side, nothing is changed there
        if values.keys() & {"branch", "branch_id"}:
            raise OtherBranchActive("Rows do not move from one branch to another.")
        return super().update(**values)

    def delete(self) -> tuple[int, dict[str, int]]:
        active_branch_id()
        return super().delete()

    delete.alters_data = True  # type: ignore[attr-defined]
    delete.queryset_only = True  # type: ignore[attr-defined]


class TenantManager(models.Manager.from_queryset(TenantQuerySet)):  # type: ignore[misc]
    """Rows of the active branch. Raises NoActiveBranch outside branch_context()."""

    def get_queryset(self) -> models.QuerySet[Any]:
        public_may = self.model.public_may
        branch_in_sight(public_may, public_may)  # refuses here already, where the mistake is
        return super().get_queryset().filter(branch_id=ActiveBranchId(public_may))


class NetworkManager(models.Manager[Any]):
    """Shared rows of all branches, for pages of no branch.

    Raises NoActiveBranch outside network_context(), OtherBranchActive inside a branch.
    """

    def get_queryset(self) -> models.QuerySet[Any]:
        require_network()  # refuses here already, where the mistake is
        return super().get_queryset().filter(NetworkInSight())


def refuse_other_branch(row: models.Model) -> None:
    """Raises OtherBranchActive for a row of another branch than the active, NoActiveBranch without one.

    On the public side of a branch: raises NoActiveBranch but for a new row of a table that says so.
    """
    public_may = row.public_may if row._state.adding else ""  # type: ignore[attr-defined]
    if row.branch_id != branch_in_sight(public_may, ADD):  # type: ignore[attr-defined]
        raise OtherBranchActive(f"This {row._meta.model_name} belongs to another branch than the active one.")


def branch_in_sight(public_may: str, wanted: str) -> int:
    """The id of the active branch, or of the one whose public side is open when what is wanted may be done
    there. Raises NoActiveBranch."""
    outside = public_branch()
    if outside is None:
        return active_branch_id()
    if not wanted or public_may != wanted:
        raise NoActiveBranch(f"On the public side of {outside} this cannot be done.")
    return outside.pk
