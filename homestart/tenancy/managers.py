"""The wall in code: tenant managers know the rows of the active branch only, and refuse without one."""

from collections.abc import Iterable
from typing import Any, TypeVar

from django.db import models

from homestart.tenancy.context import OtherBranchActive, active_branch_id, require_network

Row = TypeVar("Row", bound=models.Model)


class ActiveBranchId(models.Expression):
    """The branch that is active when a query runs, wherever the query was written."""

    output_field = models.BigIntegerField()

    def as_sql(self, compiler: object, connection: object) -> tuple[str, tuple[int, ...]]:
        return "%s", (active_branch_id(),)


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
        if values.keys() & {"branch", "branch_id"}:
            raise OtherBranchActive("Rows do not move from one branch to another.")
        return super().update(**values)


class TenantManager(models.Manager.from_queryset(TenantQuerySet)):  # type: ignore[misc]
    """Rows of the active branch. Raises NoActiveBranch outside branch_context()."""

    def get_queryset(self) -> models.QuerySet[Any]:
        active_branch_id()  # refuses here already, where the mistake is
        return super().get_queryset().filter(branch_id=ActiveBranchId())


class NetworkManager(models.Manager[Any]):
    """Shared rows of all branches, for pages of no branch.

    Raises NoActiveBranch outside network_context(), OtherBranchActive inside a branch.
    """

    def get_queryset(self) -> models.QuerySet[Any]:
        require_network()  # refuses here already, where the mistake is
        return super().get_queryset().filter(NetworkInSight())


def refuse_other_branch(row: models.Model) -> None:
    """Raises OtherBranchActive for a row of another branch than the active, NoActiveBranch without one."""
    if row.branch_id != active_branch_id():  # type: ignore[attr-defined]
        raise OtherBranchActive(f"This {row._meta.model_name} belongs to another branch than the active one.")
