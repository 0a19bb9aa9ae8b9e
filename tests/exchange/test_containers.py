"""Folders, archives and workbooks as people make them."""

import os
import zipfile
from datetime import date, datetime, time
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook

from homestart.exchange.containers import Table, read_tables
from homestart.exchange.problems import Problems

KNOWN = {"branch.csv", "families.csv", "visits.csv"}


def read(source: Path) -> tuple[dict[str, Table], list[str]]:
    problems = Problems()
    return read_tables(source, KNOWN, problems), [str(problem) for problem in problems.first()]


def sheet_with(tmp_path: Path, *rows: list[Any], title: str = "families") -> Path:
    book = Workbook()
    assert book.active is not None
    book.active.title = title
    for row in rows:
        book.active.append(row)
    book.save(tmp_path / "in.xlsx")
    return tmp_path / "in.xlsx"


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ("tekst", "tekst"),
        (3020, "3020"),
        (3.0, "3"),
        (14.2, "14.2"),
        (0.1 + 0.2, "0.3"),
        (True, "yes"),
        (False, "no"),
        (date(2024, 2, 29), "2024-02-29"),
        (datetime(2024, 2, 29), "2024-02-29"),
        (None, ""),
        ("_x000D_", "\r"),
    ],
)
def test_typed_cells_become_the_text_of_the_format(value: Any, text: str, tmp_path: Path) -> None:
    tables, problems = read(sheet_with(tmp_path, ["key", "value"], ["G1", value], [None, None], ["G2", "x"]))
    assert problems == []
    assert tables["families.csv"].header == ["key", "value"]
    assert tables["families.csv"].records == [(2, ["G1", text]), (4, ["G2", "x"])]


@pytest.mark.parametrize(
    ("value", "reason"),
    [
        ("=1+1", "bevat een formule; vul de uitkomst zelf in"),
        ("#N/A", "bevat een foutmelding van het rekenblad"),
        (datetime(2024, 2, 29, 13, 30), "bevat een uur naast de datum"),
        (time(13, 30), "bevat een uur en geen datum"),
    ],
)
def test_cells_without_a_text_of_their_own_are_refused(value: Any, reason: str, tmp_path: Path) -> None:
    tables, _problems = read(sheet_with(tmp_path, ["key", "value"], ["G1", value]))
    assert [str(cell) for cell in tables["families.csv"].records[0][1]] == ["G1", reason]


def test_a_sheet_may_carry_the_name_of_the_file(tmp_path: Path) -> None:
    assert set(read(sheet_with(tmp_path, ["key"], title="families.csv"))[0]) == {"families.csv"}
    assert read(sheet_with(tmp_path, ["key"], title="Blad1"))[1] == [
        "Blad1.csv:1:-: dit bestand bestaat niet in het uitwisselingsformaat"
    ]


def test_cells_beside_the_table_are_not_lost(tmp_path: Path) -> None:
    tables, _problems = read(sheet_with(tmp_path, ["key"], ["G1", None, "x"]))
    assert tables["families.csv"].records == [(2, ["G1", "", "x"])]


@pytest.mark.parametrize("prefix", ["", "herent/"])
def test_an_archive_holds_the_files_or_their_folder(prefix: str, tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "in.zip", "w") as packed:
        if prefix:
            packed.mkdir(prefix)
        packed.writestr(f"{prefix}families.csv", "key\nG1\n")
        packed.writestr(f"{prefix}.DS_Store", "x")
        packed.writestr(f"__MACOSX/{prefix}._families.csv", "x")
    tables, problems = read(tmp_path / "in.zip")
    assert problems == []
    assert tables["families.csv"].records == [(2, ["G1"])]


def test_what_is_not_there_is_said(tmp_path: Path) -> None:
    assert read(tmp_path / "weg")[1] == ["weg:1:-: dit bestand of deze map bestaat niet"]


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_a_file_that_may_not_be_read_is_named(tmp_path: Path) -> None:
    (tmp_path / "families.csv").write_text("key\n")
    (tmp_path / "families.csv").chmod(0)
    assert read(tmp_path)[1] == ["families.csv:1:-: mag niet gelezen worden door dit programma"]
