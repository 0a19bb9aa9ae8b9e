"""What waits for the coordinator today. The apps say in today.py what they know of."""

from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from importlib import import_module
from typing import Any

from django.conf import settings

from homestart.accounts.permissions import Permission
from homestart.tenancy.models import Branch
from homestart.ui.tables import Action

#: As many of one kind as the page shows; the list behind it has all.
SHOWN = 8


@dataclass(frozen=True)
class Task:
    """One thing that waits: about whom, for how long in words, and the one next thing to do."""

    about: str
    url: str
    wait: str
    action: Action | None
    late: bool = False
    urgent: bool = False
    #: Other answers that take one press, such as the possible outcomes.
    others: Sequence[Action] = ()


@dataclass(frozen=True)
class Section:
    """Things of one kind that wait, the oldest first: at most SHOWN of the `count` that there are."""

    title: Any
    icon: str
    tasks: Sequence[Task]
    count: int
    more_url: str = ""


#: Of an app: its sections of this branch on this day, with what these permissions may read.
Source = Callable[[Branch, date, Collection[Permission]], Iterable[Section]]


def sections(branch: Branch, today: date, permissions: Collection[Permission]) -> list[Section]:
    """Everything that waits in the active branch, in the order of settings.TODAY_SOURCES.

    Only what may be read with `permissions`; the empty sections are left out.
    """
    sources: list[Source] = [import_module(path).sections for path in settings.TODAY_SOURCES]
    return [section for source in sources for section in source(branch, today, permissions) if section.count]
