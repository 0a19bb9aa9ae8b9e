"""From texts to values: each cell by its column, each problem with its place."""

from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext as _

from homestart.exchange.columns import Column
from homestart.exchange.containers import Table
from homestart.exchange.containers.table import Cell
from homestart.exchange.problems import WHOLE_LINE, Problems, Wrong, one_line


class Reader:
    """Reads the records of one table by the columns of its file."""

    def __init__(self, table: Table, columns: Sequence[Column], problems: Problems) -> None:
        self.table = table
        self.problems = problems
        # Lines with a problem: what they lack may be only what could not be read.
        self.broken: set[int] = set()
        known = {column.name: column for column in columns}
        self.columns: list[Column | None] = [known.get(str(name)) for name in table.header]
        self.names = {column.name for column in self.columns if column}
        self._check_header(columns)

    @property
    def is_complete(self) -> bool:
        """Whether every record was read, with all that others may refer to."""
        return self.table.complete and ("key" in self.names or not self.table.header)

    def records(self) -> list[tuple[int, dict[str, Any]]]:
        """Each record's line and its values by column; a wrong cell is a problem and counts as empty."""
        return [(line, self._values(line, cells)) for line, cells in self.table.records]

    def _check_header(self, columns: Sequence[Column]) -> None:
        header = [str(name) for name in self.table.header]
        if len(header) == 1 and ";" in header[0]:
            self._report(1, WHOLE_LINE, _("the columns are separated by semicolons; use commas"))
            return
        for position, name in enumerate(header):
            shown = name.strip() or str(position + 1)
            if name in header[:position]:
                self._report(1, shown, _("this column is there twice"))
            elif self.columns[position] is None:
                self._report(1, shown, _("no such column exists in this file"))
        if header:
            for column in columns:
                if column.needed and column.name not in self.names:
                    self._report(1, column.name, _("this column is needed"))

    def _values(self, line: int, cells: list[Cell]) -> dict[str, Any]:
        width = len(self.columns)
        if len(cells) == width:
            known = self.columns
        else:
            first = str(width + 1) if len(cells) > width else one_line(str(self.table.header[len(cells)]))
            reason = _("the line has %(cells)d cells, the header has %(columns)d")
            self._report(line, first, reason % {"cells": len(cells), "columns": width})
            # Nobody knows which cell is one too many; the key is read for whoever refers to the record.
            known = [column if column and column.name == "key" else None for column in self.columns]
        values: dict[str, Any] = {}
        for column, cell in zip(known, cells, strict=False):
            if column is not None and column.name not in values:
                values[column.name] = self._value(line, column, cell)
        return values

    def _value(self, line: int, column: Column, cell: Cell) -> Any:
        try:
            if isinstance(cell, Wrong):
                raise cell
            if column.needed and not cell:
                raise Wrong(_("is needed"))
            return column.read_cell(cell)
        except Wrong as wrong:
            self._report(line, column.name, str(wrong))
            return column.nothing()

    def _report(self, line: int, column: str, reason: str) -> None:
        self.broken.add(line)
        self.problems.add(self.table.file, line, column, reason)
