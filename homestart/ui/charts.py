"""Charts as SVG, made on the server and the same in the browser and in the PDF.

Each function lays out plain shapes; one template draws them. Colours and sizes are presentation attributes,
since the PDF gives a drawing no stylesheet and the pages forbid inline style; a class on each shape lets the
pages repaint it for dark mode. A value always stands in words beside its shape, so no chart depends on
colour. Screen readers get the title and description; the page keeps the table with the figures beside it.

Labels are the words of code lists. Names of people do not belong in a chart, also because WeasyPrint sets
the text of a drawing letter by letter, which breaks joined scripts such as Arabic.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.utils.safestring import SafeString

from homestart.ui.drawing import LINE_HEIGHT, WIDTH, Drawing, Path, Rect, Text, marker, text_width, wrap
from homestart.ui.numbers import Number, format_number

SERIES = ("1", "2", "3", "4", "5", "6")
RAMP = ("ramp-1", "ramp-2", "ramp-3", "ramp-4")


@dataclass(frozen=True)
class Bar:
    """One labelled value; None prints as "–" without a bar."""

    label: str
    value: Number | None


@dataclass(frozen=True)
class Group:
    """One label with a value per series, in the order of the series."""

    label: str
    values: Sequence[Number | None]


def bar_chart(
    title: str,
    desc: str,
    rows: Sequence[Bar],
    unit: str = "",
    decimals: int | None = None,
    maximum: Number | None = None,
) -> SafeString:
    """Horizontal bars, one per row, each with its value and `unit` behind it.

    `maximum` is the value of a full bar (100 for percentages) and draws the rest as a pale track; without it
    the largest value fills the width. Raises ValueError for a negative value.
    """
    _refuse_negative([row.value for row in rows])
    drawing = Drawing(title, desc)
    values = _printed([row.value for row in rows], unit, decimals)
    left = _label_column(rows, 250)
    length = WIDTH - left - max((text_width(value) for value in values), default=0) - 14
    top = float(maximum or _largest(row.value for row in rows))
    y = 4
    for row, value in zip(rows, values, strict=True):
        lines = wrap(row.label, left - 14)
        height = max(28, len(lines) * LINE_HEIGHT + 11)
        middle = y + height // 2
        drawing.write(left - 12, middle + 5 - (len(lines) - 1) * LINE_HEIGHT // 2, lines, anchor="end")
        if maximum is not None:
            drawing.rects.append(Rect(left, middle - 8, length, 16, "track"))
        width = _scaled(row.value, top, length)
        if width:
            drawing.rects.append(Rect(left, middle - 8, width, 16, "1"))
        value_x = left + (length if maximum is not None else width) + 8
        drawing.texts.append(Text(value_x, middle + 5, value, weight=600))
        y += height
    drawing.height = y + 4
    drawing.paths.append(Path([(left, 4), (left, y)], "line"))
    return drawing.render()


def grouped_bar_chart(
    title: str,
    desc: str,
    series: Sequence[str],
    groups: Sequence[Group],
    unit: str = "",
    decimals: int | None = None,
) -> SafeString:
    """Upright bars in groups, such as years within an age band; the value above a bar, its series below.

    The last series is the darkest. The drawing grows wider than 640 when there are many bars. Raises
    ValueError when a group has not one value per series, or for a negative value.
    """
    _check_groups(series, groups)
    printed = _printed_groups(groups, unit, decimals)
    texts = [*series, *(value for values in printed for value in values)]
    slot = max(34, max((text_width(text) for text in texts), default=0) + 6)
    gap = 26
    group_width = slot * len(series)
    width = max(WIDTH, len(groups) * (group_width + gap))
    step = width // max(1, len(groups))
    drawing = Drawing(title, desc, width=width)
    labels = [wrap(group.label, step - 12) for group in groups]
    top, base = 24, 204
    largest = _largest(value for group in groups for value in group.values)
    for index, (group, lines) in enumerate(zip(groups, labels, strict=True)):
        left = index * step + (step - group_width) // 2
        for number, value in enumerate(group.values):
            middle = left + number * slot + slot // 2
            height = _scaled(value, largest, base - top)
            if height:
                paint = RAMP[max(0, len(RAMP) - len(series) + number)]
                drawing.rects.append(Rect(middle - 14, base - height, 28, height, paint))
            latest = number == len(series) - 1
            weight = 600 if latest else 400
            drawing.texts.append(
                Text(middle, base - height - 6, printed[index][number], "middle", weight=weight)
            )
            drawing.texts.append(
                Text(middle, base + 16, series[number], "middle", "ink" if latest else "muted", size=12)
            )
        drawing.write(index * step + step // 2, base + 38, lines, anchor="middle", weight=600)
    drawing.paths.append(Path([(0, base), (width, base)], "line"))
    drawing.height = base + 44 + (max((len(lines) for lines in labels), default=1) - 1) * LINE_HEIGHT
    return drawing.render()


def stacked_bar_chart(
    title: str,
    desc: str,
    series: Sequence[str],
    rows: Sequence[Group],
    unit: str = "",
    decimals: int | None = None,
) -> SafeString:
    """One full-width bar per row, cut into the shares of its series, with a legend of colours and patterns.

    Values stand inside the pieces, or below a piece too narrow for them. Raises ValueError when a row has not
    one value per series, for a negative value, or for more than six series.
    """
    _check_groups(series, rows)
    if len(series) > len(SERIES):
        raise ValueError(f"A stacked bar tells at most {len(SERIES)} series apart, not {len(series)}.")
    drawing = Drawing(title, desc)
    y = _legend(drawing, series) + 12
    left = _label_column(rows, 200)
    for row, printed in zip(rows, _printed_groups(rows, unit, decimals), strict=True):
        lines = wrap(row.label, left - 14)
        drawing.write(left - 12, y + 19 - (len(lines) - 1) * LINE_HEIGHT // 2, lines, anchor="end")
        _pieces(drawing, left, y, list(zip(row.values, printed, strict=True)))
        y += max(58, len(lines) * LINE_HEIGHT + 12)
    drawing.height = y
    return drawing.render()


def line_chart(
    title: str,
    desc: str,
    labels: Sequence[str],
    series: Sequence[Group],
    unit: str = "",
    decimals: int | None = None,
) -> SafeString:
    """Lines over `labels` (years, months), every point with its value and the line's name at its end.

    A None breaks the line. Raises ValueError when a series has not one value per label, or for a negative
    value.
    """
    _check_groups(labels, series)
    drawing = Drawing(title, desc)
    top, base = 28, 208
    names = [wrap(line.label, 150) for line in series]
    right = WIDTH - 30 - max((text_width(part) for lines in names for part in lines), default=0)
    step = (right - 30) // max(1, len(labels) - 1)
    largest = _largest(value for line in series for value in line.values)
    drawing.paths.append(Path([(0, base), (right + 12, base)], "line"))
    for number, label in enumerate(labels):
        drawing.texts.append(Text(30 + number * step, base + 19, label, "middle", "muted"))
    ends = []
    for index, (line, printed) in enumerate(
        zip(series, _printed_groups(series, unit, decimals), strict=True)
    ):
        paint = SERIES[index % len(SERIES)]
        points = [
            None if value is None else (30 + number * step, base - _scaled(value, largest, base - top))
            for number, value in enumerate(line.values)
        ]
        drawing.paths += [Path(run, paint, width=2) for run in _runs(points) if len(run) > 1]
        for point, text in zip(points, printed, strict=True):
            if point is not None:
                drawing.paths.append(marker(*point, index, paint))
                drawing.texts.append(Text(point[0], point[1] - 10, text, "middle", weight=600))
        known = [point for point in points if point is not None]
        if known:
            ends.append((known[-1][1], known[-1][0], names[index]))
    free_from = 0
    for end_y, end_x, lines in sorted(ends):
        y = max(end_y + 5, free_from)
        drawing.write(end_x + 14, y, lines)
        free_from = y + len(lines) * LINE_HEIGHT
    drawing.height = max(base + 28, free_from)
    return drawing.render()


def _label_column(rows: Sequence[Bar] | Sequence[Group], at_most: int) -> int:
    """Width of the labels on the left with the gap behind them; nothing when no row has a label."""
    widest = max((text_width(row.label) for row in rows), default=0)
    return min(at_most, widest + 14) if widest else 0


def _printed(values: Sequence[Number | None], unit: str, decimals: int | None) -> list[str]:
    """The values as text, all with the same number of decimals: none when all are whole, else one."""
    if decimals is None:
        decimals = 0 if all(value is None or value == int(value) for value in values) else 1
    suffix = f"\N{NO-BREAK SPACE}{unit}" if unit else ""
    return [format_number(value, decimals) + (suffix if value is not None else "") for value in values]


def _printed_groups(groups: Sequence[Group], unit: str, decimals: int | None) -> list[list[str]]:
    """`_printed` over all groups together, cut back into one list per group."""
    texts = iter(_printed([value for group in groups for value in group.values], unit, decimals))
    return [[next(texts) for _ in group.values] for group in groups]


def _scaled(value: Number | None, largest: float, length: int) -> int:
    """Length of a bar; anything above zero shows at least one unit, nothing passes the end."""
    if not value or not largest:
        return 0
    return max(1, min(length, round(float(value) / largest * length)))


def _largest(values: Iterable[Number | None]) -> float:
    return max((float(value) for value in values if value is not None), default=0.0)


def _refuse_negative(values: Sequence[Number | None]) -> None:
    if any(value is not None and value < 0 for value in values):
        raise ValueError("A chart cannot show a negative value.")


def _check_groups(series: Sequence[str], groups: Sequence[Group]) -> None:
    for group in groups:
        if len(group.values) != len(series):
            raise ValueError(f"{group.label!r} has {len(group.values)} values for {len(series)} series.")
        _refuse_negative(group.values)


def _legend(drawing: Drawing, series: Sequence[str]) -> int:
    """Draw swatches with names from the top, wrapping at the width; returns the y below them."""
    x, y = 0, 2
    for index, name in enumerate(series):
        width = 22 + text_width(name) + 18
        if x and x + width > WIDTH:
            x, y = 0, y + 24
        drawing.rects.append(Rect(x, y, 15, 15, SERIES[index], pattern=index))
        drawing.texts.append(Text(x + 22, y + 12, name))
        x += width
    return y + 15


def _pieces(drawing: Drawing, left: int, y: int, values: Sequence[tuple[Number | None, str]]) -> None:
    """Draw one stacked bar from `left` to the edge; a value without room inside stands below its piece."""
    total = float(sum(value for value, _ in values if value is not None))
    length = WIDTH - left
    x = left
    outside: list[tuple[int, int, str]] = []
    for index, (value, text) in enumerate(values):
        width = round(float(value or 0) / total * length) if total else 0
        if width:
            drawing.rects.append(Rect(x, y, max(1, width - 2), 28, SERIES[index], pattern=index))
        room = text_width(text) + 12
        if width >= room:
            middle = x + width // 2
            drawing.rects.append(Rect(middle - room // 2, y + 5, room, 18, "paper"))
            drawing.texts.append(Text(middle, y + 19, text, "middle", weight=600))
        elif value:
            outside.append((x, room, text))
        x += width
    # From the right edge leftwards, so that neighbours do not overlap.
    free_until = WIDTH
    for start, room, text in reversed(outside):
        free_until = min(start, free_until - room)
        drawing.texts.append(Text(free_until, y + 44, text, size=12))


def _runs(points: Sequence[tuple[int, int] | None]) -> list[list[tuple[int, int]]]:
    """`points` cut at each None."""
    runs: list[list[tuple[int, int]]] = [[]]
    for point in points:
        if point is None:
            runs.append([])
        else:
            runs[-1].append(point)
    return runs
