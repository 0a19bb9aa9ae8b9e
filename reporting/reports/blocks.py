"""The building blocks with which a report is described: which figures, lists and texts, in which order.

A description says nothing about how a block looks. The page in the browser and the PDF are both made of it
(`document.py`), so that they cannot differ.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from django.utils.functional import Promise

Label = str | Promise


@dataclass(frozen=True)
class Figure:
    """An indicator, or one part of it; `label` only where the report words it differently.

    A `quiet` figure is left out when it is zero in every year shown.
    """

    id: str
    part: str = ""
    label: Label = ""
    quiet: bool = False


class Chart(StrEnum):
    """How a table is drawn above its rows."""

    BARS = "bars"
    YEARS = "years"
    STACKED = "stacked"


@dataclass(frozen=True)
class Cards:
    """The few figures that a reader must not miss, each with that of the year before."""

    figures: tuple[Figure, ...]


@dataclass(frozen=True)
class YearTable:
    """Figures as rows, years as columns; the last column is the year of the report."""

    title: Label
    figures: tuple[Figure, ...]
    years: int = 2
    total: Figure | None = None
    chart: Chart | None = None
    note: Label = ""


@dataclass(frozen=True)
class ShareTable:
    """Shares as rows: the number and base of two years, the percentage and the unknown of the year itself."""

    title: Label
    figures: tuple[Figure, ...]
    chart: Chart | None = None


@dataclass(frozen=True)
class DurationTable:
    """Durations as rows: mean and median in months, over how many."""

    title: Label
    figures: tuple[Figure, ...]


@dataclass(frozen=True)
class Breakdown:
    """The parts of one indicator as rows.

    Codes come in the order of their list, or with the largest number first when `sort` is set; names (of
    organisations and municipalities) always with the largest number first.
    """

    title: Label
    id: str
    total: Figure | None = None
    chart: Chart | None = None
    keep_zeros: bool = False
    sort: bool = False


class Listed(StrEnum):
    """How the entries of a list are set."""

    DATED = "dated"
    SHORT = "short"
    GROUPED = "grouped"


@dataclass(frozen=True)
class Listing:
    """A list made from the records (`lists.py`); left out when there is nothing in it."""

    title: Label
    code: str
    style: Listed


@dataclass(frozen=True)
class Text:
    """A place for a text that a person writes; `slot` names it and its starting text."""

    slot: str


@dataclass(frozen=True)
class Theme:
    """A kind of help: how many families had it, what was done, and what somebody said about it."""

    figure: Figure
    slot: str
    themes: tuple[str, ...]


@dataclass(frozen=True)
class Quotes:
    """What people said, with their consent; those that belong to a theme stand there."""


@dataclass(frozen=True)
class Stories:
    """Complex cases, anonymised, of which a second reader agreed that they may be printed."""


@dataclass(frozen=True)
class Impact:
    """The impact measurements per domain of life; left out while there are too few."""


@dataclass(frozen=True)
class Counting:
    """The annex: definition, base and unknowns of every figure in the report."""


Block = (
    Cards
    | YearTable
    | ShareTable
    | DurationTable
    | Breakdown
    | Listing
    | Text
    | Theme
    | Quotes
    | Stories
    | Impact
    | Counting
)


@dataclass(frozen=True)
class Section:
    code: str
    title: Label
    blocks: tuple[Block, ...]


@dataclass(frozen=True)
class Chapter:
    """`sections` without a title open the chapter. A chapter without a number stands before the first."""

    code: str
    title: Label
    sections: tuple[Section, ...]
    number: int | None = None


#: Characters on a line of a text that has a fixed place.
LINE_LENGTH = 60


@dataclass(frozen=True)
class TextSlot:
    """A text of the report: its name for the writer, and what to write about.

    `lines`: how many lines of LINE_LENGTH have a place; None for as many as it takes.
    """

    code: str
    title: Label
    help: Label
    lines: int | None = None


@dataclass(frozen=True)
class ReportForm:
    """The description of a whole report."""

    code: str
    title: Label
    chapters: tuple[Chapter, ...]
    slots: tuple[TextSlot, ...]

    def blocks(self) -> Iterator[Block]:
        """Every block, in the order of the report."""
        for chapter in self.chapters:
            for section in chapter.sections:
                yield from section.blocks

    def long_figures(self) -> set[str]:
        """The ids of the figures that stand in a table of more than two years."""
        tables = [block for block in self.blocks() if isinstance(block, YearTable) and block.years > 2]
        return {figure.id for table in tables for figure in (*table.figures, table.total) if figure}

    def slot(self, code: str) -> TextSlot | None:
        """The text named `code`, or None."""
        return next((slot for slot in self.slots if slot.code == code), None)
