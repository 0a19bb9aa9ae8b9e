"""The figures of a branch-year: what they are called, how they are counted, and the records behind them."""

from collections.abc import Iterable
from typing import Any

from django.db.models import QuerySet

from homestart.tenancy.context import active_branch, branch_context
from homestart.tenancy.models import Branch
from reporting.indicators import (
    communication,
    families,
    impact,
    organisation,
    policy,
    profile,
    referrals,
    support,
    volunteers,
)
from reporting.indicators.dates import Year
from reporting.indicators.figures import Counted, Value, under
from reporting.indicators.indicator import Indicator, Theme, Unit
from reporting.indicators.questions import ask

__all__ = ["INDICATORS", "Indicator", "Theme", "Unit", "Value", "cases", "compute", "count"]

#: Every indicator under its id, in the order of the chapters of a report.
INDICATORS: dict[str, Indicator] = {
    indicator.id: indicator
    for module in (
        families,
        profile,
        referrals,
        support,
        impact,
        volunteers,
        communication,
        policy,
        organisation,
    )
    for indicator in module.INDICATORS
}


def compute(branch: Branch, year: int, ids: Iterable[str] = INDICATORS) -> dict[str, Value]:
    """The figures of a branch-year, {indicator id: value}, computed now from the records of the branch.

    All of them, or those of `ids`. The number of queries does not depend on the number of records. Raises
    KeyError for an unknown id.
    """
    return {id: counted.value for id, counted in count(branch, year, ids).items()}


def count(branch: Branch, year: int, ids: Iterable[str] = INDICATORS) -> dict[str, Counted]:
    """As compute(), with beside each value what the total of the network needs (the days behind a median)."""
    figures = {id: INDICATORS[id].figure for id in ids}
    with branch_context(branch):
        of_year = Year(branch, year)
        questions = {
            f"{id}.{name}": question
            for id, figure in figures.items()
            for name, question in figure.questions(of_year).items()
        }
        answers = ask(questions, of_year)
        return {id: figure.read(under(answers, id), of_year) for id, figure in figures.items()}


def cases(indicator_id: str, year: int, part: str = "") -> "QuerySet[Any]":
    """The records of the active branch behind a number, from the query that counts them.

    `part` names a part of the figure as its value does: "numerator", "unknown", "f.denominator". Raises
    KeyError for an unknown indicator or part.
    """
    return INDICATORS[indicator_id].figure.cases(Year(active_branch(), year), part)
