"""What goes in comes out: the demonstration branches, and texts that are meant to be misunderstood."""

import shutil
import time
from pathlib import Path

import pytest

from homestart.exchange.exporting import export_folder
from homestart.exchange.importing import import_folder
from homestart.exchange.resource import resources
from homestart.tenancy.models import Branch
from tests.exchange.folders import SMALL, contents, write_files, write_small

pytestmark = pytest.mark.django_db
DEMO = Path(__file__).parents[2] / "homestart" / "demo" / "data"
FORMS = ["", ".zip", ".xlsx"]


def bring_in(source: Path) -> Branch:
    return Branch.objects.get(slug=import_folder(source, by=None).slug)


def under_another_name(folder: Path) -> None:
    """Makes `folder` a branch that does not exist yet."""
    path = folder / "branch.csv"
    path.write_text(path.read_text().replace("\n", "\nnieuw-", 1))


@pytest.mark.parametrize("slug", ["aalst", "antwerpen", "herent", "zuid-west-vlaanderen"])
def test_a_branch_survives_export_and_import_to_the_byte(slug: str, tmp_path: Path) -> None:
    export_folder(bring_in(DEMO / slug), tmp_path / "first", by=None)
    under_another_name(tmp_path / "first")
    export_folder(bring_in(tmp_path / "first"), tmp_path / "second", by=None)
    assert contents(tmp_path / "first") == contents(tmp_path / "second")
    assert set(contents(tmp_path / "first")) == {path.name for path in (DEMO / slug).iterdir()}


@pytest.mark.parametrize("form", FORMS)
def test_each_form_holds_the_whole_branch(form: str, tmp_path: Path) -> None:
    branch = bring_in(write_small(tmp_path / "small"))
    export_folder(branch, tmp_path / f"out{form}", by=None)
    again = import_folder(tmp_path / f"out{form}", by=None)
    assert [(file.made, file.changed) for file in again.files] == [(0, 0)] * len(SMALL)


@pytest.mark.parametrize("form", FORMS)
def test_each_form_fills_an_empty_branch_with_the_same(form: str, tmp_path: Path) -> None:
    export_folder(bring_in(write_small(tmp_path / "small")), tmp_path / "first", by=None)
    under_another_name(tmp_path / "first")
    other = bring_in(tmp_path / "first")
    export_folder(other, tmp_path / f"between{form}", by=None)
    text = (tmp_path / "first" / "branch.csv").read_text()
    other.slug = "weg"
    other.save()
    assert "nieuw-" in text
    export_folder(bring_in(tmp_path / f"between{form}"), tmp_path / "second", by=None)
    assert contents(tmp_path / "first") == contents(tmp_path / "second")


@pytest.mark.parametrize("form", [".zip", ".xlsx"])
def test_the_same_branch_gives_the_same_bytes_at_another_moment(form: str, tmp_path: Path) -> None:
    branch = bring_in(write_small(tmp_path / "small"))
    export_folder(branch, tmp_path / f"first{form}", by=None)
    # ZIP archives count in steps of two seconds.
    time.sleep(2)
    export_folder(branch, tmp_path / f"second{form}", by=None)
    assert (tmp_path / f"first{form}").read_bytes() == (tmp_path / f"second{form}").read_bytes()


def test_the_small_branch_uses_every_file_and_column() -> None:
    described = {"branch.csv": SMALL["branch.csv"].splitlines()[0].split(",")}
    described |= {found.file: list(found.column) for found in resources().values()}
    assert {name: content.splitlines()[0].split(",") for name, content in SMALL.items()} == described


