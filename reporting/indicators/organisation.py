"""The branch itself: who works there, where it is at work, and how staff learn."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import partial
from typing import Any

from django.db.models import Q, QuerySet
from django.db.models import Sum as TotalOf
from django.utils.translation import gettext_lazy as _

from homestart.tenancy.models import Branch
from homestart.tenancy.models.organisation import OperatorType
from reporting.indicators.dates import Year
from reporting.indicators.figures import Count, Counted, Figure, Measured, Value, add_decimals, number
from reporting.indicators.indicator import Indicator, Theme, Unit
from reporting.indicators.populations.volunteers import events
from reporting.indicators.questions import Lookup, Question
from reporting.journal.models import Appointment
from volunteers.enums import EventKind


def open_branch(year: Year) -> "QuerySet[Branch]":
    """The branch, if it is open at the end of the year; a branch without its first day has not opened."""
    return Branch.objects.filter(
        Q(closed_on=None) | Q(closed_on__gt=year.last), pk=year.branch.pk, opened_on__lte=year.last
    )


def opened_branch(year: Year) -> "QuerySet[Branch]":
    return Branch.objects.filter(pk=year.branch.pk, opened_on__range=year.days)


def appointments(year: Year) -> "QuerySet[Appointment]":
    return Appointment.objects.open_after(year.last)


@dataclass(frozen=True)
class Municipalities(Figure):
    """How many different municipalities; over the network a municipality of two branches counts once."""

    def questions(self, year: Year) -> dict[str, Question]:
        return {"": Lookup(self._codes)}

    def _codes(self, year: Year) -> list[str]:
        areas = open_branch(year).values_list("municipalities", flat=True)
        return sorted({code for area in areas for code in area})

    def read(self, answers: Mapping[str, Any], year: Year) -> Counted:
        return Counted(len(answers[""]), answers[""])

    def total(self, counted: Sequence[Counted]) -> Value:
        return len({code for branch in counted for code in branch.parts})

    def cases(self, year: Year, part: str = "") -> "QuerySet[Any]":
        return open_branch(year)


@dataclass(frozen=True)
class SharedEvents(Figure):
    """How many events of a kind; over the network once per date and title, as every branch notes them."""

    kind: EventKind

    def questions(self, year: Year) -> dict[str, Question]:
        return {"": Lookup(self._held)}

    def _held(self, year: Year) -> list[tuple[str, str]]:
        rows = events(year).filter(kind=self.kind).order_by("date", "title").values_list("date", "title")
        return [(date.isoformat(), title) for date, title in rows]

    def read(self, answers: Mapping[str, Any], year: Year) -> Counted:
        return Counted(len(answers[""]), [list(event) for event in answers[""]])

    def total(self, counted: Sequence[Counted]) -> Value:
        return len({tuple(event) for branch in counted for event in branch.parts})

    def cases(self, year: Year, part: str = "") -> "QuerySet[Any]":
        return events(year).filter(kind=self.kind)


indicator = partial(Indicator, Theme.ORGANISATION)

EVENTS = _("events")
BRANCHES = _("branches")

INDICATORS = [
    indicator(
        "branches_active",
        _("branches"),
        _("Branches that are open at the end of 31 December."),
        BRANCHES,
        Count(open_branch),
    ),
    indicator(
        "branches_own",
        _("own branches"),
        _("Branches that are open at the end of 31 December and are run by the organisation itself."),
        BRANCHES,
        Count(open_branch, Q(operator_type=OperatorType.OWN)),
    ),
    indicator(
        "branches_new",
        _("new branches"),
        _("Branches that opened in the year."),
        BRANCHES,
        Count(opened_branch),
    ),
    indicator(
        "municipalities_covered",
        _("municipalities"),
        _(
            "Municipalities in the working area of a branch that is open at the end of 31 December. A "
            "municipality of two branches counts once in the total of the network."
        ),
        BRANCHES,
        Municipalities(),
    ),
    indicator(
        "staff_fte",
        _("staff"),
        _("Full-time equivalents of the functions that are filled at the end of 31 December."),
        _("staff"),
        Measured(
            appointments,
            TotalOf("fte", default=Decimal(0)),
            add=add_decimals,
            finish=number,
        ),
        Unit.FTE,
    ),
    indicator(
        "learning_networks",
        _("learning networks"),
        _(
            "Learning networks of coordinators in the year. In the total of the network each counts once, "
            "by date and title."
        ),
        EVENTS,
        SharedEvents(EventKind.LEARNING_NETWORK),
    ),
    indicator(
        "coordinator_start_trainings",
        _("trainings of new coordinators"),
        _(
            "Trainings of coordinators in the year. In the total of the network each counts once, by date "
            "and title."
        ),
        EVENTS,
        SharedEvents(EventKind.COORDINATOR_TRAINING),
    ),
    indicator(
        "staff_training",
        _("training followed by staff"),
        _("Trainings of staff in the year."),
        EVENTS,
        Count(events, Q(kind=EventKind.STAFF_TRAINING)),
    ),
    indicator(
        "internal_team_meetings",
        _("team meetings"),
        _("Team meetings in the year."),
        EVENTS,
        Count(events, Q(kind=EventKind.TEAM_MEETING)),
    ),
]
