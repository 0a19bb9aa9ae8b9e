"""Taking a branch out: every record, in an order and a form that are the same each time."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from django.db import connection, transaction

from homestart.accounts.models import User
from homestart.audit.models import record
from homestart.exchange import branch_file, storage
from homestart.exchange.columns import Column
from homestart.exchange.containers import write_tables
from homestart.exchange.resource import Permissions, resources
from homestart.tenancy.context import branch_context
from homestart.tenancy.models import Branch


def export_folder(branch: Branch, target: Path, *, by: User | None) -> dict[str, int]:
    """Writes the branch as a folder, or as a ZIP or a workbook when `target` ends in .zip or .xlsx.

    Returns the number of records per file. `by` is None for the system. Raises FileExistsError when
    something else stands at `target`, ValueError when a text is too long for a workbook.
    """
    tables = tables_of_one_moment(branch)
    write_tables(target, tables)
    return record_export(branch, tables, by=by)


def tables_of_one_moment(
    branch: Branch, permissions: Permissions | None = None
) -> dict[str, list[list[str]]]:
    """tables_of() the branch; the files show one moment, unless somebody else's transaction is open."""
    is_outermost = not connection.in_atomic_block
    with transaction.atomic():
        if is_outermost:
            _see_one_moment()
        with branch_context(branch):
            return tables_of(branch, permissions)


def record_export(
    branch: Branch, tables: Mapping[str, list[list[str]]], *, by: User | None
) -> dict[str, int]:
    """Remembers that the branch was taken out; returns the number of records per file."""
    counts = {file: len(rows) - 1 for file, rows in tables.items()}
    with branch_context(branch):
        record("export_branch", by=by, about=branch, records=sum(counts.values()))
    return counts


def _see_one_moment() -> None:
    """All files show one moment, so that no file refers to a record that another has not got yet."""
    with connection.cursor() as cursor:
        cursor.execute("set transaction isolation level repeatable read")


def tables_of(branch: Branch, permissions: Permissions | None = None) -> dict[str, list[list[str]]]:
    """branch.csv and each file that has records: a header and the records as texts.

    Concerns and notes with few readers go along only for who may read them; None is the system itself.
    """
    tables = {branch_file.FILE: _table(branch_file.columns(), [branch_file.values_of(branch)])}
    keys: storage.KeysById = {}
    for resource in resources().values():
        rows = [values for _id, values in storage.load(resource, keys, permissions)]
        if rows:
            tables[resource.file] = _table(resource.columns, rows)
    return tables


def _table(columns: Sequence[Column], rows: list[dict[str, Any]]) -> list[list[str]]:
    columns = [
        column
        for column in columns
        if not column.beyond or any(column.write_cell(values[column.name]) for values in rows)
    ]
    texts = [[column.write_cell(values[column.name]) for column in columns] for values in rows]
    # The key is the first column, so this is the order by key, or else by all columns.
    texts.sort()
    return [[column.name for column in columns], *texts]
