"""Charts are compared as parsed XML: what stands where, not how the file is written."""

import itertools
from xml.etree.ElementTree import Element

import pytest
from defusedxml.ElementTree import fromstring
from django.utils.safestring import SafeString

from homestart.ui.charts import Bar, Group, bar_chart, grouped_bar_chart, line_chart, stacked_bar_chart

SVG = "{http://www.w3.org/2000/svg}"
HOSTILE = "<script>alert(\"1\")</script> & 'x'"


def parsed(chart: SafeString) -> Element:
    assert isinstance(chart, SafeString)
    return fromstring(chart)


def words(chart: Element) -> list[str]:
    return [text.text or "" for text in chart.iter(f"{SVG}text")]


def rects(chart: Element, paint: str) -> list[dict[str, str]]:
    return [rect.attrib for rect in chart.iter(f"{SVG}rect") if rect.get("class") == f"chart-{paint}"]


def test_a_bar_chart_has_a_bar_and_a_value_for_each_row() -> None:
    chart = parsed(bar_chart("Reach", "Two rows", [Bar("Families", 22), Bar("Children", 44)]))
    assert words(chart) == ["Families", "22", "Children", "44"]
    families, children = rects(chart, "1")
    assert abs(2 * int(families["width"]) - int(children["width"])) <= 1
    assert families["fill"] == "#17615c"


def test_zero_and_unknown_differ_and_draw_no_bar() -> None:
    chart = parsed(
        bar_chart("t", "d", [Bar("None seen", 0), Bar("Not known", None), Bar("One", 1)], unit="%")
    )
    assert words(chart) == ["None seen", "0\xa0%", "Not known", "–", "One", "1\xa0%"]
    assert len(rects(chart, "1")) == 1


def test_all_zero_or_empty_is_drawn_too() -> None:
    assert words(parsed(bar_chart("t", "d", [Bar("A", 0)]))) == ["A", "0"]
    assert words(parsed(bar_chart("t", "d", []))) == []
    assert words(parsed(grouped_bar_chart("t", "d", ["2025"], []))) == []
    assert rects(parsed(stacked_bar_chart("t", "d", ["A"], [Group("x", [0])])), "1")[1:] == []
    assert words(parsed(line_chart("t", "d", ["2025"], [Group("x", [None])]))) == ["2025"]


def test_a_small_value_is_still_seen_and_a_too_large_one_stays_inside() -> None:
    chart = parsed(bar_chart("t", "d", [Bar("A", 1), Bar("B", 100000)]))
    assert next(bar["width"] for bar in rects(chart, "1")) == "1"
    full, over = rects(parsed(bar_chart("t", "d", [Bar("A", 100), Bar("B", 140)], maximum=100)), "1")
    assert full["width"] == over["width"]


def test_values_of_one_chart_have_the_same_number_of_decimals() -> None:
    chart = parsed(bar_chart("t", "d", [Bar("A", 5), Bar("B", 5.25), Bar("C", 1302)]))
    assert words(chart) == ["A", "5,0", "B", "5,3", "C", "1.302,0"]


def test_a_long_label_wraps_and_moves_the_next_row_down() -> None:
    long = "Gezin waarvan een ouder of een kind psychisch kwetsbaar is en dat al lang wacht"
    chart = parsed(bar_chart("t", "d", [Bar(long, 1), Bar("short", 1)]))
    lines = words(chart)[:-3]
    assert len(lines) > 1
    assert " ".join(lines) == long
    first, second = rects(chart, "1")
    assert int(second["y"]) - int(first["y"]) > 28


def test_grouped_bars_name_their_series_and_darken_towards_the_last() -> None:
    chart = parsed(
        grouped_bar_chart(
            "t", "d", ["2023", "2024", "2025"], [Group("0-6", [16, 25, 29]), Group("7-12", [12, None, 0])]
        )
    )
    assert words(chart) == [
        *("16", "2023", "25", "2024", "29", "2025", "0-6"),
        *("12", "2023", "–", "2024", "0", "2025", "7-12"),
    ]
    assert [len(rects(chart, paint)) for paint in ("ramp-2", "ramp-3", "ramp-4")] == [2, 1, 1]
    tops = [int(rects(chart, paint)[0]["y"]) for paint in ("ramp-2", "ramp-3", "ramp-4")]
    assert tops == sorted(tops, reverse=True)


def test_many_groups_widen_the_drawing_instead_of_overlapping() -> None:
    chart = parsed(
        grouped_bar_chart(
            "t", "d", ["2023", "2024", "2025"], [Group(f"Band {n}", [n, n, n]) for n in range(1, 13)]
        )
    )
    left = sorted(int(bar["x"]) for paint in ("ramp-2", "ramp-3", "ramp-4") for bar in rects(chart, paint))
    assert int(chart.attrib["width"]) > 640
    assert all(second - first >= 28 for first, second in itertools.pairwise(left))
    assert left[-1] + 28 <= int(chart.attrib["width"])


