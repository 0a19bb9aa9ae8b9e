"""What is still to be done for families, and by whom."""

from collections.abc import Collection
from typing import Any

from django.db.models import QuerySet

from families.models import FollowUp
from homestart.accounts.models import Membership, User
from homestart.accounts.permissions import Permission
from homestart.accounts.roles import PERMISSIONS
from homestart.tenancy.models import Branch


def open_follow_ups(permissions: Collection[Permission]) -> "QuerySet[Any]":
    """What is to be done, with `family` and `for_whom`, the oldest day first; only what may be read."""
    found: QuerySet[Any] = FollowUp.objects.readable_by(permissions)
    return found.filter(done_on=None).select_related("family", "for_whom").order_by("due_on", "pk")


def colleagues(branch: Branch) -> "QuerySet[User]":
    """Who works with the families of the branch today, by name."""
    roles = [role for role, held in PERMISSIONS.items() if Permission.EDIT_FAMILIES in held]
    here = Membership.objects.current().filter(branch=branch, role__in=roles)
    return User.objects.filter(pk__in=here.values("user")).order_by("name", "email")
