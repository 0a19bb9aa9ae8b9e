"""Offering a file, importing it after it was checked, making an export, and removing what is left."""

import hashlib
from collections.abc import Mapping, Sequence
from typing import Any

from django.db import transaction
from django.utils import timezone

from homestart.accounts.models import User
from homestart.audit.models import record
from homestart.exchange.exporting import record_export
from homestart.exchange.handwriting import folded
from homestart.exchange.importing import ImportResult, PlanChanged, Reading, import_reading
from homestart.exchange.models import (
    CHECK,
    EXPORT,
    IMPORT,
    OPEN_STATES,
    Export,
    ExportState,
    Import,
    ImportState,
    MatchedColumn,
)
from homestart.exchange.problems import ImportRefused, Problems
from homestart.jobs.actions import enqueue
from homestart.tenancy.context import active_branch

#: Whoever has more errors than this begins with these.
PROBLEMS_KEPT = 5_000
#: What is over keeps its numbers and nothing else.
NOTHING: dict[str, Any] = {"content": None, "filename": "", "problems": []}
NOT_CHECKED: dict[str, Any] = {
    "plan": "",
    "files": [],
    "problems": [],
    "problem_count": 0,
    "checked_again": False,
}


@transaction.atomic
def offer(content: bytes, filename: str, *, by: User, own_list: str = "") -> Import:
    """Keeps the file and has it checked. Other files that this person offered before are put away.

    The same file once more (also by a double click) is the same offer, checked again. With the name of an
    `own_list` it waits until its columns are matched.
    """
    sha256 = hashlib.sha256(content).hexdigest()
    for other in Import.objects.open().filter(offered_by=by).exclude(sha256=sha256).defer("content"):
        drop(other, by=by)
    offered, _is_new = Import.objects.get_or_create(
        offered_by=by,
        sha256=sha256,
        state__in=OPEN_STATES,
        defaults={"content": content, "filename": filename},
    )
    state = ImportState.MATCHING if own_list else ImportState.CHECKING
    now = {"state": state, "offered_at": timezone.now(), "filename": filename, "own_list": own_list}
    _update(offered, **now, **NOT_CHECKED)
    record("offer_import", by=by, about=offered, bytes=len(content))
    if not own_list:
        enqueue(CHECK, by=by, params={"import": offered.pk})
    return offered


@transaction.atomic
def match_columns(offered: Import, headers: Sequence[str], fields: Mapping[int, str], *, by: User) -> bool:
    """Has the list checked with these `fields` by the position of their columns, and remembers them.

    The next list of this kind begins with what its columns held in this one. False when the file was imported
    or removed meanwhile.
    """
    offered = _locked(offered)
    if not offered.is_open:
        return False
    matched = {str(position): name for position, name in fields.items() if name}
    _update(offered, state=ImportState.CHECKING, matched=matched, **NOT_CHECKED)
    for position, header in enumerate(headers):
        if header:
            MatchedColumn.objects.update_or_create(
                own_list=offered.own_list,
                header=folded(header)[:100],
                defaults={"field": fields.get(position, "")},
            )
    record("match_columns", by=by, about=offered, columns=len(matched))
    enqueue(CHECK, by=by, params={"import": offered.pk})
    return True


@transaction.atomic
def ask_to_import(offered: Import, *, plan: str, by: User) -> bool:
    """Has the file imported in the background; False when `plan` is not (or no longer) what it would do."""
    offered = _locked(offered)
    if offered.state != ImportState.CHECKED or offered.plan != plan:
        return False
    enqueue(IMPORT, by=by, params={"import": offered.pk})
    return True


@transaction.atomic
def drop(offered: Import, *, by: User) -> bool:
    """Removes the file; False when it was imported or removed already."""
    offered = _locked(offered)
    if not offered.is_open:
        return False
    _update(offered, state=ImportState.DROPPED, finished_at=timezone.now(), **NOTHING)
    record("drop_import", by=by, about=offered)
    return True


def keep_check(offered: Import, found: ImportResult | Problems) -> None:
    """Keeps what the check found, unless the file was removed meanwhile."""
    offered = _locked(offered)
    if offered.state == ImportState.CHECKING:
        _keep(offered, found)


@transaction.atomic
def carry_out(offered: Import, reading: Reading, *, by: User | None) -> None:
    """Imports what was checked, once. Did the branch change since, the new findings wait for an answer."""
    offered = _locked(offered)
    if offered.state != ImportState.CHECKED:
        return
    try:
        result = import_reading(reading, by=by, only=active_branch(), plan=offered.plan)
    except ImportRefused as refused:
        _keep(offered, refused.problems, checked_again=True)
    except PlanChanged as changed:
        _keep(offered, changed.result, checked_again=True)
    else:
        done = {"state": ImportState.DONE, "finished_at": timezone.now(), "files": _counts(result)}
        _update(offered, checked_again=False, **done, **NOTHING)


@transaction.atomic
def ask_for_export(file_format: str, *, by: User) -> Export:
    """Everything of the branch in a file, made in the background; once when asked twice."""
    asked, is_new = Export.objects.get_or_create(asked_by=by, format=file_format, state=ExportState.MAKING)
    if is_new:
        record("ask_export", by=by, about=asked)
    # Also for one that failed: it is tried again.
    enqueue(EXPORT, by=by, params={"export": asked.pk})
    return asked


def keep_export(
    asked: Export, content: bytes, tables: Mapping[str, list[list[str]]], *, by: User | None
) -> None:
    """Keeps the file for who asked for it, unless it took so long that nobody waits for it."""
    asked = Export.objects.select_for_update().get(pk=asked.pk)
    if asked.state == ExportState.MAKING:
        counts = record_export(active_branch(), tables, by=by)
        asked.state, asked.content, asked.files = ExportState.READY, content, list(counts.items())
        asked.save()


@transaction.atomic
def clean() -> int:
    """Removes the files of the active branch that are older than a day; returns how many."""
    dropped = Import.objects.outlived().update(
        state=ImportState.DROPPED, finished_at=timezone.now(), **NOTHING
    )
    removed = Export.objects.outlived().update(state=ExportState.REMOVED, content=None)
    if dropped or removed:
        record("remove_exchanged_files", by=None, imports=dropped, exports=removed)
    return dropped + removed


def _locked(offered: Import) -> Import:
    return Import.objects.select_for_update().defer("content").get(pk=offered.pk)


def _keep(offered: Import, found: ImportResult | Problems, *, checked_again: bool = False) -> None:
    if isinstance(found, Problems):
        kept = [[p.file, p.line, p.column, p.reason] for p in found.first(PROBLEMS_KEPT)]
        _update(
            offered,
            state=ImportState.REFUSED,
            problem_count=found.count,
            problems=kept,
            files=[],
            plan="",
            checked_again=checked_again,
        )
    else:
        _update(
            offered,
            state=ImportState.CHECKED,
            plan=found.plan,
            files=_counts(found),
            checked_again=checked_again,
        )


def _counts(result: ImportResult) -> list[list[str | int]]:
    return [[file.file, file.made, file.changed, file.unchanged] for file in result.files]


def _update(offered: Import, **values: object) -> None:
    for name, value in values.items():
        setattr(offered, name, value)
    offered.save(update_fields=list(values))
