"""The kinds of figure: how a number is asked, read, added up over branches and explained by cases.

Each gives its questions by name; the answers come back under the same names.
"""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from statistics import median
from typing import Any, NamedTuple

from django.contrib.postgres.aggregates import ArrayAgg
from django.db.models import Aggregate, CharField, Q, QuerySet
from django.db.models import Count as CountRows
from django.db.models import Sum as TotalOf
from django.db.models import Value as Constant
from django.db.models.expressions import Combinable
from django.db.models.functions import Coalesce, NullIf

from reporting.indicators.dates import Year
from reporting.indicators.questions import EVERY, Lookup, Measure, Population, Question, Rows
from reporting.journal.models import GoalTarget

# Fractions, so that a printed average is the exact one and not the sum of roundings.
DAYS_A_MONTH = Fraction("30.4375")
ONE = Fraction(1)

Value = Any  # int | float | None | dict of these: what JSON holds and the exchange format's examples show
Condition = Q | Callable[[Year], Q]


class Counted(NamedTuple):
    """What a figure came to: the value that is shown, and what only a total needs (a list of days)."""

    value: Value
    parts: Any = None


def percentage(numerator: int, denominator: int) -> float | None:
    return 100 * numerator / denominator if denominator else None


def as_float(value: Fraction | None, unit: Fraction = ONE) -> float | None:
    return None if value is None else float(value / unit)


class Figure:
    """A figure of a branch-year."""

    def questions(self, year: Year) -> dict[str, Question]:
        raise NotImplementedError

    def read(self, answers: Mapping[str, Any], year: Year) -> Counted:
        raise NotImplementedError

    def total(self, counted: Sequence[Counted]) -> Value:
        """The figure of the network, from those of the branches."""
        raise NotImplementedError

    def cases(self, year: Year, part: str = "") -> "QuerySet[Any]":
        """The records behind the figure, or one part of it. Raises KeyError for a part without records."""
        raise KeyError(part)


def as_is(value: Any) -> Any:
    return value


def met(condition: Condition, year: Year) -> Q:
    return condition if isinstance(condition, Q) else condition(year)


@dataclass(frozen=True)
class Count(Figure):
    """How many records of a population meet a condition; `distinct`: how many different values of a field."""

    population: Population
    where: Condition = EVERY
    distinct: str = ""

    def questions(self, year: Year) -> dict[str, Question]:
        where = met(self.where, year)
        if self.distinct:
            expression = CountRows(self.distinct, filter=where or None, distinct=True)
            return {"": Measure(self.population, expression)}
        return {"": Rows(self.population, where)}

    def read(self, answers: Mapping[str, Any], year: Year) -> Counted:
        return Counted(answers[""])

    def total(self, counted: Sequence[Counted]) -> Value:
        return sum(branch.value for branch in counted)

    def cases(self, year: Year, part: str = "") -> "QuerySet[Any]":
        return self.population(year).filter(met(self.where, year))


@dataclass(frozen=True)
class Measured(Figure):
    """One aggregate over a population, such as a sum; `add` makes the total of the branches' values."""

    population: Population
    expression: Aggregate
    where: Q = EVERY
    add: Callable[[Sequence[Any]], Any] = sum
    finish: Callable[[Any], Any] = as_is

    def questions(self, year: Year) -> dict[str, Question]:
        return {"": Measure(self.population, self.expression)}

    def read(self, answers: Mapping[str, Any], year: Year) -> Counted:
        return Counted(self.finish(answers[""]))

    def total(self, counted: Sequence[Counted]) -> Value:
        known = [branch.value for branch in counted if branch.value is not None]
        return self.add(known) if known else None

    def cases(self, year: Year, part: str = "") -> "QuerySet[Any]":
        return self.population(year).filter(self.where)


