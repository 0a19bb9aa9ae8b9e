"""How the value of an indicator is read and written: one number, a share, a quotient or a duration.

The forms are those of `manage.py figures`: a number or None; {"numerator", "denominator", "unknown",
"value"}; {"numerator", "denominator", "value"}; {"mean_days", "mean_months", "median_months", "n",
"missing"}; and a mapping of parts to one of these.
"""

from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from homestart.ui.numbers import UNKNOWN, Number, format_number, half_up

Value = Any


def part_of(value: Value, part: str) -> Value:
    """The part named `part` of a value with parts; the value itself without a name."""
    return value.get(part) if part and isinstance(value, dict) else value


def is_share(value: Value) -> bool:
    return isinstance(value, dict) and "unknown" in value and "numerator" in value


def is_quotient(value: Value) -> bool:
    return isinstance(value, dict) and "numerator" in value and "unknown" not in value


def is_duration(value: Value) -> bool:
    return isinstance(value, dict) and "mean_months" in value


def has_parts(value: Value) -> bool:
    return isinstance(value, dict) and not (is_share(value) or is_quotient(value) or is_duration(value))


def number(value: Value) -> Number | None:
    """The number that a reader sees first: a count, how many a share counts, a mean in months."""
    if is_duration(value):
        return value["mean_months"]
    if is_quotient(value):
        return value["value"]
    return value["numerator"] if is_share(value) else value


def base(value: Value) -> int | None:
    """Over how many the figure is taken, or None when it is a plain count."""
    if is_duration(value):
        return value["n"]
    return value["denominator"] if isinstance(value, dict) else None


def unknown(value: Value) -> int:
    """How many could not be counted."""
    if not isinstance(value, dict):
        return 0
    return value.get("unknown") or value.get("missing") or 0


def written(value: Value) -> str:
    """The number as text; one decimal for quotients and durations, half up."""
    decimals = 1 if is_quotient(value) or is_duration(value) else None
    shown = number(value)
    if decimals is None and shown is not None and shown != int(shown):
        # A full-time equivalent is written as it is: 0,5 and 0,75.
        decimals = min(2, -Decimal(repr(shown)).as_tuple().exponent)  # type: ignore[operator]
    return format_number(shown, decimals)


def unit(value: Value) -> str:
    """The word behind the number, when it is not a count."""
    return _("months") if is_duration(value) else ""


def percentage(value: Value) -> str:
    """A share in percent, half up; "–" without a base."""
    rounded = percentage_number(value)
    return UNKNOWN if rounded is None else f"{rounded}\N{NO-BREAK SPACE}%"


def percentage_number(value: Value) -> int | None:
    """A share in whole percents, half up; None without a base. Exact: no float decides about a half."""
    if not is_share(value) or not value["denominator"]:
        return None
    return int(half_up(Decimal(value["numerator"]) * 100 / Decimal(value["denominator"])))


def in_full(value: Value) -> str:
    """The value with everything that can differ: "9 of 22, 2 not known"; of a duration also over how many."""
    if isinstance(value, dict) and "improved" in value:
        return ", ".join(format_number(value[name], 1) for name in ("improved", "equal", "worse", "n"))
    if base(value) is None:
        return written(value)
    text = _("%(number)s of %(base)s") if is_share(value) else _("%(number)s over %(base)s")
    text %= {"number": written(value), "base": format_number(base(value))}
    unknowns = unknown(value)
    return text + (_(", %(number)s not known") % {"number": unknowns} if unknowns else "")
