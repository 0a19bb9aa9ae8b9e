"""A branch as an XLSX workbook with a sheet per file.

A workbook is judged before openpyxl sees it, because openpyxl trusts what it reads: the archive by its
table of contents, and every part by a quick look at its bytes. Sheets are then read in read-only mode
without believing the dimensions that the file claims, and given up at the first row too many.
"""

import re
import warnings
import zipfile
from collections.abc import Iterator, Mapping
from datetime import date, datetime, time
from functools import partial
from pathlib import Path
from tempfile import TemporaryFile
from typing import Any

from django.utils.translation import gettext as _
from openpyxl import Workbook, load_workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.cell.read_only import EMPTY_CELL
from openpyxl.writer.excel import ExcelWriter

from homestart.exchange.containers import archive
from homestart.exchange.containers.table import MAX_ROWS, Cell, Opener, Refused, Table, TextRows, fill
from homestart.exchange.problems import Problems, Wrong

MAX_ELEMENTS = 2_000_000
MAX_SHEETS = 100
# No file of the format comes near column Z.
MAX_COLUMNS = 26
MAX_CELL = 32_767
LOOKED_AT_ONCE = 1024 * 1024
OVERLAP = 64
ROW = re.compile(rb"<(?:[A-Za-z_][\w.-]*:)?row\b")
FAR_COLUMN = re.compile(rb"""\sr\s*=\s*["'][A-Za-z]{2,}[0-9]""")
# Beyond column ZZ nobody keeps anything.
VERY_FAR_COLUMN = re.compile(rb"""\sr\s*=\s*["'][A-Za-z]{3,}[0-9]""")
# A workbook holds these as _xHHHH_; a text that looks like such a code has its underscore written that way.
ESCAPED = re.compile("_x([0-9A-Fa-f]{4})_")
TO_ESCAPE = re.compile("[\x00-\x08\x0b-\x1f\ufffe\uffff]|_(?=x[0-9A-Fa-f]{4}_)")


def read(source: Path, *, columns: int = MAX_COLUMNS) -> Iterator[tuple[str, Opener]]:
    """Each sheet as the name of a file, with the function that reads it. Raises Refused.

    Of a sheet that may be wider than the format the first `columns` are read.
    """
    with archive.open_safely(source) as opened:
        _look_through(opened, FAR_COLUMN if columns <= MAX_COLUMNS else VERY_FAR_COLUMN)
    book = _load(source)
    try:
        names = [name if name.endswith(".csv") else f"{name}.csv" for name in book.sheetnames]
        if len(set(names)) < len(names):
            raise Refused(_("holds two files with the same name"))
        for name, sheet in zip(names, book.worksheets, strict=True):
            yield name, partial(_open, name, sheet, columns)
    finally:
        book.close()


def _look_through(opened: zipfile.ZipFile, far: re.Pattern[bytes]) -> None:
    """Raises Refused for what an honest sheet of records never holds."""
    names = opened.namelist()
    if any(name.lower().endswith("vbaproject.bin") for name in names):
        raise Refused(_("holds macros; save it as a workbook without macros"))
    if any(name.lower().startswith(("xl/externallinks/", "xl/connections")) for name in names):
        raise Refused(_("refers to other files; save it without those links"))
    if sum(name.lower().startswith("xl/worksheets/") for name in names) > 2 * MAX_SHEETS:
        raise Refused(_("holds too many sheets"))
    elements = 0
    for name in names:
        # Every part, because a sheet may hide behind any name.
        elements += _look_at_part(opened, name, far)
        if elements > MAX_ELEMENTS:
            raise Refused(_("holds too many rows or cells"))


def _look_at_part(opened: zipfile.ZipFile, name: str, far: re.Pattern[bytes]) -> int:
    """The number of elements in a part of the workbook. Raises Refused."""
    elements = sheets = rows = 0
    is_xml = name.lower().endswith((".xml", ".rels"))
    before = b""
    try:
        with opened.open(name) as part:
            while chunk := part.read(LOOKED_AT_ONCE):
                seen = before[-OVERLAP:] + chunk
                if is_xml and (b"\x00" in chunk or b"<!DOCTYPE" in seen or b"<!ENTITY" in seen):
                    raise Refused(_("holds definitions that do not belong in a workbook"))
                if far.search(seen):
                    raise Refused(_("holds cells far outside of the table"))
                elements += chunk.count(b"<") - chunk.count(b"</")
                sheets += chunk.count(b"<sheet ")
                rows += len(ROW.findall(chunk))
                if sheets > MAX_SHEETS:
                    raise Refused(_("holds too many sheets"))
                if rows > MAX_ROWS + 1 or elements > MAX_ELEMENTS:
                    raise Refused(_("holds too many rows or cells"))
                before = chunk
    except archive.UNREADABLE:
        raise Refused(_("is not a ZIP file or an XLSX workbook, or it is damaged")) from None
    return elements


