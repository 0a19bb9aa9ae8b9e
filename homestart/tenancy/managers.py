"""The wall in code: tenant managers know the rows of the active branch only, and refuse without one."""

from collections.abc import Iterable
from typing import Any, TypeVar

from django.db import models

from homestart.tenancy.context import OtherBranchActive, active_branch_id

Row = TypeVar("Row", bound=models.Model)


class TenantQuerySet(models.QuerySet[Row]):
    """Refuses to write rows into another branch; a model's own queryset inherits this one."""

    def bulk_create(self, objs: Iterable[Row], *args: Any, **kwargs: Any) -> list[Row]:
        rows = list(objs)
        for row in rows:
            refuse_other_branch(row)
        return super().bulk_create(rows, *args, **kwargs)

    def update(self, **values: Any) -> int:
        if values.keys() & {"branch", "branch_id"}:
            raise OtherBranchActive("Rows do not move from one branch to another.")
        return super().update(**values)


class TenantManager(models.Manager.from_queryset(TenantQuerySet)):  # type: ignore[misc]
    """Rows of the active branch. Raises NoActiveBranch outside branch_context()."""

    def get_queryset(self) -> models.QuerySet[Any]:
        return super().get_queryset().filter(branch_id=active_branch_id())


def refuse_other_branch(row: models.Model) -> None:
    """Raises OtherBranchActive for a row of another branch than the active, NoActiveBranch without one."""
    if row.branch_id != active_branch_id():  # type: ignore[attr-defined]
        raise OtherBranchActive(f"This {row._meta.model_name} belongs to another branch than the active one.")