def test_export_is_ordered_by_key_and_else_by_all_columns(tmp_path: Path) -> None:
    write_files(
        tmp_path / "in",
        families="name,key\nz,G10\na,G2\n",
        waiting_care="family,date,kind,note\nG2,2024-01-02,paperwork,\nG10,2024-01-02,paperwork,b\n"
        "G10,2024-01-02,paperwork,a\n",
    )
    export_folder(bring_in(tmp_path / "in"), tmp_path / "out", by=None)
    out = contents(tmp_path / "out")
    assert set(out) == {"branch.csv", "families.csv", "waiting_care.csv"}
    assert [line.split(",")[0] for line in out["families.csv"].decode().splitlines()] == ["key", "G10", "G2"]
    assert out["waiting_care.csv"].decode() == (
        "family,date,kind,by,note\nG10,2024-01-02,paperwork,,a\nG10,2024-01-02,paperwork,,b\n"
        "G2,2024-01-02,paperwork,,\n"
    )


PAYLOADS = [
    "=1+1",
    "==1",
    "+1",
    "-1",
    "@SUM(A1)",
    "\t=1",
    "\r=1",
    "\n=1",
    "\ufeff=1",
    "\u200b=1",
    "＝1",
    '=HYPERLINK("http://example.org","x")',
    "=cmd|' /C calc'!A0",
    '"=1"',
    "'=1",
    " =1 ",
    "_x003D_1",
    "_x005F_x003D_1",
    "regel 1\r\nregel 2\nregel 3\rregel 4",
    'tab\tin, komma; "quote"',
    "\x0bverticaal\x01",
    "0470",
    "1e5",
    "TRUE",
    "2024-01-01",
    "مرحبا ŁódźŞ Привет 👩‍👧",
    "x" * 5000,
]


@pytest.mark.parametrize("form", FORMS)
def test_texts_that_look_like_formulas_stay_texts(form: str, tmp_path: Path) -> None:
    from homestart.exchange.containers.table import csv_bytes

    rows = [["key", "name", "needs"], *([f"G{n:02}", text[:200], text] for n, text in enumerate(PAYLOADS))]
    (write_files(tmp_path / "in") / "families.csv").write_bytes(csv_bytes(rows))
    branch = bring_in(tmp_path / "in")
    export_folder(branch, tmp_path / f"out{form}", by=None)
    assert import_folder(tmp_path / f"out{form}", by=None).changed == 0
    export_folder(branch, tmp_path / "after", by=None)
    exported = (tmp_path / "after" / "families.csv").read_bytes()
    assert exported == csv_bytes(
        [
            next(iter(SMALL["families.csv"].splitlines())).split(","),
            *([key, name, *[""] * 7, needs, "", ""] for key, name, needs in rows[1:]),
        ]
    )


def test_a_workbook_holds_no_cell_that_calculates(tmp_path: Path) -> None:
    from openpyxl import load_workbook

    write_files(tmp_path / "in", families="key,needs\nG1,=1+1\nG2,@SUM(A1)\nG3,2024-01-01\nG4,12\n")
    export_folder(bring_in(tmp_path / "in"), tmp_path / "out.xlsx", by=None)
    cells = [
        cell for row in load_workbook(tmp_path / "out.xlsx")["families"].iter_rows(min_row=2) for cell in row
    ]
    assert {cell.data_type for cell in cells if cell.value is not None} == {"s"}


def test_a_text_too_long_for_a_workbook_is_said_and_not_cut(tmp_path: Path) -> None:
    write_files(tmp_path / "in", families=f"key,needs\nG1,{'x' * 40_000}\n")
    branch = bring_in(tmp_path / "in")
    with pytest.raises(ValueError, match="32767"):
        export_folder(branch, tmp_path / "out.xlsx", by=None)
    export_folder(branch, tmp_path / "out", by=None)
    assert import_folder(tmp_path / "out", by=None).changed == 0


def test_an_export_never_writes_over_something(tmp_path: Path) -> None:
    branch = bring_in(write_files(tmp_path / "in"))
    for form in FORMS:
        target = tmp_path / f"out{form}"
        export_folder(branch, target, by=None)
        with pytest.raises(FileExistsError):
            export_folder(branch, target, by=None)
    shutil.rmtree(tmp_path / "out")
