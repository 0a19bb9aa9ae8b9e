"""A list in a spreadsheet program: readable when it opens, and never a formula."""

import datetime
from io import BytesIO

from openpyxl import load_workbook

from homestart.ui.spreadsheets import WIDEST, workbook


def test_columns_are_as_wide_as_what_stands_in_them() -> None:
    day = datetime.date(2026, 3, 10)
    rows = [["Vandenbroucke-Vanderstraeten", day, "x" * 500], ["Maes", None, ""]]
    sheet = load_workbook(BytesIO(workbook("Gezinnen", ["Naam", "Sinds", "Wensen"], rows))).active
    widths = [sheet.column_dimensions[letter].width for letter in "ABC"]
    assert widths == [len("Vandenbroucke-Vanderstraeten") + 2, 12, WIDEST]
    assert sheet["B2"].value.date() == day
    assert sheet["C3"].value is None


def test_a_list_without_rows_has_its_headings() -> None:
    sheet = load_workbook(BytesIO(workbook("Gezinnen", ["Naam"], []))).active
    assert [[cell.value for cell in row] for row in sheet.iter_rows()] == [["Naam"]]
