"""Lists that a branch keeps in its own way: one sheet, whose columns somebody matches on the screen once.

Of each line records of the exchange format are made, and those go the way of every import: checked whole,
shown, and only then written. A list only adds. A line is known again by what it says of a few fields, so
that the same list, longer by some lines, brings in those lines alone.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from importlib import import_module
from itertools import islice
from pathlib import Path
from typing import Any

from django.conf import settings
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _

from homestart.exchange.branch_file import BranchRow
from homestart.exchange.containers import Table, workbook
from homestart.exchange.containers.table import Cell, Refused
from homestart.exchange.handwriting import Reader, folded, text
from homestart.exchange.importing import Reading
from homestart.exchange.problems import WHOLE_LINE, ImportRefused, Problem, Problems, Wrong
from homestart.exchange.resource import resources
from homestart.tenancy.context import active_branch

#: A title above the list is no header; below so many lines nobody looks for one.
HEADER_WITHIN = 10
#: Wider than anybody keeps a list.
MOST_COLUMNS = 80
#: As many lines as help to see what a column holds.
SAMPLES = 3


@dataclass(frozen=True)
class Field:
    """Something that a list may tell. `known_as`: what people write above such a column, between commas.

    `to` are the places in the exchange format where it goes, such as "families.name": an error there is told
    of the column. With `several` more than one column may hold it, as the names of the children do.
    """

    name: str
    label: Any
    to: tuple[str, ...]
    reader: Callable[[], Reader] = text
    known_as: str = ""
    several: bool = False


@dataclass(frozen=True)
class Line:
    """A line of the list: its number in the sheet, its key, and what it says by field."""

    number: int
    key: str
    values: Mapping[str, Sequence[Cell]]

    def __getitem__(self, name: str) -> Cell:
        """What the line says of a field, "" for nothing; of several columns the first that is filled."""
        return next((value for value in self.values.get(name, ()) if value), "")


#: The name of a file of the format without its suffix, and the cells of a record by column.
Records = Iterator[tuple[str, dict[str, Cell]]]


@dataclass(frozen=True)
class OwnList:
    """A kind of list. `needed`: without one of these fields there is nothing to import.

    A line is known again by `identity`; `main` is the file in which its record bears the key of the line.
    `records(line, known)` gives what is made of it, and `is_there(line, known)` says whether the branch has
    it by another way; `known` is what `prepare()` gave, once before, in the branch.
    """

    name: str
    title: Any
    about: Any
    fields: Sequence[Field]
    needed: tuple[str, ...]
    identity: tuple[str, ...]
    main: str
    records: Callable[[Line, Any], Records]
    prepare: Callable[[], Any] = lambda: None
    is_there: Callable[[Line, Any], bool] = lambda line, known: False

    def field(self, name: str) -> Field:
        """Raises KeyError."""
        return {field.name: field for field in self.fields}[name]

    def guess(self, header: str) -> str:
        """The field that a column of this name most likely holds; "" for none."""
        written = folded(header)
        for field in self.fields:
            if written in {folded(name) for name in (str(field.label), *field.known_as.split(","))}:
                return field.name
        return ""


@dataclass(frozen=True)
class Sheet:
    """The first filled sheet of a workbook: its name, its header and its lines."""

    name: str
    header: list[str]
    records: list[tuple[int, list[Cell]]]

    def samples(self, position: int) -> list[str]:
        """What the first lines say in this column."""
        cells = (cells[position] for _line, cells in self.records if position < len(cells))
        return list(islice((str(cell) for cell in cells if cell), SAMPLES))


@cache
def own_lists() -> dict[str, OwnList]:
    """Every kind of list, by name: what the modules in settings.EXCHANGE_LISTS say."""
    modules = (import_module(path) for path in settings.EXCHANGE_LISTS)
    return {own.name: own for module in modules for own in module.LISTS}


def read_sheet(source: Path) -> Sheet:
    """The list in a workbook. Raises ImportRefused when there is none that can be read."""
    problems = Problems()
    try:
        for _name, open_table in workbook.read(source, columns=MOST_COLUMNS):
            table = open_table(problems)
            if sheet := _sheet(table):
                return sheet
        raise Refused(_("holds no list: no line with two filled cells was found"))
    except Refused as refused:
        problems.add(refused.file.removesuffix(".csv") or source.name, 1, WHOLE_LINE, refused.reason)
        raise ImportRefused(problems) from refused


def _sheet(table: Table) -> Sheet | None:
    """The table below its header, which is the first line with two filled cells; None when there is none."""
    lines = [(1, table.header), *table.records] if table.header else []
    for index, (_line, cells) in enumerate(lines[:HEADER_WITHIN]):
        if sum(bool(cell) for cell in cells) > 1:
            header = [" ".join(str(cell).split()) for cell in cells]
            return Sheet(table.file.removesuffix(".csv"), header, lines[index + 1 :])
    return None


def reading_of(own: OwnList, sheet: Sheet, matched: Mapping[int, str]) -> Reading:
    """The records of the list, as if they had come in the exchange format; run in the branch.

    `matched` gives the field by the position of its column. Lines that the branch has already are left out.
    """
    lines = _lines(own, sheet, matched)
    model: Any = resources()[own.main].model
    known = set(model.objects.filter(key__in=[line.key for line in lines]).values_list("key", flat=True))
    prepared = own.prepare()
    found: dict[str, list[tuple[int, dict[str, Cell]]]] = defaultdict(list)
    once: set[tuple[str, Cell]] = set()
    new = (line for line in lines if line.key not in known and not own.is_there(line, prepared))
    for line in new:
        for file, cells in own.records(line, prepared):
            # A referrer stands on many lines and is made once.
            if (file, cells.get("key", "")) not in once or "key" not in cells:
                once.add((file, cells.get("key", "")))
                found[file].append((line.number, cells))
    row = BranchRow(line=1, values={"slug": active_branch().slug})
    return Reading(row, {f"{file}.csv": _table(file, rows) for file, rows in found.items()}, Problems())


def _table(file: str, rows: Sequence[tuple[int, dict[str, Cell]]]) -> Table:
    names = list(dict.fromkeys(name for _line, cells in rows for name in cells))
    records = [(line, [cells.get(name, "") for name in names]) for line, cells in rows]
    return Table(f"{file}.csv", list(names), records)


def _lines(own: OwnList, sheet: Sheet, matched: Mapping[int, str]) -> list[Line]:
    readers = {name: own.field(name).reader() for name in set(matched.values())}
    lines, seen = [], Counter[str]()
    for number, cells in sheet.records:
        values: dict[str, list[Cell]] = defaultdict(list)
        for position, name in sorted(matched.items()):
            values[name].append(_read(cells[position] if position < len(cells) else "", readers[name]))
        if not any(value for several in values.values() for value in several):
            continue
        said = "\x1f".join(folded(str(next(iter(values[name]), ""))) for name in own.identity)
        seen[said] += 1
        for name in set(own.needed) & readers.keys():
            if not any(values[name]):
                # Such as a line with a total: without it nobody would know what the record is.
                values[name] = [Wrong(_("is empty here. Fill it in, or remove the line from the list"))]
        lines.append(Line(number, key_of(own.name, said, str(seen[said])), values))
    return lines


def _read(cell: Cell, read: Reader) -> Cell:
    if isinstance(cell, Wrong) or not cell.strip():
        return cell if isinstance(cell, Wrong) else ""
    try:
        return read(cell)
    except Wrong as wrong:
        return wrong


def key_of(*parts: str) -> str:
    """A key that is the same for the same parts in this branch, and that tells nothing of them."""
    said = "\x1e".join((str(active_branch().pk), *parts))
    return salted_hmac("homestart.exchange.own_lists", said, algorithm="sha256").hexdigest()[:24]


def in_own_words(problem: Problem, own: OwnList, sheet: Sheet, matched: Mapping[int, str]) -> Problem:
    """The problem told of the sheet and of the column as its maker named them."""
    place = f"{problem.file.removesuffix('.csv')}.{problem.column}"
    columns = [sheet.header[at] for at, name in sorted(matched.items()) if place in own.field(name).to]
    return replace(problem, file=sheet.name, column=" / ".join(dict.fromkeys(columns)) or WHOLE_LINE)
