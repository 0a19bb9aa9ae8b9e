"""A list as a workbook to open in a spreadsheet program; a text that looks like a formula stays a text."""

import re
from collections.abc import Iterable, Sequence
from datetime import date
from io import BytesIO
from typing import Any

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter

CONTENT_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
#: Columns in characters: a date fits, and a long text does not fill the screen.
NARROWEST, WIDEST = 12, 50
#: What XML cannot hold.
CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")


def workbook(title: str, heads: Sequence[str], rows: Iterable[Sequence[Any]]) -> bytes:
    """One sheet with bold headings; numbers and dates as such, the rest text; columns as wide as needed."""
    rows = list(rows)
    book = Workbook(write_only=True)
    sheet = book.create_sheet(title[:31])
    sheet.freeze_panes = "A2"
    for number, column in enumerate(zip(heads, *rows, strict=True), start=1):
        longest = max(0 if isinstance(value, date) else len(str(value or "")) for value in column)
        width = min(max(longest + 2, NARROWEST), WIDEST)
        sheet.column_dimensions[get_column_letter(number)].width = width
    sheet.append([_cell(sheet, head, bold=True) for head in heads])
    for row in rows:
        sheet.append([_cell(sheet, value) for value in row])
    target = BytesIO()
    book.save(target)
    return target.getvalue()


def _cell(sheet: Any, value: Any, *, bold: bool = False) -> Any:
    if value is None or value == "":
        return None
    is_plain = isinstance(value, int | float | date) and not isinstance(value, bool)
    cell = WriteOnlyCell(sheet, value if is_plain else CONTROL.sub("", str(value))[:32_767])
    if not is_plain:
        cell.data_type = "s"
    if bold:
        cell.font = Font(bold=True)
    return cell
