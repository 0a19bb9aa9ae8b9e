"""Fills the description of a report with the figures, lists and texts of a branch-year."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from homestart.tenancy.models import Branch
from homestart.ui.numbers import UNKNOWN, format_number, half_up
from reporting.indicators import INDICATORS
from reporting.reports import blocks, values
from reporting.reports.blocks import Figure, ReportForm
from reporting.reports.document import (
    Card,
    CardsBlock,
    Cell,
    Definition,
    DefinitionsBlock,
    Document,
    Figures,
    FilledBlock,
    FilledChapter,
    FilledSection,
    Head,
    ListBlock,
    Row,
    TableBlock,
    TextBlock,
    ThemeBlock,
    VoicesBlock,
    text_block,
)
from reporting.reports.drawing import draw
from reporting.reports.labels import PARTS, part_labels
from reporting.reports.lists import Records
from reporting.reports.texts import starting_text

#: A year in which all of these are zero has no records: its column would tell nothing.
SIGNS_OF_LIFE = ("families_supported", "volunteers_total", "referrals_total", "families_waiting_list")


def fill(
    form: ReportForm,
    branch: Branch,
    year: int,
    figures: Figures,
    records: Records,
    written: Mapping[str, str],
) -> Document:
    """The report as a document.

    `figures` holds the values of `year` and of the two years before, in the form of `manage.py figures`;
    of the earliest only SIGNS_OF_LIFE and what long tables show are read. `written` holds the texts that
    people saved, by slot; what nobody wrote has its starting text.
    """
    return _Filler(form, branch, year, figures, records, written).document()


class _Filler:
    def __init__(
        self,
        form: ReportForm,
        branch: Branch,
        year: int,
        figures: Figures,
        records: Records,
        written: Mapping[str, str],
    ) -> None:
        self.form, self.branch, self.year, self.figures, self.records = form, branch, year, figures, records
        self.years = _years_with_records(figures, year)
        self.texts = {
            slot.code: written[slot.code]
            if slot.code in written
            else starting_text(slot.code, branch, year, figures)
            for slot in form.slots
        }
        self.used: dict[str, list[str]] = {}
        self.chapter = ""

    def document(self) -> Document:
        chapters = tuple(self.filled_chapter(chapter) for chapter in self.form.chapters)
        definitions = {
            id: {
                "label": str(INDICATORS[id].label),
                "definition": str(INDICATORS[id].definition),
                "unit": str(INDICATORS[id].unit),
            }
            for ids in self.used.values()
            for id in ids
        }
        return Document(
            branch=self.branch,
            year=self.year,
            title=str(self.form.title),
            contact=tuple(line.strip() for line in self.texts["contact"].splitlines() if line.strip()),
            chapters=chapters,
            figures=self.figures,
            texts=self.texts,
            definitions=definitions,
        )

    def filled_chapter(self, chapter: blocks.Chapter) -> FilledChapter:
        self.chapter = str(chapter.title)
        sections = []
        for section in chapter.sections:
            filled = tuple(block for block in map(self.filled, section.blocks) if block is not None)
            if filled:
                sections.append(FilledSection(section.code, str(section.title), filled))
        return FilledChapter(chapter.code, self.chapter, chapter.number, tuple(sections))

    def filled(self, block: blocks.Block) -> FilledBlock | None:
        """The block with everything in it; None when there is nothing to show or to explain."""
        used = list(self.used.get(self.chapter, []))
        filled = FILLERS[type(block)](self, block)
        if filled is None:
            self.used[self.chapter] = used
        return filled

    # --- figures -----------------------------------------------------------------------------------

    def value(self, figure: Figure, year: int | None = None) -> values.Value:
        """The value of a figure; it is then explained in the annex."""
        used = self.used.setdefault(self.chapter, [])
        if figure.id not in used:
            used.append(figure.id)
        return values.part_of(self.figures[year or self.year].get(figure.id), figure.part)

    def label(self, figure: Figure) -> str:
        return str(figure.label or INDICATORS[figure.id].label)

    def cell(self, figure: Figure, year: int, text: str | None = None) -> Cell:
        shown = values.written(self.value(figure, year)) if text is None else text
        return Cell(shown, figure.id, figure.part, year) if shown != UNKNOWN else Cell(shown)

    def cards(self, block: blocks.Cards) -> CardsBlock | None:
        known = [figure for figure in block.figures if values.number(self.value(figure)) is not None]
        return CardsBlock(tuple(self.card(figure) for figure in known)) if known else None

    def card(self, figure: Figure) -> Card:
        value = self.value(figure)
        before = ""
        if len(self.years) > 1:
            earlier = self.years[-2]
            past = self.value(figure, earlier)
            before = f"{earlier}: {values.written(past)}" if values.number(past) is not None else ""
        return Card(self.label(figure), self.cell(figure, self.year), values.unit(value), before)

    def year_table(self, block: blocks.YearTable) -> TableBlock | None:
        years = self.years[-block.years :]
        rows = [self.year_row(figure, years) for figure in block.figures]
        if not any(number for row in rows for number in row.values):
            return None
        rows = [
            row
            for row, figure in zip(rows, block.figures, strict=True)
            if not figure.quiet or any(row.values)
        ]
        if block.total:
            rows.append(self.year_row(block.total, years, total=True))
        heads = [Head(str(year), current=year == self.year) for year in years]
        notes = (str(block.note),) if block.note else ()
        chart = draw(block.chart, str(block.title), heads, rows, "")
        return TableBlock(str(block.title), tuple(heads), tuple(rows), notes, chart)

    def year_row(self, figure: Figure, years: Sequence[int], total: bool = False) -> Row:
        cells = tuple(self.cell(figure, year) for year in years)
        numbers = tuple(values.number(self.value(figure, year)) for year in years)
        return Row(self.label(figure), cells, numbers, total)

    def share_table(self, block: blocks.ShareTable) -> TableBlock | None:
        years = self.years[-2:]
        rows = tuple(
            self.share_row(figure, years)
            for figure in block.figures
            if not figure.quiet or any(values.number(self.value(figure, year)) for year in years)
        )
        if not any(values.base(self.value(figure, year)) for figure in block.figures for year in years):
            return None
        heads = (
            *(Head(str(year), current=year == self.year) for year in years),
            Head(_("share %(year)s") % {"year": self.year}),
            Head(_("not known")),
        )
        chart = draw(block.chart, str(block.title), heads, rows, "%")
        return TableBlock(str(block.title), heads, rows, (), chart)

    def share_row(self, figure: Figure, years: Sequence[int]) -> Row:
        value = self.value(figure)
        cells = [self.cell(figure, year, _of(self.value(figure, year))) for year in years]
        cells += [
            Cell(values.percentage(value)),
            self.unknown_cell(figure),
        ]
        return Row(self.label(figure), tuple(cells), (values.percentage_number(value),))

    def unknown_cell(self, figure: Figure) -> Cell:
        part = ".".join(filter(None, [figure.part, "unknown"]))
        return Cell(format_number(values.unknown(self.value(figure))), figure.id, part, self.year)

    def duration_table(self, block: blocks.DurationTable) -> TableBlock | None:
        rows = tuple(self.duration_row(figure) for figure in block.figures if values.base(self.value(figure)))
        heads = (Head(_("mean"), True), Head(_("median")), Head(_("number")), Head(_("not known")))
        notes = (
            _("In months of 30.4375 days. The median is the middle one: half took shorter, half longer."),
        )
        return TableBlock(str(block.title), heads, rows, notes) if rows else None

    def duration_row(self, figure: Figure) -> Row:
        value = self.value(figure)
        months = [format_number(value[name], 1) for name in ("mean_months", "median_months")]
        return Row(
            self.label(figure),
            (
                self.cell(figure, self.year, months[0]),
                Cell(months[1]),
                self.cell(figure, self.year, format_number(value["n"])),
                Cell(format_number(values.unknown(value))),
            ),
        )

    def breakdown(self, block: blocks.Breakdown) -> TableBlock | None:
        parts = self.value(Figure(block.id)) or {}
        labels = part_labels(block.id, parts)
        figures = [Figure(block.id, part, label) for part, label in labels.items()]
        counts = {figure: values.number(self.value(figure)) or 0 for figure in figures}
        if not any(counts.values()):
            return None
        if not block.keep_zeros:
            figures = [figure for figure in figures if counts[figure]]
        if block.sort or block.id not in PARTS:
            figures.sort(key=lambda figure: (-counts[figure], str(figure.label).casefold()))
        rows = [self.part_row(figure) for figure in figures]
        shares = [value for value in map(self.value, figures) if values.is_share(value)]
        heads = [Head(str(self.year), current=True)] + ([Head(_("share"))] if shares else [])
        chart = draw(block.chart, str(block.title), heads, rows, "")
        if block.total:
            rows.append(self.year_row(block.total, [self.year], total=True))
        return TableBlock(str(block.title), tuple(heads), tuple(rows), self.base_note(shares), chart)

    def part_row(self, figure: Figure) -> Row:
        value = self.value(figure)
        cells = [self.cell(figure, self.year)]
        if values.is_share(value):
            cells.append(Cell(values.percentage(value)))
        return Row(self.label(figure), tuple(cells), (values.number(value),))

    def base_note(self, shares: Sequence[values.Value]) -> tuple[str, ...]:
        """What the percentages of a breakdown are taken of."""
        if not shares:
            return ()
        base, unknown = values.base(shares[0]), max(map(values.unknown, shares))
        return (_("The share is of %(base)s; not known: %(unknown)s.") % {"base": base, "unknown": unknown},)

    def impact(self, block: blocks.Impact) -> TableBlock | None:
        domains = self.value(Figure("impact_by_domain")) or {}
        labels = part_labels("impact_by_domain", domains)
        rows = tuple(
            self.impact_row(label, domains[code]) for code, label in labels.items() if _enough(domains[code])
        )
        heads = (Head(_("better"), True), Head(_("the same")), Head(_("less good")), Head(_("measured")))
        title = _("What families say at the start and later")
        chart = draw(blocks.Chart.BARS, _("Share of families for whom it got better"), heads, rows, "%")
        return TableBlock(title, heads, rows, (), chart) if rows else None

    def impact_row(self, label: str, value: Mapping[str, Any]) -> Row:
        better = int(half_up(value["improved"]))
        shown = [f"{half_up(value[name])}\N{NO-BREAK SPACE}%" for name in ("improved", "equal", "worse")]
        return Row(label, tuple(map(Cell, [*shown, format_number(value["n"])])), (better,))

    # --- lists and texts ------------------------------------------------------------------------------

    def listing(self, block: blocks.Listing) -> ListBlock | None:
        entries = tuple(self.records.entries(block.code))
        return ListBlock(str(block.title), block.style, entries) if entries else None

    def text(self, block: blocks.Text) -> TextBlock:
        return self.text_block(block.slot)

    def text_block(self, slot: str) -> TextBlock:
        return text_block(self.form, slot, self.texts[slot])

    def theme(self, block: blocks.Theme) -> ThemeBlock | None:
        families = values.number(self.value(block.figure)) or 0
        if not families:
            return None
        quotes = tuple(quote for quote in self.records.quotes() if quote.theme in block.themes)
        shown = ngettext("%(number)d family", "%(number)d families", int(families)) % {"number": families}
        return ThemeBlock(
            self.label(block.figure),
            self.cell(block.figure, self.year, shown),
            self.text_block(block.slot),
            quotes,
        )

    def quotes(self, block: blocks.Quotes) -> VoicesBlock | None:
        """The quotes that no theme of this year has shown."""
        shown = {
            theme
            for other in self.form.blocks()
            if isinstance(other, blocks.Theme) and values.number(self.value(other.figure))
            for theme in other.themes
        }
        quotes = tuple(quote for quote in self.records.quotes() if quote.theme not in shown)
        return VoicesBlock(quotes=quotes) if quotes else None

    def stories(self, block: blocks.Stories) -> VoicesBlock | None:
        stories = tuple(self.records.stories_to_print())
        return VoicesBlock(stories=stories) if stories else None

    def counting(self, block: blocks.Counting) -> DefinitionsBlock:
        told: set[str] = set()
        groups = []
        for chapter, ids in self.used.items():
            new = [id for id in ids if id not in told]
            told.update(new)
            if new:
                groups.append((chapter, tuple(self.definition(id) for id in new)))
        return DefinitionsBlock(tuple(groups))

    def definition(self, id: str) -> Definition:
        indicator, value = INDICATORS[id], self.figures[self.year].get(id)
        base = values.base(value) if not values.has_parts(value) else None
        told = ""
        if base is not None:
            told = _("Base %(year)s: %(base)s; not known: %(unknown)s.") % {
                "year": self.year,
                "base": format_number(base),
                "unknown": format_number(values.unknown(value)),
            }
        return Definition(str(indicator.label), str(indicator.definition), told)


FILLERS: dict[type, Callable[[_Filler, Any], FilledBlock | None]] = {
    blocks.Cards: _Filler.cards,
    blocks.YearTable: _Filler.year_table,
    blocks.ShareTable: _Filler.share_table,
    blocks.DurationTable: _Filler.duration_table,
    blocks.Breakdown: _Filler.breakdown,
    blocks.Impact: _Filler.impact,
    blocks.Listing: _Filler.listing,
    blocks.Text: _Filler.text,
    blocks.Theme: _Filler.theme,
    blocks.Quotes: _Filler.quotes,
    blocks.Stories: _Filler.stories,
    blocks.Counting: _Filler.counting,
}


def _years_with_records(figures: Figures, year: int) -> list[int]:
    """The year of the report and the years right before it of which there are records, oldest first."""
    years = [year]
    while any((figures.get(years[0] - 1) or {}).get(sign) for sign in SIGNS_OF_LIFE):
        years.insert(0, years[0] - 1)
    return years


def _of(value: values.Value) -> str:
    """A share as "9 of 22"; "–" without a base."""
    if not values.base(value):
        return UNKNOWN
    return _("%(number)s of %(base)s") % {"number": value["numerator"], "base": value["denominator"]}


def _enough(value: Any) -> bool:
    """Whether enough families were measured to show a domain; otherwise the indicator gives no change."""
    return isinstance(value, Mapping) and value.get("improved") is not None
