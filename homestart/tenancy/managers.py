"""The wall in code: a tenant manager shows the rows of the active branch, and refuses without one."""

from typing import Any

from django.db import models

from homestart.tenancy.context import active_branch_id


class TenantManager(models.Manager[Any]):
    """Rows of the active branch. Raises NoActiveBranch outside branch_context()."""

    def get_queryset(self) -> models.QuerySet[Any]:
        return super().get_queryset().filter(branch_id=active_branch_id())
