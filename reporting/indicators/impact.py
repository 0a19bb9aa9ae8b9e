"""What changed for the families, as measured with them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import partial
from typing import Any

from django.db.models import Count as CountRows
from django.db.models import Exists, F, OuterRef, Q, QuerySet, Subquery
from django.db.models import Sum as TotalOf
from django.utils.translation import gettext_lazy as _

from matching.enums import ImpactDomain, Moment
from matching.models import ImpactScore, Trajectory
from reporting.indicators.dates import Year
from reporting.indicators.figures import Count, Counted, Figure, Table, Value, percentage
from reporting.indicators.indicator import Indicator, Theme, Unit
from reporting.indicators.populations.families import support
from reporting.indicators.questions import Lookup, Question

#: With fewer pairs in a domain its change is not shown: it would say something about a family.
SMALLEST_GROUP = 5


def last_scores(year: Year) -> "QuerySet[Any]":
    """Scores of the last measurement of each valid pair of the year, each with the `first_score` of its item.

    A pair is a trajectory and a respondent with a start measurement (the earliest) and a later interim or end
    measurement (the latest up to 31 December). The pair belongs to the year of its last measurement.
    """
    same_pair = ImpactScore.objects.filter(
        trajectory=OuterRef("trajectory"), respondent=OuterRef("respondent")
    )
    starts = same_pair.filter(moment=Moment.START).order_by("measured_on")
    later = same_pair.exclude(moment=Moment.START).filter(measured_on__lte=year.last).order_by("-measured_on")
    first = same_pair.filter(
        moment=Moment.START,
        measured_on=OuterRef("first_on"),
        domain=OuterRef("domain"),
        item=OuterRef("item"),
    )
    return (
        ImpactScore.objects.exclude(moment=Moment.START)
        .filter(measured_on__range=year.days)
        .annotate(
            first_on=Subquery(starts.values("measured_on")[:1]),
            last_on=Subquery(later.values("measured_on")[:1]),
        )
        .filter(measured_on=F("last_on"), first_on__lt=F("last_on"))
        .annotate(first_score=Subquery(first.values("score")[:1]))
    )


def valid_pairs(year: Year) -> int:
    return last_scores(year).order_by().values("trajectory", "respondent").distinct().count()


def changes(year: Year) -> dict[str, list[tuple[int, int]]]:
    """Per domain and valid pair: the number of items answered both times and the sum of their changes."""
    both = Q(score__isnull=False, first_score__isnull=False)
    rows = (
        last_scores(year)
        .filter(both)
        .order_by()
        .values("domain", "trajectory", "respondent")
        .annotate(items=CountRows("pk"), change=TotalOf(F("score") - F("first_score")))
    )
    pairs: dict[str, list[tuple[int, int]]] = {domain.value: [] for domain in ImpactDomain}
    for domain, items, change in rows.values_list("domain", "items", "change"):
        pairs[domain].append((items, change))
    return pairs


def measured_trajectories(year: Year) -> "QuerySet[Trajectory]":
    """Trajectories with support in the year, and which measurements they have by 31 December."""
    scores = ImpactScore.objects.filter(trajectory=OuterRef("pk"), measured_on__lte=year.last)
    return support(year).annotate(
        measured_at_start=Exists(scores.filter(moment=Moment.START)),
        measured_at_end=Exists(scores.filter(moment=Moment.END)),
    )


@dataclass(frozen=True)
class ValidPairs(Figure):
    def questions(self, year: Year) -> dict[str, Question]:
        return {"": Lookup(valid_pairs)}

    def read(self, answers: Mapping[str, Any], year: Year) -> Counted:
        return Counted(answers[""])

    def total(self, counted: Sequence[Counted]) -> Value:
        return sum(branch.value for branch in counted)

    def cases(self, year: Year, part: str = "") -> "QuerySet[Any]":
        return Trajectory.objects.filter(pk__in=last_scores(year).values("trajectory"))


@dataclass(frozen=True)
class ChangeByDomain(Figure):
    """Mean change and the share improved, equal and worse, per domain; hidden for less than five pairs."""

    def questions(self, year: Year) -> dict[str, Question]:
        return {"": Lookup(changes)}

    def read(self, answers: Mapping[str, Any], year: Year) -> Counted:
        pairs = answers[""]
        return Counted(
            self._value(pairs), {domain: [list(pair) for pair in of] for domain, of in pairs.items()}
        )

    def total(self, counted: Sequence[Counted]) -> Value:
        return self._value(
            {
                domain.value: [pair for branch in counted for pair in branch.parts[domain]]
                for domain in ImpactDomain
            }
        )

    def _value(self, pairs: Mapping[str, Sequence[Sequence[int]]]) -> Value:
        return {domain: _domain_change(of) for domain, of in pairs.items()}

    def cases(self, year: Year, part: str = "") -> "QuerySet[Any]":
        scores = last_scores(year)
        if part:
            scores = scores.filter(domain=part, score__isnull=False, first_score__isnull=False)
        return Trajectory.objects.filter(pk__in=scores.values("trajectory"))


def _domain_change(pairs: Sequence[Sequence[int]]) -> dict[str, int | float | None]:
    n = len(pairs)
    if n < SMALLEST_GROUP:
        return {"change": None, "equal": None, "improved": None, "n": n, "worse": None}
    return {
        "change": float(sum(Fraction(change, items) for items, change in pairs) / n),
        "equal": percentage(sum(change == 0 for _, change in pairs), n),
        "improved": percentage(sum(change > 0 for _, change in pairs), n),
        "n": n,
        "worse": percentage(sum(change < 0 for _, change in pairs), n),
    }


indicator = partial(Indicator, Theme.IMPACT)

MEASUREMENTS = _("impact measurements")

INDICATORS = [
    indicator(
        "impact_measurements_valid",
        _("valid impact measurements"),
        _(
            "Pairs of measurements of the same trajectory and the same respondent: the earliest start "
            "measurement, and the latest interim or end measurement on a later day, up to 31 December. A "
            "pair belongs to the year of its last measurement."
        ),
        MEASUREMENTS,
        ValidPairs(),
    ),
    indicator(
        "impact_measurements_running",
        _("impact measurements running and completed"),
        _(
            "Trajectories with support in the year. Completed: with an end measurement by 31 December. "
            "Running: with a start measurement and no end measurement by then."
        ),
        MEASUREMENTS,
        Table(
            {
                "completed": Count(measured_trajectories, Q(measured_at_end=True)),
                "running_families": Count(
                    measured_trajectories, Q(measured_at_start=True, measured_at_end=False)
                ),
            }
        ),
    ),
    indicator(
        "impact_by_domain",
        _("change by domain of life"),
        _(
            "For each valid pair the mean of the last scores less the mean of the first scores, over the "
            "items that were answered both times; then the mean over the pairs, and the share of the pairs "
            "that improved, stayed equal or got worse. A domain with fewer than 5 pairs is not shown."
        ),
        MEASUREMENTS,
        ChangeByDomain(),
        Unit.SCALE,
    ),
]