@dataclass(frozen=True)
class Share(Figure):
    """A part of those of whom it is known: numerator, denominator, the number unknown and the percentage."""

    population: Population
    where: Condition
    known: Condition = EVERY
    among: Condition = EVERY

    def _filters(self, year: Year) -> dict[str, Q]:
        among, known = met(self.among, year), met(self.known, year)
        return {
            "numerator": among & known & met(self.where, year),
            "denominator": among & known,
            "all": among,
        }

    def questions(self, year: Year) -> dict[str, Question]:
        return {name: Rows(self.population, where) for name, where in self._filters(year).items()}

    def read(self, answers: Mapping[str, Any], year: Year) -> Counted:
        numerator, denominator = answers["numerator"], answers["denominator"]
        return Counted(self._value(numerator, denominator, answers["all"] - denominator))

    def _value(self, numerator: int, denominator: int, unknown: int) -> Value:
        return {
            "denominator": denominator,
            "numerator": numerator,
            "unknown": unknown,
            "value": percentage(numerator, denominator),
        }

    def total(self, counted: Sequence[Counted]) -> Value:
        return self._value(
            *(
                sum(branch.value[name] for branch in counted)
                for name in ("numerator", "denominator", "unknown")
            )
        )

    def cases(self, year: Year, part: str = "") -> "QuerySet[Any]":
        filters = self._filters(year)
        records = self.population(year)
        if part == "unknown":
            return records.filter(filters["all"]).exclude(pk__in=records.filter(filters["denominator"]))
        return records.filter(filters[part or "numerator"])


@dataclass(frozen=True)
class Table(Figure):
    """Several figures under the names of their rows."""

    rows: Mapping[str, Figure]

    def questions(self, year: Year) -> dict[str, Question]:
        return {
            f"{row}.{name}": question
            for row, figure in self.rows.items()
            for name, question in figure.questions(year).items()
        }

    def read(self, answers: Mapping[str, Any], year: Year) -> Counted:
        counted = {row: figure.read(under(answers, row), year) for row, figure in self.rows.items()}
        return Counted(
            {row: branch.value for row, branch in counted.items()},
            {row: branch.parts for row, branch in counted.items() if branch.parts is not None} or None,
        )

    def total(self, counted: Sequence[Counted]) -> Value:
        return {
            row: figure.total(
                [Counted(branch.value[row], (branch.parts or {}).get(row)) for branch in counted]
            )
            for row, figure in self.rows.items()
        }

    def cases(self, year: Year, part: str = "") -> "QuerySet[Any]":
        row, _, rest = part.partition(".")
        return self.rows[row].cases(year, rest)


def under(answers: Mapping[str, Any], row: str) -> dict[str, Any]:
    """The answers whose names begin with `row.`, without that beginning."""
    return {
        name.removeprefix(f"{row}."): answer for name, answer in answers.items() if name.startswith(f"{row}.")
    }


@dataclass(frozen=True)
class Labels(Figure):
    """How many records carry each label; without one they stand under `unknown`.

    `codes` always have a row. Other labels, such as names of organisations, have one when they occur.
    """

    population: Population
    label: Combinable | str
    where: Condition = EVERY
    codes: Sequence[str] = ()

    def _labelled(self, year: Year) -> "QuerySet[Any]":
        label = Coalesce(NullIf(self.label, Constant("")), Constant("unknown"), output_field=CharField())
        return self.population(year).filter(met(self.where, year)).annotate(label=label)

    def questions(self, year: Year) -> dict[str, Question]:
        return {"": Lookup(self._count)}

    def _count(self, year: Year) -> dict[str, int]:
        rows = self._labelled(year).order_by().values("label").annotate(number=CountRows("pk"))
        return dict(rows.values_list("label", "number"))

    def read(self, answers: Mapping[str, Any], year: Year) -> Counted:
        return Counted(dict.fromkeys(self.codes, 0) | answers[""])

    def total(self, counted: Sequence[Counted]) -> Value:
        occurring: Counter[str] = sum((Counter(branch.value) for branch in counted), Counter())
        return dict.fromkeys(self.codes, 0) | occurring

    def cases(self, year: Year, part: str = "") -> "QuerySet[Any]":
        labelled = self._labelled(year)
        return labelled.filter(label=part) if part else labelled


