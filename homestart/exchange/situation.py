"""What the branch would look like after the import: the folder laid over what is stored.

Nothing is written here. Everything that is checked across files is checked on this, so that a folder
with a part of the records is judged together with the records that it leaves out.
"""

from collections import defaultdict
from collections.abc import Iterable
from typing import Any
from uuid import UUID, uuid4

from django.utils.translation import gettext as _

from homestart.exchange.problems import Problems, quoted
from homestart.exchange.reading import Reader
from homestart.exchange.resource import Finding, Resource, Row

StoredRows = list[tuple[UUID, dict[str, Any]]]


class Situation:
    """The rows of every file, merged, and the problems that show only when they are seen together."""

    def __init__(self, problems: Problems) -> None:
        self.problems = problems
        self.rows: dict[str, list[Row]] = {}
        self._by_key: dict[str, dict[str, Row]] = {}
        self._complete: set[str] = set()
        self._broken: dict[str, set[int]] = {}

    def find(self, file: str, key: str | None) -> Row | None:
        """The record of `file` with this key, or None."""
        return self._by_key[file].get(key) if key else None

    def add(self, resource: Resource, reader: Reader | None, stored: StoredRows) -> None:
        """Lays the records of `reader` (None: the file is absent) over the stored ones."""
        merge = _merge_known if resource.unique_by else _merge_uncounted
        rows = [Row(values, id=id_, before=values) for id_, values in stored]
        self.rows[resource.name] = merge(resource, rows, reader, self.problems) if reader else rows
        if reader is None or reader.is_complete:
            self._complete.add(resource.name)
        self._broken[resource.name] = reader.broken if reader else set()
        if "key" in resource.column:
            self._by_key[resource.name] = {row["key"]: row for row in self.rows[resource.name]}

    def check(self, resources: Iterable[Resource]) -> None:
        """Adds every problem of references, order in time and the like to the problems."""
        for resource in resources:
            for row in self.rows[resource.name]:
                if row.line is not None:
                    self._check_references(resource, row, row.line)
                    self._check_needed(resource, row, row.line)
                for check in resource.checks:
                    for finding in check(row, self.find):
                        self._blame(resource, row, finding)
            for file_check in resource.file_checks:
                for row, finding in file_check(self.rows[resource.name]):
                    self._blame(resource, row, finding)

    def _check_references(self, resource: Resource, row: Row, line: int) -> None:
        for column in resource.references:
            key = row[column.name]
            if key and column.to in self._complete and not self.find(column.to, key):
                reason = _("%(key)s is not in %(file)s") % {"key": quoted(key), "file": f"{column.to}.csv"}
                self.problems.add(resource.file, line, column.name, reason)

    def _check_needed(self, resource: Resource, row: Row, line: int) -> None:
        names = resource.needs_one_of
        if names and line not in self._broken[resource.name] and not any(row[name] for name in names):
            reason = _("one of %(columns)s is needed") % {"columns": ", ".join(names)}
            self.problems.add(resource.file, line, names[0], reason)

    def _blame(self, resource: Resource, row: Row, finding: Finding) -> None:
        """The problem is named where the folder can be corrected; what is only stored is left in peace."""
        if row.line is not None:
            self.problems.add(resource.file, row.line, finding.column, finding.reason)
        elif finding.other is not None and finding.other.line is not None:
            name = f"{finding.column} {quoted(row['key'])}" if "key" in row.values else finding.column
            reason = f"{resource.file} {name}: {finding.reason}"
            self.problems.add(f"{finding.other_file}.csv", finding.other.line, finding.other_column, reason)


def _merge_known(resource: Resource, rows: list[Row], reader: Reader, problems: Problems) -> list[Row]:
    """Records that are known again by their key or combination: updated where they are, added where not."""
    known = {resource.identity(row.values): row for row in rows}
    for line, values in reader.records():
        row = _new_row(resource, line, values)
        identity = resource.identity(row.values)
        before = known.get(identity) if identity else None
        if before is None:
            rows.append(row)
        elif before.line is not None:
            problems.add(resource.file, line, resource.unique_by[0], _twice(resource, before))
            continue
        else:
            row = before
            row.line, row.values = line, {**row.values, **values}
        if identity:
            known[identity] = row
    return rows


def _merge_uncounted(resource: Resource, rows: list[Row], reader: Reader, problems: Problems) -> list[Row]:
    """Records that may occur more than once: as many are added as the branch lacks."""
    names = sorted(reader.names)
    stored: defaultdict[tuple[Any, ...], list[Row]] = defaultdict(list)
    for row in rows:
        stored[_comparable(row.values, names)].append(row)
    for line, values in reader.records():
        new = _new_row(resource, line, values)
        equal = stored[_comparable(new.values, names)]
        if equal:
            equal.pop().line = line
        else:
            rows.append(new)
    return rows


def _new_row(resource: Resource, line: int, values: dict[str, Any]) -> Row:
    return Row({column.name: column.nothing() for column in resource.columns} | values, line, uuid4())


def _comparable(values: dict[str, Any], names: list[str]) -> tuple[Any, ...]:
    return tuple(tuple(value) if isinstance(value := values[name], list) else value for name in names)


def _twice(resource: Resource, first: Row) -> str:
    return _("the same %(columns)s is already on line %(line)d") % {
        "columns": ", ".join(resource.unique_by),
        "line": first.line,
    }
