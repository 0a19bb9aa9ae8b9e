"""How a number is rounded and written, in one place: pages, charts and reports must never disagree."""

from decimal import ROUND_HALF_UP, Decimal

from django.utils.formats import number_format

Number = int | float | Decimal

# What stands where a figure is not known, so that it cannot be taken for zero.
UNKNOWN = "–"


def half_up(value: Number, decimals: int = 0) -> Decimal:
    """`value` rounded to `decimals` places, halves away from zero: 24.5 becomes 25, 12.005 becomes 12.01.

    A float is read as it prints, because 12.005 is stored as 12.00499… and would go down.
    """
    exact = value if isinstance(value, Decimal) else Decimal(repr(value))
    rounded = exact.quantize(Decimal(1).scaleb(-decimals), rounding=ROUND_HALF_UP)
    return rounded if rounded else abs(rounded)  # no "-0"


def format_number(value: Number | None, decimals: int | None = None) -> str:
    """`value` as text in the reader's language (Dutch: 1.302 and 12,01); "–" for None.

    Without `decimals`, a whole number has none and any other number has one.
    """
    if value is None:
        return UNKNOWN
    if decimals is None:
        decimals = 0 if value == int(value) else 1
    return number_format(half_up(value, decimals), decimal_pos=decimals, force_grouping=True)


def format_percent(share: Number | None, decimals: int = 0) -> str:
    """`share`, a part of one, as a percentage half up: 0.245 becomes "25 %"; "–" for None."""
    if share is None:
        return UNKNOWN
    exact = share if isinstance(share, Decimal) else Decimal(repr(share))
    # A space that does not break, so that the sign stays with its number.
    return f"{format_number(exact * 100, decimals)}\N{NO-BREAK SPACE}%"
