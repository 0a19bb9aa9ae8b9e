"""What an app says about each of its files in the exchange format, and the list of all of them.

An app's `resources.py` holds `RESOURCES`, a list of Resource; the setting EXCHANGE_RESOURCES names those
modules in the order of writing, so that a file stands after the files that it refers to.
"""

from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass, field
from functools import cache, cached_property
from importlib import import_module
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import models

from homestart.accounts.permissions import Permission
from homestart.exchange.columns import Column, Reference


@dataclass(slots=True, eq=False)
class Row:
    """A record: what the folder says of it, on top of what the branch already holds.

    `values` are by column, references as keys. `line` is its line in the folder, None when it is not in
    it; `before` holds the stored values, None when it is new.
    """

    values: dict[str, Any]
    line: int | None = None
    id: UUID | None = None
    before: dict[str, Any] | None = None

    def __getitem__(self, column: str) -> Any:
        return self.values[column]

    @property
    def is_changed(self) -> bool:
        return self.line is not None and self.before is not None and self.values != self.before


Permissions = Collection[Permission]
Find = Callable[[str, str | None], Row | None]


@dataclass(frozen=True, slots=True)
class Finding:
    """What a check finds wrong in a row: in `column`, or in `other_column` of the row it was compared with.

    The second place is named when only that row is in the folder.
    """

    column: str
    reason: str
    other: Row | None = None
    other_file: str = ""
    other_column: str = ""


# Looks at one row (and at the rows it refers to, through `find(file, key)`).
RowCheck = Callable[[Row, Find], Iterator[Finding]]
# Looks at all rows of a file together; gives each wrong row with what is wrong.
FileCheck = Callable[[Iterable[Row]], Iterator[tuple[Row, Finding]]]


@dataclass(frozen=True)
class Resource:
    """One file of the format.

    `unique_by` names the columns under which a record is known again: its key, or a combination; empty
    when equal rows may occur. `needs_one_of`: at least one of these columns is filled. `readable` keeps the
    rows that somebody with these permissions may take out.
    """

    name: str
    model: type[models.Model]
    columns: list[Column]
    unique_by: tuple[str, ...] = ("key",)
    needs_one_of: tuple[str, ...] = ()
    checks: list[RowCheck] = field(default_factory=list)
    file_checks: list[FileCheck] = field(default_factory=list)
    readable: "Callable[[models.QuerySet[Any], Permissions], models.QuerySet[Any]] | None" = None

    def __post_init__(self) -> None:
        for column in self.columns:
            column.learn_limits(self.model)

    @property
    def file(self) -> str:
        return f"{self.name}.csv"

    @cached_property
    def column(self) -> dict[str, Column]:
        return {column.name: column for column in self.columns}

    @cached_property
    def references(self) -> list[Reference]:
        return [column for column in self.columns if isinstance(column, Reference)]

    def identity(self, values: dict[str, Any]) -> tuple[Any, ...] | None:
        """What the record is known by; None when its file knows no such thing or a part of it is missing."""
        if any(self.column[name].needed and values[name] in (None, "") for name in self.unique_by):
            return None
        return tuple(values[name] for name in self.unique_by) or None


@cache
def resources() -> dict[str, Resource]:
    """Every file of the format but branch.csv, by name, in the order of writing."""
    modules = (import_module(path) for path in settings.EXCHANGE_RESOURCES)
    return {resource.name: resource for module in modules for resource in module.RESOURCES}
