"""What figures ask of the records, and how all their questions are answered in few queries."""

from collections import defaultdict
from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

from django.db.models import Aggregate, Count, Q, QuerySet

from reporting.indicators.dates import Year

Population = Callable[[Year], "QuerySet[Any]"]

EVERY = Q()
MANY = 10**9


class Rows(NamedTuple):
    """How many records of a population meet a condition. Answered together with the others over it."""

    population: Population
    where: Q = EVERY


class Measure(NamedTuple):
    """One aggregate over a population. Answered together with the others over it."""

    population: Population
    expression: Aggregate


class Lookup(NamedTuple):
    """A question that needs a query of its own."""

    run: Callable[[Year], Any]


Question = Rows | Measure | Lookup


def ask(questions: Mapping[str, Question], year: Year) -> dict[str, Any]:
    """The answers under the names of the questions: one query per population and one per lookup.

    What several figures ask alike, such as the base of their percentages, is asked once.
    """
    numbers: dict[Question, int] = {}
    number_of = {name: numbers.setdefault(question, len(numbers)) for name, question in questions.items()}
    answers: dict[int, Any] = {}
    together: dict[Population, dict[str, Aggregate]] = defaultdict(dict)
    for question, number in numbers.items():
        if isinstance(question, Lookup):
            answers[number] = question.run(year)
        else:
            together[question.population][f"answer_{number}"] = _aggregate(question)
    for population, aggregates in together.items():
        records = population(year)
        if records.query.annotations:
            # The limit keeps PostgreSQL from working them out once for every figure that looks at them.
            records = records[:MANY]
        row = records.aggregate(**aggregates)
        answers |= {int(alias.removeprefix("answer_")): answer for alias, answer in row.items()}
    return {name: answers[number] for name, number in number_of.items()}


def _aggregate(question: Rows | Measure) -> Aggregate:
    if isinstance(question, Rows):
        return Count("pk", filter=question.where or None)
    return question.expression
