"""A report with everything filled in: what the page in the browser and the PDF are made of."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, ClassVar

from django.utils.safestring import SafeString

from homestart.tenancy.models import Branch
from homestart.ui.numbers import Number
from reporting.reports.blocks import ReportForm
from reporting.reports.lists import Entry, Voice

Figures = Mapping[int, Mapping[str, Any]]


@dataclass(frozen=True)
class Cell:
    """A number as it is written; in the browser it may lead to the cases of this figure, part and year."""

    text: str
    figure: str = ""
    part: str = ""
    year: int = 0


@dataclass(frozen=True)
class Head:
    label: str
    current: bool = False


@dataclass(frozen=True)
class Row:
    """A line of a table; `values` are the numbers that a chart draws, one per column of years."""

    label: str
    cells: tuple[Cell, ...]
    values: tuple[Number | None, ...] = ()
    total: bool = False


@dataclass(frozen=True)
class Card:
    label: str
    value: Cell
    unit: str = ""
    before: str = ""


@dataclass(frozen=True)
class CardsBlock:
    template: ClassVar[str] = "report/blocks/cards.html"
    cards: tuple[Card, ...]
    notes: tuple[str, ...] = ()


@dataclass(frozen=True)
class TableBlock:
    template: ClassVar[str] = "report/blocks/table.html"
    title: str
    heads: tuple[Head, ...]
    rows: tuple[Row, ...]
    notes: tuple[str, ...] = ()
    chart: SafeString | None = None

    @property
    def body(self) -> list[tuple[Row, list[tuple[Head, Cell]]]]:
        """The rows with each cell beside its column; the line of totals may be shorter."""
        return [(row, list(zip(self.heads, row.cells, strict=False))) for row in self.rows]

    @property
    def is_short(self) -> bool:
        """Whether it fits on a page with room to spare, so that it need not be broken."""
        return len(self.rows) <= 16


@dataclass(frozen=True)
class ListBlock:
    template: ClassVar[str] = "report/blocks/list.html"
    title: str
    style: str
    entries: tuple[Entry, ...]


@dataclass(frozen=True)
class TextBlock:
    """A text as paragraphs and lists; in the browser with a way to change it, also when it is empty."""

    template: ClassVar[str] = "report/blocks/text.html"
    slot: str
    title: str
    paragraphs: tuple["Paragraph", ...]


@dataclass(frozen=True)
class Paragraph:
    """A paragraph, or the items of a simple list."""

    text: str = ""
    lines: tuple[str, ...] = ()


@dataclass(frozen=True)
class ThemeBlock:
    template: ClassVar[str] = "report/blocks/theme.html"
    title: str
    count: Cell
    text: TextBlock
    quotes: tuple[Voice, ...]


@dataclass(frozen=True)
class VoicesBlock:
    template: ClassVar[str] = "report/blocks/voices.html"
    quotes: tuple[Voice, ...] = ()
    stories: tuple[Voice, ...] = ()


@dataclass(frozen=True)
class Definition:
    """How a figure was counted: what it says, over how many, and how many are unknown."""

    label: str
    text: str
    base: str = ""


@dataclass(frozen=True)
class DefinitionsBlock:
    template: ClassVar[str] = "report/blocks/definitions.html"
    groups: tuple[tuple[str, tuple[Definition, ...]], ...]


FilledBlock = CardsBlock | TableBlock | ListBlock | TextBlock | ThemeBlock | VoicesBlock | DefinitionsBlock


@dataclass(frozen=True)
class FilledSection:
    code: str
    title: str
    blocks: tuple[FilledBlock, ...]

    @property
    def is_printed(self) -> bool:
        """Whether there is more in it than places for texts that nobody filled."""
        return any(not isinstance(block, TextBlock) or block.paragraphs for block in self.blocks)


@dataclass(frozen=True)
class FilledChapter:
    code: str
    title: str
    number: int | None
    sections: tuple[FilledSection, ...]

    @property
    def printed_sections(self) -> list[FilledSection]:
        return [section for section in self.sections if section.is_printed]


@dataclass(frozen=True)
class Document:
    """The report of a branch-year. `figures` and `texts` are what it was made of."""

    branch: Branch
    year: int
    title: str
    contact: tuple[str, ...]
    chapters: tuple[FilledChapter, ...]
    figures: Figures
    texts: Mapping[str, str]
    definitions: Mapping[str, Mapping[str, str]] = field(default_factory=dict)

    @property
    def name(self) -> str:
        """Branch and title, as the running header of the PDF."""
        return f"{self.branch.name} · {self.title} {self.year}"


def text_block(form: ReportForm, slot: str, text: str) -> TextBlock:
    """The text of a slot as a block; the slot is one of the form's."""
    place = form.slot(slot)
    assert place is not None
    return TextBlock(slot, str(place.title), paragraphs(text))


def paragraphs(text: str) -> tuple[Paragraph, ...]:
    """A plain text cut at its empty lines; lines that begin with "- " are the items of a list."""
    result: list[Paragraph] = []
    for block in text.replace("\r\n", "\n").split("\n\n"):
        result += _pieces(line.strip() for line in block.split("\n"))
    return tuple(result)


def _pieces(lines: Iterable[str]) -> list[Paragraph]:
    pieces: list[Paragraph] = []
    for line in filter(None, lines):
        last = pieces[-1] if pieces else None
        if line.startswith(("- ", "• ")):
            item = line[2:].strip()
            if last and last.lines:
                pieces[-1] = Paragraph(lines=(*last.lines, item))
            else:
                pieces.append(Paragraph(lines=(item,)))
        elif last and last.text:
            pieces[-1] = Paragraph(text=f"{last.text} {line}")
        else:
            pieces.append(Paragraph(text=line))
    return pieces
