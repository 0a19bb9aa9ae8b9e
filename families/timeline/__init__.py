"""Everything that happened with a family, newest first; never a concern, which has readers of its own."""

from collections.abc import Collection
from dataclasses import dataclass
from operator import attrgetter

from families.queries.file import FamilyFile
from families.timeline.entries import entries
from families.timeline.events import events
from families.timeline.kinds import AFTER_CARE, KINDS
from homestart.accounts.permissions import Permission
from homestart.ui.timeline import Entry

__all__ = ["AFTER_CARE", "KINDS", "Timeline", "timeline"]


@dataclass(frozen=True)
class Timeline:
    entries: list[Entry]
    has_more: bool


def timeline(file: FamilyFile, kind: str, length: int, permissions: Collection[Permission]) -> Timeline:
    """The newest `length` entries that these permissions may read, only those of `kind` unless it is ""."""
    all_entries = [*events(file, kind, length + 1, permissions), *entries(file, kind)]
    # Of one day, what was written first in the code stays first: the sort is stable.
    all_entries.sort(key=attrgetter("day"), reverse=True)
    return Timeline(all_entries[:length], len(all_entries) > length)