def _load(source: Path) -> Any:
    try:
        with warnings.catch_warnings():
            # openpyxl warns of every extension that it leaves out; none of them holds records.
            warnings.simplefilter("ignore")
            return load_workbook(source, read_only=True, keep_links=False)
    except Exception as error:  # openpyxl raises whatever a damaged file makes it stumble over
        raise Refused(_("is not a ZIP file or an XLSX workbook, or it is damaged")) from error


def _open(name: str, sheet: Any, columns: int, problems: Problems) -> Table:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return fill(Table(name), _rows(sheet, columns))
    except Refused as refused:
        raise Refused(refused.reason, name) from None
    except Exception as error:  # as above: the cells of a damaged sheet
        raise Refused(_("this sheet is damaged"), name) from error


def _rows(sheet: Any, columns: int) -> Iterator[tuple[int, list[Cell]]]:
    """Each row with its number; empty cells beyond the width of the header are left out."""
    sheet.reset_dimensions()
    width = 0
    for number, cells in enumerate(sheet.iter_rows(max_col=columns), start=1):
        if all(cell is EMPTY_CELL for cell in cells):
            if number > MAX_ROWS:
                raise Refused(_("holds cells far outside of the table"))
            continue
        row = [_text(cell) for cell in cells]
        while len(row) > width and not row[-1]:
            row.pop()
        width = width or len(row)
        yield number, row


def _text(cell: Any) -> Cell:
    """The text that a CSV file would hold for this cell, or Wrong."""
    value = cell.value
    if cell.data_type == "f":
        return Wrong(_("holds a formula; fill in its result"))
    if cell.data_type == "e":
        return Wrong(_("holds an error of the spreadsheet"))
    match value:
        case None:
            return ""
        case bool():
            return "yes" if value else "no"
        case int():
            return str(value)
        case float():
            # Fifteen digits is what a spreadsheet itself keeps to.
            return str(int(value)) if value.is_integer() else f"{value:.15g}"
        case datetime() if value.time() == time():
            return value.date().isoformat()
        case datetime():
            return Wrong(_("holds a time beside the date"))
        case date():
            return value.isoformat()
        case str():
            return ESCAPED.sub(lambda code: chr(int(code[1], 16)), value)
    return Wrong(_("holds a time and not a date"))


def write(target: Path, tables: Mapping[str, TextRows]) -> None:
    """Writes each table as a sheet of texts; a text that looks like a formula stays a text.

    The same tables give the same bytes. Raises ValueError when a text is too long for a cell, before
    anything is written.
    """
    escaped = {name: [[_escape(text) for text in row] for row in rows] for name, rows in tables.items()}
    book = Workbook(write_only=True)
    for name, rows in escaped.items():
        sheet = book.create_sheet(name.removesuffix(".csv"))
        for row in rows:
            sheet.append([_text_cell(sheet, text) for text in row])
    archive.write_entries(target, _parts(book))


def _parts(book: Workbook) -> Iterator[tuple[str, bytes]]:
    """The parts of the finished workbook; Workbook.save() would write the moment into them."""
    book.properties.created = book.properties.modified = datetime(*archive.WRITTEN_AT)
    with TemporaryFile() as file:
        with zipfile.ZipFile(file, "w") as packed:
            ExcelWriter(book, packed).write_data()
        with zipfile.ZipFile(file) as packed:
            for name in packed.namelist():
                yield name, packed.read(name)


def _escape(text: str) -> str:
    escaped = TO_ESCAPE.sub(lambda found: f"_x{ord(found[0]):04X}_", text)
    if len(escaped) > MAX_CELL:
        raise ValueError(
            _("A text is longer than the %(length)d characters of a cell in a workbook; export a folder.")
            % {"length": MAX_CELL}
        )
    return escaped


def _text_cell(sheet: Any, text: str) -> Any:
    if not text:
        return None
    cell = WriteOnlyCell(sheet, text)
    cell.data_type = "s"
    return cell
