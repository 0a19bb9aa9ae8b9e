"""What happened, newest first: the entries of components/timeline.html."""

from dataclasses import dataclass
from datetime import date
from typing import Any


@dataclass(frozen=True)
class Entry:
    """One line of a timeline: `kind` in words with its `icon`, `who` was there, `text` as it was written."""

    day: date
    kind: Any
    icon: str
    who: str = ""
    text: str = ""
    url: str = ""

    @property
    def month(self) -> date:
        """The first day of its month: entries are grouped by it."""
        return self.day.replace(day=1)


@dataclass(frozen=True)
class Chip:
    """A filter as a link; `count` stands behind its label unless None."""

    label: Any
    url: str
    current: bool = False
    count: int | None = None
