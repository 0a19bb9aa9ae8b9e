"""Which referrals that came to nothing have been kept long enough."""

import datetime
from calendar import monthrange

from django.conf import settings
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.db.models.functions import Coalesce

from families.enums import Decision
from families.models import Family, Referral, WaitingListEntry

CAME_TO_NOTHING = (Decision.REFUSED, Decision.WITHDRAWN)


def kept_since(today: datetime.date) -> datetime.date:
    """What was decided before this day has been kept for RETENTION_REFUSED_MONTHS.

    The 31st of a month that has none is its last day: so nothing goes too early.
    """
    months = today.year * 12 + today.month - 1 - settings.RETENTION_REFUSED_MONTHS
    year, month = months // 12, months % 12 + 1
    return datetime.date(year, month, min(today.day, monthrange(year, month)[1]))


def refused_to_anonymise(today: datetime.date) -> QuerySet[Referral]:
    """Referrals that were refused or withdrawn longer ago, oldest first.

    Not of a file that is there for something else: an open or accepted referral, one that was decided later,
    a place on the waiting list, a trajectory. They go when that file goes.
    """
    since = kept_since(today)
    mine = OuterRef("family")
    decided = Coalesce("decided_on", "received_on")
    later = Referral.objects.alias(decided=decided).filter(
        Q(decision__in=("", Decision.ACCEPTED)) | Q(decided__gte=since), family=mine
    )
    waits = WaitingListEntry.objects.filter(family=mine, left_on=None)
    supported = Family.objects.filter(pk=mine, trajectories__isnull=False)
    return (
        Referral.objects.alias(decided=decided)
        .filter(anonymised=False, decision__in=CAME_TO_NOTHING, decided__lt=since)
        .filter(~Exists(later), ~Exists(waits), ~Exists(supported))
        .order_by("decided", "pk")
    )
