"""Until when files of families are kept, and which of them are to go.

The rule of the house counts from the last day of the support, or else of the wait or the decision. What was
decided for one family (Retention) comes before the rule. An open file is kept, whatever a row says.
"""

import datetime
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db.models import Exists, Max, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce, Greatest

from families.models import Family, FamilyContact, Referral, Regrouping, Retention, WaitingListEntry
from families.queries.written import written_once

#: So long a file stands on the list before it goes, whatever its day: time to see it and to decide otherwise.
NOTICE = datetime.timedelta(days=31)


def by_the_rule(last_day: datetime.date) -> datetime.date:
    """Until when a file is kept that was closed on this day: setting RETENTION_FILE_YEARS.

    An anniversary on a day that does not exist falls on the first of the next month.
    """
    year = last_day.year + settings.RETENTION_FILE_YEARS
    try:
        return last_day.replace(year=year)
    except ValueError:
        return datetime.date(year, 3, 1)


@dataclass(frozen=True)
class Keeping:
    """A closed file: until when it is kept, by a decision or by the rule."""

    family: Any
    last_day: datetime.date
    retention: Retention | None

    @property
    def rule(self) -> datetime.date:
        return by_the_rule(self.last_day)

    @property
    def until(self) -> datetime.date:
        return self.retention.until if self.retention else self.rule

    @property
    def goes_on(self) -> datetime.date | None:
        """The first day on which the file can go; None before it was announced."""
        if self.retention is None or self.retention.announced_on is None:
            return None
        return max(self.until, self.retention.announced_on + NOTICE)


def closed_files(today: datetime.date) -> QuerySet[Any]:
    """Families whose file is not open, each with its `last_day`.

    Open is: a trajectory or a place on the waiting list that has not ended, a referral without a decision.
    A file in which nothing of these ever stood, as the second one of a separation, counts from its separation
    or the last contact.
    """
    trajectories: Any = Family._meta.get_field("trajectories").related_model
    mine = {"family": OuterRef("pk")}
    still = Q(ended_on=None) | Q(ended_on__gt=today)
    waits = Q(left_on=None) | Q(left_on__gt=today)
    return (
        Family.objects.exclude(anonymised=True)
        .filter(
            ~Exists(trajectories.objects.filter(still, **mine)),
            ~Exists(WaitingListEntry.objects.filter(waits, **mine)),
            ~Exists(Referral.objects.filter(decision="", **mine)),
        )
        .annotate(
            last_day=Coalesce(
                Greatest(
                    _last(trajectories, "ended_on"),
                    _last(WaitingListEntry, "left_on"),
                    _last(Referral, Coalesce("decided_on", "received_on")),
                ),
                Greatest(_last(Regrouping, "day", "other"), _last(FamilyContact, "date")),
            )
        )
        .filter(last_day__isnull=False)
    )


def _last(model: Any, day: Any, family: str = "family") -> Subquery:
    rows = model.objects.filter(**{family: OuterRef("pk")}).order_by().values(family)
    return Subquery(rows.annotate(last=Max(day)).values("last"))


def keeping_of(family: Family, today: datetime.date) -> Keeping | None:
    """Until when this file is kept; None while it is open, and of one that is anonymous already."""
    for (last_day,) in _last_day(family.pk, today):
        return Keeping(family, last_day, Retention.objects.filter(family=family).first())
    return None


@written_once
def _last_day(family_id: UUID, today: datetime.date) -> QuerySet[Any]:
    return closed_files(today).filter(pk=family_id).values_list("last_day")


def files_to_go(today: datetime.date) -> list[Keeping]:
    """The closed files whose day comes within the time of notice, or has passed; the first day first."""
    horizon = today + NOTICE
    # A day later at most than what is asked for: 29 February.
    last_days = horizon.replace(year=horizon.year - settings.RETENTION_FILE_YEARS, day=min(horizon.day, 28))
    decided = Retention.objects.filter(family=OuterRef("pk"))
    files = closed_files(today).filter(
        Exists(decided.filter(until__lte=horizon))
        | (~Exists(decided) & Q(last_day__lte=last_days + datetime.timedelta(days=3)))
    )
    families = list(files)
    if not families:
        return []
    kept = {row.family_id: row for row in Retention.objects.filter(family__in=families)}
    found = [Keeping(family, family.last_day, kept.get(family.pk)) for family in families]
    return sorted(
        (keeping for keeping in found if keeping.until <= horizon),
        key=lambda keeping: (keeping.until, keeping.family.key),
    )
