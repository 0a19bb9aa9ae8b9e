"""The main navigation, the addresses inside a branch, and the colour of a branch."""

import zlib
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext_lazy as _

from homestart.accounts.permissions import Permission
from homestart.tenancy.models import Branch

CHIPS = 8  # as many as tokens.css has


@dataclass(frozen=True)
class Item:
    """A page in the navigation, for whoever holds `permission`; with `in_branch`, a page of one branch."""

    label: Any
    url_name: str
    permission: Permission
    in_branch: bool


@dataclass(frozen=True)
class Link:
    label: str
    url: str
    current: bool


ITEMS = (
    Item(_("Today"), "today", Permission.READ_FAMILIES, in_branch=True),
    Item(_("Referrals"), "referrals:list", Permission.READ_FAMILIES, in_branch=True),
    Item(_("Waiting list"), "waiting:list", Permission.READ_FAMILIES, in_branch=True),
    Item(_("Families"), "families:list", Permission.READ_FAMILIES, in_branch=True),
    Item(_("Volunteers"), "volunteers:list", Permission.READ_VOLUNTEERS, in_branch=True),
    Item(_("Matches"), "matching:list", Permission.READ_FAMILIES, in_branch=True),
    Item(_("My families"), "visits:home", Permission.VISIT_FAMILIES, in_branch=True),
    Item(_("Reports"), "reports:list", Permission.EDIT_REPORTS, in_branch=True),
    Item(_("Data"), "exchange:home", Permission.EXCHANGE_DATA, in_branch=True),
    Item(_("Users"), "members:list", Permission.MANAGE_MEMBERS, in_branch=True),
    Item(_("Organisation"), "organisation:branches", Permission.MANAGE_MEMBERS, in_branch=False),
    Item(_("Branches"), "branches:list", Permission.MANAGE_NETWORK, in_branch=False),
    Item(_("Users"), "users:list", Permission.MANAGE_NETWORK, in_branch=False),
    Item(_("State of the reports"), "network:finals", Permission.MANAGE_NETWORK, in_branch=False),
    Item(_("Step plan"), "step_plan", Permission.MANAGE_NETWORK, in_branch=False),
    Item(_("Annual reports"), "finals:list", Permission.READ_FINAL_REPORTS, in_branch=False),
)


def items(request: HttpRequest) -> list[Item]:
    """The pages that this user may open here, in order."""
    return [
        item
        for item in ITEMS
        if item.permission in request.permissions and item.in_branch == bool(request.branch)
    ]


def links(request: HttpRequest) -> list[Link]:
    """The same with their addresses; `current` marks the part where the request is."""
    here = request.resolver_match.view_name.partition(":")[0] if request.resolver_match else ""
    return [
        Link(
            label=str(item.label),
            url=branch_url(request.branch, item.url_name) if item.in_branch else reverse(item.url_name),
            current=item.url_name.partition(":")[0] == here,
        )
        for item in items(request)
    ]


def quick(request: HttpRequest) -> dict[str, str]:
    """Where one press leads: `search`, `contact` and `referral`; "" where this user has no such page."""
    return {
        "search": _offered(request, "search", Permission.READ_FAMILIES),
        "contact": _offered(request, "contact", Permission.EDIT_FAMILIES),
        "referral": _offered(request, "referrals:new", Permission.EDIT_FAMILIES),
    }


def _offered(request: HttpRequest, url_name: str, permission: Permission) -> str:
    if request.branch is None or permission not in request.permissions:
        return ""
    try:
        return branch_url(request.branch, url_name)
    except NoReverseMatch:
        return ""


def branch_url(branch: Branch, name: str, *args: Any, **kwargs: Any) -> str:
    """The address of page `name` in `branch`; raises NoReverseMatch when there is none."""
    if kwargs:
        return reverse(name, kwargs={"branch_slug": branch.slug, **kwargs})
    return reverse(name, args=[branch.slug, *args])


def chip_class(branch: Branch) -> str:
    """The CSS class with the colour of `branch`: always the same one, after its slug."""
    return f"chip-{zlib.crc32(branch.slug.encode()) % CHIPS + 1}"
