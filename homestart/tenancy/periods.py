"""Pieces of models that have a first and a last day."""

from datetime import date
from typing import Any, Self

from django.db.models import CheckConstraint, F, Q
from django.utils.translation import gettext_lazy as _

from homestart.tenancy.managers import TenantQuerySet


def ends_after_start(name: str, start: str = "started_on", end: str = "ended_on") -> CheckConstraint:
    """A named constraint: the end is not before the start; either may be unknown."""
    return CheckConstraint(
        condition=Q(**{f"{end}__isnull": True})
        | Q(**{f"{start}__isnull": True})
        | Q(**{f"{end}__gte": F(start)}),
        name=name,
        violation_error_message=_("The end is before the start."),
    )


class PeriodQuerySet(TenantQuerySet[Any]):
    """Rows with `started_on` and `ended_on`, both days included; no end: still going on.

    A row without its first day has not started and is in no period.
    """

    def overlapping(self, first: date, last: date) -> Self:
        """What went on during some day from `first` to `last`."""
        return self.filter(Q(ended_on=None) | Q(ended_on__gte=first), started_on__lte=last)

    def open_after(self, day: date) -> Self:
        """The situation at the end of `day`: what ends on it is not in it any more."""
        return self.filter(Q(ended_on=None) | Q(ended_on__gt=day), started_on__lte=day)
