"""The charts of a report, drawn from the rows of the table below them."""

from collections.abc import Sequence

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from homestart.ui.charts import Bar, Group, bar_chart, grouped_bar_chart, stacked_bar_chart
from homestart.ui.numbers import format_number
from reporting.reports.blocks import Chart
from reporting.reports.document import Head, Row


def draw(
    chart: Chart | None, title: str, heads: Sequence[Head], rows: Sequence[Row], unit: str
) -> SafeString | None:
    """The drawing of `rows` without their totals; None when there is nothing to compare.

    Bars and the stacked bar show the last value of each row, grouped bars one per year. With "%" as the unit
    a full bar is 100.
    """
    rows = [row for row in rows if not row.total]
    if chart is None or sum(any(row.values) for row in rows) < 2:
        return None
    if chart == Chart.YEARS:
        years = [head.label for head in heads]
        groups = [Group(row.label, row.values) for row in rows]
        return grouped_bar_chart(title, _described(rows, years, unit), years, groups, unit)
    description = _described(rows, [], unit)
    if chart == Chart.STACKED:
        rows = [row for row in rows if row.values[-1]]
        labels = [row.label for row in rows]
        return stacked_bar_chart(
            title, description, labels, [Group("", [row.values[-1] for row in rows])], unit
        )
    bars = [Bar(row.label, row.values[-1]) for row in rows]
    return bar_chart(title, description, bars, unit, maximum=100 if unit == "%" else None)


def _described(rows: Sequence[Row], years: Sequence[str], unit: str) -> str:
    """The chart in words: what a screen reader says."""
    return "; ".join(f"{row.label}: {_numbers(row, years, unit)}" for row in rows) + "."


def _numbers(row: Row, years: Sequence[str], unit: str) -> str:
    if not years:
        return f"{format_number(row.values[-1])} {unit}".strip()
    pairs = zip(row.values, years, strict=True)
    return ", ".join(_("%(number)s in %(year)s") % {"number": format_number(n), "year": y} for n, y in pairs)
