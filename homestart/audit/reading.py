"""Who looked at what, and who was refused: written after the request, in a transaction of its own.

So a page that only shows something runs in a transaction that cannot write, and a refusal is remembered
though all that the request did is taken back. A page whose events cannot be written is not served.
"""

from contextlib import nullcontext
from dataclasses import dataclass, field

from django.contrib.auth.base_user import AbstractBaseUser
from django.db import models
from django.http import HttpRequest

from homestart.audit.models import Entry, write
from homestart.tenancy.context import branch_context
from homestart.tenancy.models import Branch

LOOK = "look"
DENY = "deny"


@dataclass
class Trail:
    """The events of one request that are still to be written."""

    looks: dict[models.Model | None, Entry] = field(default_factory=dict)
    others: list[Entry] = field(default_factory=list)

    def write(self, branch: Branch | None, *, shown: bool) -> None:
        """In the log of the branch or the network: what was refused and, when the page is `shown`, looks."""
        entries = [*(self.looks.values() if shown else ()), *self.others]
        if entries:
            with branch_context(branch) if branch else nullcontext():
                write(entries)


def looked_at(request: HttpRequest, about: models.Model | None, **detail: int | str) -> None:
    """Called by the view of every page that shows a person's file: one event when the page is served.

    `about` is the file, None for a page about several people. Raises ValueError when `detail` holds more
    than numbers and codes.
    """
    request.trail.looks[about] = Entry(LOOK, request.user, about, detail)  # type: ignore[attr-defined,arg-type]


def remember(
    request: HttpRequest,
    verb: str,
    *,
    by: AbstractBaseUser | None,
    about: models.Model | None = None,
    **detail: int | str,
) -> None:
    """An event that stays also when the request fails, like a password that was not the right one."""
    request.trail.others.append(Entry(verb, by, about, detail))  # type: ignore[attr-defined]
