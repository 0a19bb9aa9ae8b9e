"""Bringing a branch in: everything is checked before anything is written, and all is written or nothing."""

import hashlib
import json
from collections.abc import Callable
from contextlib import nullcontext
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.db import IntegrityError, connection, transaction
from django.utils.translation import gettext as _

from homestart.accounts.actions import save_branch
from homestart.accounts.models import User
from homestart.audit.models import record
from homestart.exchange import branch_file, storage
from homestart.exchange.containers import Table, read_tables
from homestart.exchange.problems import WHOLE_LINE, ImportRefused, Problems
from homestart.exchange.reading import Reader
from homestart.exchange.resource import Resource, resources
from homestart.exchange.situation import Situation
from homestart.tenancy.context import branch_context
from homestart.tenancy.models import Branch

# Told after each step: how many of how many steps are done, and the file that comes next.
Progress = Callable[[int, int, str], None]


@dataclass(frozen=True, slots=True)
class FileResult:
    """How many records of a file are new, changed, or as they were."""

    file: str
    made: int
    changed: int
    unchanged: int


@dataclass(frozen=True, slots=True)
class ImportResult:
    """What an import did; a dry run: what it would do.

    `plan` is the same as long as the same records would be made and changed in the same way.
    """

    slug: str
    files: list[FileResult]
    plan: str

    @property
    def made(self) -> int:
        return sum(file.made for file in self.files)

    @property
    def changed(self) -> int:
        return sum(file.changed for file in self.files)


class PlanChanged(Exception):
    """Nothing was written: an import would now do something else than what was agreed, namely `result`."""

    def __init__(self, result: ImportResult) -> None:
        self.result = result
        super().__init__()


@dataclass(frozen=True, slots=True)
class Reading:
    """What a folder holds, before it is laid over what is stored. To be imported once."""

    row: branch_file.BranchRow | None
    tables: dict[str, Table]
    problems: Problems


def read_folder(source: Path) -> Reading:
    """Reads a folder, a ZIP or a workbook. Raises ImportRefused when it cannot be read at all."""
    problems = Problems()
    tables = read_tables(
        source, {branch_file.FILE, *(found.file for found in resources().values())}, problems
    )
    if not tables:
        problems.refuse_if_any()
    return Reading(branch_file.read(tables.pop(branch_file.FILE, None), problems), tables, problems)


def import_folder(
    source: Path, *, by: User | None, dry_run: bool = False, progress: Progress | None = None
) -> ImportResult:
    """Imports a branch from a folder, a ZIP or a workbook, and says per file what was made and changed.

    The branch that branch.csv names is made when there is none with its slug. Records that are known
    already are updated, records that the folder leaves out are kept. `by` is None for the system. Raises
    ImportRefused with every problem found; then nothing is written.
    """
    return import_reading(read_folder(source), by=by, dry_run=dry_run, progress=progress)


def import_reading(
    reading: Reading,
    *,
    by: User | None,
    only: Branch | None = None,
    plan: str = "",
    dry_run: bool = False,
    progress: Progress | None = None,
) -> ImportResult:
    """As import_folder(), of what was read before.

    With `only`, a folder of another branch is refused, and one that changes the branch itself: whoever may
    bring records into a branch does not decide of which organisation it is. Raises PlanChanged when `plan`
    is not what would be done.
    """
    row, tables, problems = reading.row, reading.tables, reading.problems
    if only and row and row.values["slug"] != only.slug:
        # Before anything is looked up: the answer is the same whether there is such a branch or not.
        problems.add(branch_file.FILE, row.line, "slug", branch_file.other_branch(row, only))
        raise ImportRefused(problems)
    steps = _Steps(2 * len(resources()), progress)
    with transaction.atomic():
        branch = branch_file.stored(row.values["slug"], lock=not dry_run) if row else None
        with branch_context(branch) if branch else nullcontext():
            before = branch_file.values_of(branch) if branch else None
            after = branch_file.merged(branch, row, problems) if row else {}
            if only and row and before:
                branch_file.refuse_changes(before, after, row, problems)
            situation = _compare(branch, tables, problems, steps)
            problems.refuse_if_any()
            result = _result(before, after, tables, situation)
            if plan and result.plan != plan:
                raise PlanChanged(result)
            if dry_run or not (result.made or result.changed):
                return result
            if branch is None or before != after:
                branch = _save_branch(branch, after, problems, by)
            with branch_context(branch):
                _write(situation, steps)
                record("import_branch", by=by, about=branch, made=result.made, changed=result.changed)
    return result


