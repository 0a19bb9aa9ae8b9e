from datetime import UTC, date, datetime

import pytest
from django.template import Context, Template

from homestart.ui.templatetags.format import day, duration, moment, months


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (date(2025, 10, 22), "22 okt. 2025"),
        (date(2025, 3, 1), "1 mrt. 2025"),
        (date(2024, 5, 31), "31 mei 2024"),
        (datetime(2025, 12, 31, 23, 30, tzinfo=UTC), "1 jan. 2026"),  # already the next year in Belgium
        (None, "–"),
    ],
)
def test_a_day(value: date | None, expected: str) -> None:
    assert day(value) == expected


def test_a_moment_is_in_belgian_time() -> None:
    assert moment(datetime(2025, 7, 1, 12, 5, tzinfo=UTC)) == "1 juli 2025, 14:05"
    assert moment(None) == "–"


@pytest.mark.parametrize(
    ("value", "expected"),
    [(13.3, "13,3 maanden"), (5, "5 maanden"), (1, "1 maand"), (0.96, "1,0 maanden"), (None, "–")],
)
def test_months(value: float | None, expected: str) -> None:
    assert months(value) == expected


@pytest.mark.parametrize(
    ("days", "expected"),
    [
        (0, "0 dagen"),
        (1, "1 dag"),
        (13, "13 dagen"),
        (14, "2 weken"),
        (60, "9 weken"),
        (61, "2 maanden"),
        (152, "5 maanden"),
        (None, "–"),
    ],
)
def test_a_duration_in_words(days: int | None, expected: str) -> None:
    assert duration(days) == expected


def test_the_filters_in_a_template() -> None:
    template = Template(
        "{% load format %}{{ n|number }} {{ n|number:1 }} {{ share|percent }} {{ none|number }}"
    )
    assert template.render(Context({"n": 1302, "share": 0.5, "none": None})) == "1.302 1.302,0 50\xa0% –"