@dataclass(frozen=True)
class Days(Figure):
    """Mean and median of a number of days, also in months of 30.4375 days; `missing`: records without it."""

    population: Population
    days: str
    where: Condition = EVERY

    def questions(self, year: Year) -> dict[str, Question]:
        where, known = met(self.where, year), Q(**{f"{self.days}__isnull": False})
        return {
            "days": Measure(
                self.population,
                ArrayAgg(self.days, filter=where & known, order_by=self.days, default=Constant([])),
            ),
            "missing": Rows(self.population, where & ~known),
        }

    def read(self, answers: Mapping[str, Any], year: Year) -> Counted:
        return Counted(self._value(answers["days"], answers["missing"]), answers["days"])

    def _value(self, days: Sequence[int], missing: int) -> Value:
        mean = Fraction(sum(days), len(days)) if days else None
        middle = median(map(Fraction, days)) if days else None
        return {
            "mean_days": as_float(mean),
            "mean_months": as_float(mean, DAYS_A_MONTH),
            "median_days": as_float(middle),
            "median_months": as_float(middle, DAYS_A_MONTH),
            "missing": missing,
            "n": len(days),
        }

    def total(self, counted: Sequence[Counted]) -> Value:
        pooled = [days for branch in counted for days in branch.parts]
        return self._value(pooled, sum(branch.value["missing"] for branch in counted))

    def cases(self, year: Year, part: str = "") -> "QuerySet[Any]":
        records = self.population(year).filter(met(self.where, year))
        return records.filter(**{f"{self.days}__isnull": part == "missing"})


@dataclass(frozen=True)
class Ratio(Figure):
    """One figure divided by another; `per`: how many units of the denominator make one."""

    numerator: Figure
    denominator: Figure
    per: Fraction = ONE

    def questions(self, year: Year) -> dict[str, Question]:
        return Table(self._rows()).questions(year)

    def _rows(self) -> dict[str, Figure]:
        return {"numerator": self.numerator, "denominator": self.denominator}

    def read(self, answers: Mapping[str, Any], year: Year) -> Counted:
        return Counted(self._value(**Table(self._rows()).read(answers, year).value))

    def _value(self, numerator: int, denominator: int) -> Value:
        value = float(numerator * self.per / denominator) if denominator else None
        return {"denominator": denominator, "numerator": numerator, "value": value}

    def total(self, counted: Sequence[Counted]) -> Value:
        return self._value(
            *(sum(branch.value[name] for branch in counted) for name in ("numerator", "denominator"))
        )

    def cases(self, year: Year, part: str = "") -> "QuerySet[Any]":
        name, _, rest = part.partition(".")
        return self._rows()[name or "numerator"].cases(year, rest)


@dataclass(frozen=True)
class Sum(Figure):
    """Figures added up; the cases are those of one of them, by its name."""

    terms: Mapping[str, Figure]

    def questions(self, year: Year) -> dict[str, Question]:
        return Table(self.terms).questions(year)

    def read(self, answers: Mapping[str, Any], year: Year) -> Counted:
        return Counted(sum(Table(self.terms).read(answers, year).value.values()))

    def total(self, counted: Sequence[Counted]) -> Value:
        return sum(branch.value for branch in counted)

    def cases(self, year: Year, part: str = "") -> "QuerySet[Any]":
        return self.terms[part or next(iter(self.terms))].cases(year)


@dataclass(frozen=True)
class Target(Figure):
    """The target that was agreed for an indicator in the year; None when there is none."""

    indicator: str

    def _targets(self, year: Year) -> "QuerySet[GoalTarget]":
        return GoalTarget.objects.filter(indicator=self.indicator, year=year.number, target__isnull=False)

    def questions(self, year: Year) -> dict[str, Question]:
        return {"": Measure(self._targets, TotalOf("target"))}

    def read(self, answers: Mapping[str, Any], year: Year) -> Counted:
        return Counted(number(answers[""]))

    def total(self, counted: Sequence[Counted]) -> Value:
        agreed = [branch.value for branch in counted if branch.value is not None]
        return add_decimals(agreed) if agreed else None

    def cases(self, year: Year, part: str = "") -> "QuerySet[Any]":
        return self._targets(year)


def number(value: Decimal | None) -> int | float | None:
    """A stored decimal as JSON writes it: whole numbers without a fraction."""
    if value is None:
        return None
    return int(value) if value == value.to_integral_value() else float(value)


def add_decimals(values: Sequence[int | float]) -> int | float | None:
    """The sum as on paper: 0.1 and 0.2 make 0.3."""
    return number(sum((Decimal(str(value)) for value in values), Decimal(0)))
