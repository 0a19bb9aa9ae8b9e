from decimal import Decimal

import pytest

from homestart.ui.numbers import format_number, format_percent, half_up


@pytest.mark.parametrize(
    ("value", "decimals", "expected"),
    [
        (24.5, 0, "25"),
        (25.5, 0, "26"),
        (24.49999, 0, "24"),
        (12.005, 2, "12.01"),  # stored as 12.00499999…
        (2.675, 2, "2.68"),
        (Decimal("0.125"), 2, "0.13"),
        (-24.5, 0, "-25"),
        (-0.2, 0, "0"),
        (7, 0, "7"),
        (7, 1, "7.0"),
    ],
)
def test_halves_go_up_as_the_number_prints(value: float, decimals: int, expected: str) -> None:
    assert str(half_up(value, decimals)) == expected


@pytest.mark.parametrize(
    ("value", "decimals", "expected"),
    [
        (1302, None, "1.302"),
        (1234567, None, "1.234.567"),
        (999, None, "999"),
        (0, None, "0"),
        (13.3, None, "13,3"),
        (13.25, None, "13,3"),
        (13.0, None, "13"),
        (12.005, 2, "12,01"),
        (1302.5, 2, "1.302,50"),
        (Decimal("22"), None, "22"),
        (None, None, "–"),
    ],
)
def test_numbers_are_written_the_dutch_way(value: float | None, decimals: int | None, expected: str) -> None:
    assert format_number(value, decimals) == expected


@pytest.mark.parametrize(
    ("share", "expected"),
    [
        (0.245, "25\xa0%"),
        (0.125, "13\xa0%"),
        (0, "0\xa0%"),
        (1, "100\xa0%"),
        (5 / 22, "23\xa0%"),
        (None, "–"),
    ],
)
def test_percentages_are_half_up_without_decimals(share: float | None, expected: str) -> None:
    assert format_percent(share) == expected