def _compare(
    branch: Branch | None, tables: dict[str, Table], problems: Problems, steps: "_Steps"
) -> Situation:
    """The folder laid over what is stored, and checked."""
    situation = Situation(problems)
    keys: storage.KeysById = {}
    for resource in resources().values():
        steps.next(resource.file)
        table = tables.get(resource.file)
        reader = Reader(table, resource.columns, problems) if table else None
        situation.add(resource, reader, storage.load(resource, keys) if branch else [])
    situation.check(resources().values())
    return situation


def _result(
    before: dict[str, Any] | None, after: dict[str, Any], tables: dict[str, Table], situation: Situation
) -> ImportResult:
    of_branch = FileResult(
        branch_file.FILE,
        made=int(before is None),
        changed=int(before is not None and before != after),
        unchanged=int(before == after),
    )
    of_files = (_count(resource, situation) for resource in resources().values() if resource.file in tables)
    return ImportResult(after["slug"], [of_branch, *of_files], _plan(before, after, situation))


def _plan(before: dict[str, Any] | None, after: dict[str, Any], situation: Situation) -> str:
    """The checksum of every record that would be made or changed: as it is, and as it would be."""
    checksum = hashlib.sha256(json.dumps([before, after], default=str).encode())
    for name, rows in situation.rows.items():
        for row in rows:
            if row.line is not None and (row.before is None or row.is_changed):
                checksum.update(json.dumps([name, row.line, row.before, row.values], default=str).encode())
    return checksum.hexdigest()


def _count(resource: Resource, situation: Situation) -> FileResult:
    named = [row for row in situation.rows[resource.name] if row.line is not None]
    made = sum(row.before is None for row in named)
    changed = sum(row.is_changed for row in named)
    return FileResult(resource.file, made, changed, len(named) - made - changed)


def _save_branch(
    branch: Branch | None, values: dict[str, Any], problems: Problems, by: User | None
) -> Branch:
    try:
        # A savepoint, as below.
        with transaction.atomic():
            return save_branch(branch or Branch(), **values, by=by)
    except IntegrityError as error:
        # A branch that is there can be locked, one that is not yet there cannot.
        problems.add(branch_file.FILE, 1, "slug", _("somebody else has just made this branch; try again"))
        raise ImportRefused(problems) from error


def _write(situation: Situation, steps: "_Steps") -> None:
    try:
        # A savepoint, so that the connection can still be used to say what was wrong.
        with transaction.atomic():
            for resource in resources().values():
                steps.next(resource.file)
                storage.save(resource, situation)
            # References are looked at when a transaction ends; here is where it can still be told.
            connection.check_constraints()
    except IntegrityError as error:
        # Only what somebody else wrote since the check gets here.
        situation.problems.add(resource.file, 1, WHOLE_LINE, _constraint_message(resource, error))
        raise ImportRefused(situation.problems) from error


def _constraint_message(resource: Resource, error: IntegrityError) -> str:
    name = error.__cause__.diag.constraint_name if error.__cause__ else ""  # type: ignore[attr-defined]
    for constraint in resource.model._meta.constraints:
        if constraint.name == name:
            return str(constraint.violation_error_message)
    return _("the records do not fit with what was saved in the meantime; try again")


class _Steps:
    """Counts the steps of an import for whoever watches."""

    def __init__(self, total: int, progress: Progress | None) -> None:
        self.total = total
        self.done = 0
        self.progress = progress

    def next(self, file: str) -> None:
        if self.progress:
            self.progress(self.done, self.total, file)
        self.done += 1
