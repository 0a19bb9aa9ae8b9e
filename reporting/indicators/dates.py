"""Years, ages and anniversaries, in Python and in SQL, by one rule.

An anniversary on a day that does not exist falls on the first of the next month: one year after 29 February
is 1 March. PostgreSQL's own `date + interval` would say 28 February.
"""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import DateField, Func, IntegerField, Value
from django.db.models.expressions import Combinable

from homestart.tenancy.models import Branch


@dataclass(frozen=True)
class Year:
    """A calendar year of a branch: what every figure is counted over."""

    branch: Branch
    number: int

    @property
    def first(self) -> date:
        return date(self.number, 1, 1)

    @property
    def last(self) -> date:
        return date(self.number, 12, 31)

    @property
    def days(self) -> tuple[date, date]:
        """The first and the last day, for `__range` and for periods."""
        return self.first, self.last


def _as_date(value: Any) -> Any:
    return Value(value, output_field=DateField()) if isinstance(value, date) else value


class AddMonths(Func):
    """The date `months` months later; a day that does not exist becomes the first of the next month."""

    output_field = DateField()

    def __init__(self, day: Combinable | str | date, months: int) -> None:
        super().__init__(_as_date(day), Value(months, output_field=IntegerField()))

    def as_sql(self, compiler: Any, connection: Any, **extra_context: Any) -> tuple[str, list[Any]]:  # type: ignore[override]
        day, months = self.get_source_expressions()
        day_sql, day_params = compiler.compile(day)
        (number,) = (months.value,)
        # The same day of the month, but no later than the first of the month after.
        sql = (
            f"least((date_trunc('month', {day_sql}::timestamp) + make_interval(months => %s))::date"
            f" + extract(day from {day_sql}::timestamp)::int - 1,"
            f" (date_trunc('month', {day_sql}::timestamp) + make_interval(months => %s))::date)"
        )
        return sql, [*day_params, number, *day_params, *day_params, number + 1]


class AddDays(Func):
    """The date a number of days later (negative: earlier)."""

    template = "(%(expressions)s)"
    arg_joiner = "::date + "
    output_field = DateField()

    def __init__(self, day: Combinable | str | date, days: int) -> None:
        super().__init__(_as_date(day), Value(days, output_field=IntegerField()))


class DaysBetween(Func):
    """The number of days from the first date to the second: 0 on the same day."""

    template = "(%(expressions)s)"
    arg_joiner = "::date - "
    output_field = IntegerField()

    def __init__(self, start: Combinable | str | date, end: Combinable | str | date) -> None:
        super().__init__(_as_date(end), _as_date(start))


class CompletedYears(Func):
    """The age in whole years on a day of someone born on `birth`."""

    # age() compares months and days as they are written: the 29th of February counts from 1 March.
    template = "extract(year from age(%(expressions)s))::int"
    arg_joiner = "::timestamp, "
    output_field = IntegerField()

    def __init__(self, birth: Combinable | str | date, day: Combinable | str | date) -> None:
        super().__init__(_as_date(day), _as_date(birth))
