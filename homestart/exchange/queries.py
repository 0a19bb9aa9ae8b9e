"""What a branch would take out, and what was brought in and taken out lately."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Count, Value

from homestart.accounts.models import User
from homestart.exchange.models import CHECK, EXPORT, IMPORT, Export, Import, MatchedColumn
from homestart.exchange.problems import Problem
from homestart.exchange.resource import resources
from homestart.jobs.models import Job

HISTORY = 20
#: How many different errors a page shows, in all and per file; the rest is in the list to download.
SHOWN, SHOWN_PER_FILE = 200, 50
#: On how many lines one and the same error is named.
LINES_NAMED = 12

#: Where the records of a file are found.
PAGES = {
    "families": "families:list",
    "referrals": "referrals:list",
    "waiting_list": "waiting:list",
    "volunteers": "volunteers:list",
    "trajectories": "matching:list",
    "matches": "matching:list",
    "journal": "reports:list",
}


@dataclass(frozen=True)
class Transfer:
    """A line of the history: an import or an export."""

    at: datetime
    by: User
    record: Import | Export
    is_import: bool


@dataclass(frozen=True)
class Alike:
    """The same error in the same column, once or on many lines."""

    column: str
    reason: str
    lines: list[int]

    @property
    def named(self) -> str:
        return ", ".join(map(str, self.lines[:LINES_NAMED]))

    @property
    def more(self) -> int:
        return max(0, len(self.lines) - LINES_NAMED)


@dataclass(frozen=True)
class FileProblems:
    """The errors of one file that are shown, and how many more there are."""

    file: str
    shown: list[Alike]
    more: int


def record_counts() -> list[tuple[str, str, int]]:
    """Each file that has records: its name, what one of them is, and how many; in one query."""
    found = resources()
    parts = [
        resource.model.objects.order_by()  # type: ignore[attr-defined]
        .values("branch_id")
        .annotate(file=Value(name), count=Count("pk"))
        .values_list("file", "count")
        for name, resource in found.items()
    ]
    counts = dict(parts[0].union(*parts[1:], all=True))
    return [(r.file, kind_of(r.file), counts[name]) for name, r in found.items() if name in counts]


def kind_of(file: str) -> str:
    """What one record of the file is, in words; "" for branch.csv."""
    resource = resources().get(file.removesuffix(".csv"))
    return str(resource.model._meta.verbose_name) if resource else ""


def page_of(file: str) -> str:
    """The name of the page on which the records of the file are found; "" for none."""
    return PAGES.get(file.removesuffix(".csv"), "")


def remembered(own_list: str) -> dict[str, str]:
    """What the columns of such a list held the last time, by their folded names."""
    return dict(MatchedColumn.objects.filter(own_list=own_list).values_list("header", "field"))


def job_of_import(offered: Import) -> Job | None:
    """The work that was last asked for with this file."""
    return _newest(kind__in=(CHECK, IMPORT), params={"import": str(offered.pk)})


def job_of_export(asked: Export) -> Job | None:
    return _newest(kind=EXPORT, params={"export": str(asked.pk)})


def _newest(**about: Any) -> Job | None:
    return Job.objects.filter(**about).order_by("-created_at").first()


def history() -> list[Transfer]:
    """The last imports and exports of the branch, newest first; in two queries."""
    imports = Import.objects.select_related("offered_by").defer("content", "problems")
    exports = Export.objects.select_related("asked_by").defer("content")
    found = [
        *(Transfer(i.offered_at, i.offered_by, i, True) for i in imports.order_by("-offered_at")[:HISTORY]),
        *(Transfer(e.asked_at, e.asked_by, e, False) for e in exports.order_by("-asked_at")[:HISTORY]),
    ]
    return sorted(found, key=lambda transfer: transfer.at, reverse=True)[:HISTORY]


def grouped(problems: list[Problem]) -> list[FileProblems]:
    """The errors per file, those that are alike together: SHOWN_PER_FILE of each file, SHOWN in all."""
    by_file: defaultdict[str, defaultdict[tuple[str, str], list[int]]] = defaultdict(
        lambda: defaultdict(list)
    )
    for problem in problems:
        by_file[problem.file][problem.column, problem.reason].append(problem.line)
    room, groups = SHOWN, []
    for file, found in by_file.items():
        alike = [Alike(column, reason, lines) for (column, reason), lines in found.items()]
        shown = alike[: min(SHOWN_PER_FILE, room)]
        room -= len(shown)
        groups.append(FileProblems(file, shown, sum(len(one.lines) for one in alike[len(shown) :])))
    return groups
