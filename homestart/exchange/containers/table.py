"""What every container gives and takes: a table of texts, each record with the line on which it begins."""

import csv
import io
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from itertools import islice

from django.utils.translation import gettext as _

from homestart.exchange.problems import WHOLE_LINE, Problems, Wrong

# More than fifty years of a large branch; what is larger is not a branch.
MAX_BYTES = 64 * 1024 * 1024
MAX_CSV_BYTES = 24 * 1024 * 1024
MAX_ROWS = 100_000

SPECIAL = re.compile('[",\r\n]')

Cell = str | Wrong
TextRows = Iterable[list[str]]


class Refused(Exception):
    """The whole source, or `file` in it, cannot be read as a branch."""

    def __init__(self, reason: str, file: str = "") -> None:
        self.reason = reason
        self.file = file
        super().__init__(reason)


@dataclass
class Table:
    """A file: its header, and its records as (line, cells). `complete` is False when reading broke off."""

    file: str
    header: list[Cell] = field(default_factory=list)
    records: list[tuple[int, list[Cell]]] = field(default_factory=list)
    complete: bool = True


Opener = Callable[[Problems], Table]


def fill(table: Table, lines: Iterator[tuple[int, list[Cell]]]) -> Table:
    """`table` with the header and the records of `lines`; blank lines are no records. Raises Refused."""
    filled = (line for line in lines if any(line[1]))
    for _line, table.header in islice(filled, 1):
        table.records = list(islice(filled, MAX_ROWS))
    if next(filled, None):
        raise Refused(_("more than %(rows)d records") % {"rows": MAX_ROWS}, table.file)
    return table


def parse_csv(file: str, raw: bytes, problems: Problems) -> Table:
    """The table in the bytes of a CSV file; a file of zero bytes has no records. Raises Refused."""
    if len(raw) > MAX_CSV_BYTES:
        raise Refused(_("larger than %(megabytes)d MB") % {"megabytes": MAX_CSV_BYTES // 2**20}, file)
    table = Table(file)
    # Bytes that are not UTF-8 survive as lone surrogates, so that the cell that holds them can be named.
    # Lines end at LF only: a lone CR inside a quoted cell is a character of that cell.
    text = io.TextIOWrapper(io.BytesIO(raw), "utf-8-sig", errors="surrogateescape", newline="\n")
    return fill(table, _csv_lines(table, text, problems))


def _csv_lines(table: Table, text: Iterable[str], problems: Problems) -> Iterator[tuple[int, list[Cell]]]:
    reader = csv.reader(text, strict=True)
    begins_on = 1
    try:
        for cells in reader:
            yield begins_on, list(cells)
            begins_on = reader.line_num + 1
    except csv.Error as error:
        table.complete = False
        problems.add(table.file, begins_on, WHOLE_LINE, _csv_reason(str(error)))


def _csv_reason(error: str) -> str:
    if "field larger" in error:
        return _("a cell is longer than %(length)d characters") % {"length": csv.field_size_limit()}
    if "new-line" in error:
        return _("a line ends in the middle of a cell; put the cell between double quotes")
    return _("the double quotes are not right; the rest of this file was not read")


def csv_bytes(rows: TextRows) -> bytes:
    """The rows as the bytes of a CSV file: UTF-8, LF, quotes where they are needed."""
    return "".join(",".join(map(_quote, row)) + "\n" for row in rows).encode()


def _quote(text: str) -> str:
    # Python's own writer leaves a lone CR bare, which no reader takes for a character of the cell.
    return '"' + text.replace('"', '""') + '"' if SPECIAL.search(text) else text