def test_stacked_pieces_fill_the_width_in_proportion_and_differ_by_pattern() -> None:
    chart = parsed(stacked_bar_chart("t", "d", ["Women", "Men"], [Group("2025", [3, 1])]))
    _legend_women, women = rects(chart, "1")
    _legend_men, men = rects(chart, "2")
    assert abs(int(women["width"]) - 3 * int(men["width"])) <= 6
    assert int(men["x"]) + int(men["width"]) <= 640
    assert words(chart) == ["Women", "Men", "2025", "3", "1"]
    assert [pattern.get("id") for pattern in chart.iter(f"{SVG}pattern")] == [pattern_id(chart)]


def pattern_id(chart: Element) -> str:
    return chart.attrib["aria-labelledby"].replace("-title", "-pattern-1")


def test_narrow_stacked_pieces_print_their_values_below_without_overlap() -> None:
    chart = parsed(stacked_bar_chart("t", "d", ["A", "B", "C", "D"], [Group("2025", [500, 1, 1, 1])]))
    below = [text.attrib for text in chart.iter(f"{SVG}text") if text.text == "1"]
    places = [int(text["x"]) for text in below]
    assert len(places) == 3
    assert all(first - second >= 15 for first, second in itertools.pairwise(places))  # the last one first
    assert places[0] < 640


def test_a_line_breaks_at_an_unknown_value_and_names_do_not_collide() -> None:
    chart = parsed(
        line_chart(
            "t", "d", ["a", "b", "c", "d"], [Group("One", [1, 2, None, 4]), Group("Two", [1, 2, 3, 4])]
        )
    )
    strokes = [path for path in chart.iter(f"{SVG}path") if path.get("class") == "chart-stroke-1"]
    assert [path.attrib["d"].count("L") for path in strokes] == [1]
    names = [int(text.attrib["y"]) for text in chart.iter(f"{SVG}text") if text.text in ("One", "Two")]
    assert abs(names[0] - names[1]) >= 17


@pytest.mark.parametrize(
    "chart",
    [
        bar_chart(HOSTILE, HOSTILE, [Bar(HOSTILE, 1)], unit=HOSTILE),
        grouped_bar_chart(HOSTILE, HOSTILE, [HOSTILE], [Group(HOSTILE, [1])], unit=HOSTILE),
        stacked_bar_chart(HOSTILE, HOSTILE, [HOSTILE], [Group(HOSTILE, [1])], unit=HOSTILE),
        line_chart(HOSTILE, HOSTILE, [HOSTILE], [Group(HOSTILE, [1])], unit=HOSTILE),
    ],
)
def test_hostile_labels_stay_text(chart: SafeString) -> None:
    drawing = parsed(chart)
    tags = {element.tag.removeprefix(SVG) for element in drawing.iter()}
    assert tags <= {"svg", "title", "desc", "defs", "pattern", "rect", "path", "circle", "text"}
    assert drawing.findtext(f"{SVG}title") == HOSTILE
    assert drawing.findtext(f"{SVG}desc") == HOSTILE
    assert "alert" in "".join(words(drawing))


def test_a_chart_has_a_name_and_a_description_with_ids_of_its_own() -> None:
    first = parsed(bar_chart("Reach", "Of the families", [Bar("A", 1)]))
    second = parsed(bar_chart("Reach", "Of the families", [Bar("A", 2)]))
    assert first.attrib["role"] == "img"
    for chart in (first, second):
        title, desc = chart.find(f"{SVG}title"), chart.find(f"{SVG}desc")
        assert title is not None and desc is not None
        assert (title.get("id"), desc.get("id")) == (
            chart.get("aria-labelledby"),
            chart.get("aria-describedby"),
        )
    assert first.get("aria-labelledby") != second.get("aria-labelledby")


def test_no_style_attribute_and_every_text_brings_its_font() -> None:
    chart = parsed(stacked_bar_chart("t", "d", ["A", "B"], [Group("x", [1, 2])]))
    assert not [element for element in chart.iter() if "style" in element.attrib]
    assert all(text.attrib["font-family"].startswith("Source Sans 3") for text in chart.iter(f"{SVG}text"))


def test_what_cannot_be_drawn_is_refused() -> None:
    with pytest.raises(ValueError, match="negative"):
        bar_chart("t", "d", [Bar("A", -1)])
    with pytest.raises(ValueError, match="1 values for 2 series"):
        grouped_bar_chart("t", "d", ["2024", "2025"], [Group("A", [1])])
    with pytest.raises(ValueError, match="at most 6"):
        stacked_bar_chart("t", "d", list("ABCDEFG"), [Group("A", [1] * 7)])


def test_a_bar_without_a_label_starts_at_the_edge() -> None:
    chart = parsed(stacked_bar_chart("t", "d", ["A", "B"], [Group("", [3, 1])]))
    assert rects(chart, "1")[1]["x"] == "0"
