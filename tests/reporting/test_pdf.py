"""The PDF from inside: tagged, titled, with bookmarks, alternative texts and fonts that print every name."""

import io
import itertools
import re
import resource
import time
from dataclasses import replace

import pikepdf
import pytest

from reporting.pdf import render_pdf
from reporting.reports.document import Document, TextBlock, paragraphs
from reporting.reports.printing import print_html

NAMES = ["Łukasz Żółć", "Sümeyye Yıldız", "Олена Їжакевич", "ليلى المغربي"]


@pytest.fixture(scope="module")
def html(herent_2025: Document) -> str:
    return print_html(herent_2025, "Ontwerp")


@pytest.fixture(scope="module")
def pdf(html: str) -> pikepdf.Pdf:
    return pikepdf.open(io.BytesIO(render_pdf(html)))


def structure(pdf: pikepdf.Pdf) -> list[pikepdf.Dictionary]:
    """Every element of the tree of tags."""
    found, waiting = [], [pdf.Root.StructTreeRoot]
    while waiting:
        element = waiting.pop()
        if not isinstance(element, pikepdf.Dictionary):
            continue
        if "/S" in element:
            found.append(element)
        children = element.get("/K", [])
        waiting += list(children) if isinstance(children, pikepdf.Array) else [children]
    return found


def tags(pdf: pikepdf.Pdf, name: str) -> list[pikepdf.Dictionary]:
    return [element for element in structure(pdf) if name == element.S]


def test_it_says_what_it_is(pdf: pikepdf.Pdf, herent_2025: Document) -> None:
    assert bool(pdf.Root.MarkInfo.Marked)
    assert str(pdf.Root.Lang) == "nl-BE"
    assert bool(pdf.Root.ViewerPreferences.DisplayDocTitle)
    assert str(pdf.docinfo.Title) == f"{herent_2025.title} 2025 · Home-Start Herent"
    with pdf.open_metadata() as metadata:
        assert metadata["pdfuaid:part"] == "1"


def test_the_bookmarks_are_the_chapters(pdf: pikepdf.Pdf, herent_2025: Document) -> None:
    with pdf.open_outline() as outline:
        titles = [str(item.title) for item in outline.root]
        sections = [str(child.title) for item in outline.root for child in item.children]
    assert titles == [chapter.title for chapter in herent_2025.chapters]
    assert len(titles) == 9
    assert sections == [
        section.title for chapter in herent_2025.chapters for section in chapter.printed_sections
    ]


def test_every_drawing_says_in_words_what_it_shows(pdf: pikepdf.Pdf) -> None:
    figures = tags(pdf, "/Figure")
    assert len(figures) >= 6
    assert all(str(figure.get("/Alt", "")).strip() for figure in figures)


def test_headings_go_down_one_step_at_a_time(pdf: pikepdf.Pdf, html: str) -> None:
    levels = [int(level) for level in re.findall(r"<h([1-6])", html)]
    assert levels[0] == 1
    assert all(below <= above + 1 for above, below in itertools.pairwise(levels))


def test_tables_have_headings_for_rows_and_columns(pdf: pikepdf.Pdf) -> None:
    assert len(tags(pdf, "/Table")) >= 15
    assert len(tags(pdf, "/TH")) > len(tags(pdf, "/Table"))


def test_all_fonts_are_embedded_and_can_be_copied_from(pdf: pikepdf.Pdf) -> None:
    for page in pdf.pages:
        for font in page.resources.get("/Font", {}).values():
            descriptor = font.DescendantFonts[0].FontDescriptor
            assert "/FontFile2" in descriptor or "/FontFile3" in descriptor
            assert "/ToUnicode" in font


def test_links_lead_to_places_in_the_document(pdf: pikepdf.Pdf) -> None:
    places = {str(name) for name in pikepdf.NameTree(pdf.Root.Names.Dests)}
    links = [
        annotation
        for page in pdf.pages
        for annotation in page.get("/Annots", [])
        if annotation.Subtype == "/Link"
    ]
    assert len(links) > 30
    for link in links:
        assert "/A" not in link or "/URI" not in link.A
        assert str(link.get("/Dest", link.get("/A", {}).get("/D", ""))) in places


def test_it_has_no_more_pages_than_it_needs(pdf: pikepdf.Pdf) -> None:
    assert 18 <= len(pdf.pages) <= 32
    assert all(len(page.Contents.read_bytes()) > 400 for page in pdf.pages)


def test_nothing_unfinished_is_printed(html: str) -> None:
    words = re.sub(r"<[^>]+>", " ", html)
    for sign in ("None", "{{", "{%", "&amp;amp;", "_0_6", "volunteers_", "profile_"):
        assert sign not in words
    assert not re.search(r"\bnan\b", words)


def test_the_html_is_not_the_work_of_a_writer(herent_2025: Document) -> None:
    hostile = TextBlock("year", "", paragraphs("<img src=x onerror=alert(1)>\n\n- <script>1</script>"))
    chapter = herent_2025.chapters[0]
    section = replace(chapter.sections[0], blocks=(hostile,))
    document = replace(herent_2025, chapters=(replace(chapter, sections=(section,)),))
    html = print_html(document)
    assert "<script" not in html
    assert "<img" not in html
    assert "&lt;script&gt;1&lt;/script&gt;" in html


@pytest.mark.parametrize("name", NAMES)
def test_every_name_is_printed_in_our_fonts(name: str) -> None:
    link = '<link rel="stylesheet" href="/static/css/report.css">'
    pdf = render_pdf(f"<html lang='nl'><head><title>t</title>{link}</head><body><p>{name}</p></body></html>")
    with pikepdf.open(io.BytesIO(pdf)) as document:
        fonts = {
            str(font.BaseFont).partition("+")[2]
            for page in document.pages
            for font in page.resources.get("/Font", {}).values()
        }
    assert fonts
    assert all(font.startswith(("Source-Sans-3", "IBM-Plex-Sans-Arabic")) for font in fonts)


def test_an_almost_empty_year_is_a_decent_report(almost_empty: Document) -> None:
    html = print_html(almost_empty)
    assert "None" not in re.sub(r"<[^>]+>", " ", html)
    assert "–</span>" not in html
    with pikepdf.open(io.BytesIO(render_pdf(html))) as pdf:
        assert 8 <= len(pdf.pages) <= 14


def test_a_word_without_end_goes_on_on_the_next_line_and_page() -> None:
    word = "x" * 20_000
    link = '<link rel="stylesheet" href="/static/css/report.css">'
    pdf = render_pdf(f"<html lang='nl'><head><title>t</title>{link}</head><body><p>{word}</p></body></html>")
    with pikepdf.open(io.BytesIO(pdf)) as document:
        assert len(document.pages) > 2


@pytest.mark.slow
def test_a_text_of_twenty_thousand_words_is_printed_in_time() -> None:
    words = " ".join(["ondersteuningstraject"] * 20_000)
    link = '<link rel="stylesheet" href="/static/css/report.css">'
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    started = time.monotonic()
    pdf = render_pdf(f"<html lang='nl'><head><title>t</title>{link}</head><body><p>{words}</p></body></html>")
    assert time.monotonic() - started < 60
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 300_000
    assert pdf.startswith(b"%PDF")
