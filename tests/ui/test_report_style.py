"""The print style, on an invented report with every class: complete, quiet, and in our own fonts only."""

import io
import logging
from collections.abc import Iterator
from pathlib import Path

import pikepdf
import pytest
from django.template import engines

from homestart.ui.charts import Bar, Group, bar_chart, grouped_bar_chart, line_chart, stacked_bar_chart
from reporting.pdf import render_pdf

YEARS = ["2023", "2024", "2025"]


@pytest.fixture(scope="module")
def sample() -> str:
    template = engines["django"].from_string((Path(__file__).parent / "sample_report.html").read_text())
    return template.render(
        {
            "rows": range(1, 31),
            "bars": bar_chart(
                "Kenmerken", "d", [Bar("Eenoudergezin", 45), Bar("Nieuwkomer", None)], unit="%"
            ),
            "grouped": grouped_bar_chart("Kinderen", "d", YEARS, [Group("0 tot 6 jaar", [16, 25, 29])]),
            "stacked": stacked_bar_chart("Geslacht", "d", ["Vrouw", "Man"], [Group("2025", [21, 2])]),
            "line": line_chart("Gezinnen", "d", YEARS, [Group("Begeleid", [18, 21, 22])]),
        }
    )


@pytest.fixture(scope="module")
def pdf(sample: str) -> pikepdf.Pdf:
    return pikepdf.open(io.BytesIO(render_pdf(sample)))


def test_weasyprint_understands_every_rule(sample: str, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.WARNING, logger="weasyprint"):
        render_pdf(sample)
    assert caplog.messages == []


def test_only_our_own_fonts_are_used_and_all_are_embedded(pdf: pikepdf.Pdf) -> None:
    names = set()
    for page in pdf.pages:
        for font in page.resources.get("/Font", {}).values():
            descendant = font.DescendantFonts[0]
            assert "/FontFile2" in descendant.FontDescriptor or "/FontFile3" in descendant.FontDescriptor
            assert "/ToUnicode" in font
            names.add(str(font.BaseFont).partition("+")[2])
    families = {"Source-Sans-3", "Source-Serif-4", "IBM-Plex-Sans-Arabic"}
    assert {name for name in names if not name.startswith(tuple(families))} == set()
    assert {family for family in families if any(name.startswith(family) for name in names)} == families


def test_the_outline_has_chapters_and_sections_but_not_the_cover(pdf: pikepdf.Pdf) -> None:
    with pdf.open_outline() as outline:
        titles = [(str(item.title), [str(child.title) for child in item.children]) for item in outline.root]
    assert titles == [
        ("Gezinnen", ["Bereik", "Profiel van de gezinnen"]),
        (
            "Ondersteuning door de coördinator en de vrijwilligers",
            ["Verhalen", "Een huis dat te klein werd", "Vorming en ontmoeting", "Acties"],
        ),
        ("Hoe we telden", []),
    ]


def test_a_table_over_several_pages_repeats_its_heading(pdf: pikepdf.Pdf) -> None:
    elements = list(structure(pdf.Root.StructTreeRoot))
    tables = [element for element in elements if element.get("/S") == "/Table"]
    columns = [
        sum(cell.get("/S") == "/TH" and is_column_heading(cell) for cell in structure(table))
        for table in tables
    ]
    # The small table, and the one of thirty rows in a piece for each of its pages.
    assert len(columns) > 2
    assert set(columns) == {4}


def structure(element: pikepdf.Object) -> Iterator[pikepdf.Dictionary]:
    """The elements of the structure tree below `element`."""
    children = element.get("/K", [])
    for child in children if isinstance(children, pikepdf.Array) else [children]:
        if isinstance(child, pikepdf.Dictionary) and "/S" in child:
            yield child
            yield from structure(child)


def is_column_heading(cell: pikepdf.Dictionary) -> bool:
    return cell.P.P.get("/S") == "/THead"
