"""Where a referral stands, for whoever referred: in fixed words, and never anything of the file."""

import datetime
from dataclasses import dataclass
from enum import StrEnum
from typing import Any
from uuid import UUID

from django.db.models import Exists, Min, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from families.enums import Decision, RefusalReason
from families.models import Family, Link, Referral, WaitingListEntry
from families.queries.links import AWAITED
from families.rules import months_between


class Step(StrEnum):
    """How far the referral is."""

    RECEIVED = "received"
    EXPLORED = "explored"
    ACCEPTED = "accepted"
    WAITING = "waiting"
    STARTED = "started"
    LEFT = "left"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"


#: Why a family is not taken in, as one says it to who referred. Free text never gets here.
REASONS: dict[str, str | Promise] = {
    RefusalReason.OUTSIDE_AREA: _("The family lives outside of the area where we work."),
    RefusalReason.CHILD_OVER_12: _("We support families whose youngest child is not older than 12."),
    RefusalReason.PRACTICAL_HELP_ONLY: _(
        "Our volunteers support parents. They do not take over practical work alone."
    ),
    RefusalReason.NO_REQUEST_OF_OWN: _("Parents ask for our support themselves. That is not so now."),
    RefusalReason.INTAKE_STOP: _("Our waiting list is closed: we cannot take on families now."),
    RefusalReason.NO_REFERRAL_FORM: _("We did not receive the referral form in time."),
    RefusalReason.TOO_COMPLEX: _("What is needed is more than a volunteer can give."),
    RefusalReason.OTHER: _("We cannot take on this family. Call us if you want to know more."),
}

#: What is still expected of who referred, by what is missing.
EXPECTED: dict[str, str | Promise] = {
    "no_form": _("We still expect the referral form from you."),
    "no_consent": _("Let us know whether the family agrees with the referral."),
    "no_place": _("Let us know in which municipality the family lives."),
    "no_phone": _("Let us know how we can reach the family."),
}


@dataclass(frozen=True)
class Status:
    """All that who referred gets to see."""

    received_on: datetime.date
    step: Step
    expected: tuple[str | Promise, ...] = ()
    reason: str | Promise = ""
    #: Whole months on the waiting list.
    months: int = 0
    #: The first day of the month in which the support began.
    started_in: datetime.date | None = None


def status_of(referral_id: UUID, today: datetime.date) -> Status | None:
    """Where the referral stands on that day, None when it is gone. Reads dates and codes, no name or note."""
    row: Any = (
        Referral.objects.filter(pk=referral_id)
        .annotate(
            no_form=Q(form_received_on=None) & (Q(referrer__isnull=False) | Exists(_asked())),
            no_consent=Q(family_agrees=None, referrer__isnull=False),
            no_place=Q(municipality="", municipality_name=""),
            no_phone=Q(phone="", family_email=""),
            began_on=_began(),
            waits_since=_waits_since(),
            left_list=Exists(_places().filter(left_on__isnull=False)),
        )
        .values(
            "received_on",
            "decision",
            "decided_on",
            "refusal_reason",
            "family_id",
            "began_on",
            "waits_since",
            "left_list",
            *EXPECTED,
        )
        .first()
    )
    if row is None:
        return None
    received_on = row["received_on"]
    if row["decision"] == Decision.REFUSED:
        return Status(received_on, Step.REFUSED, reason=REASONS.get(row["refusal_reason"], ""))
    if row["decision"] == Decision.WITHDRAWN:
        return Status(received_on, Step.WITHDRAWN)
    if row["decision"] == Decision.ACCEPTED:
        return _accepted(row, today)
    # The form asks all the rest.
    names = ["no_form"] if row["no_form"] else EXPECTED
    expected = tuple(text for name, text in EXPECTED.items() if name in names and row[name])
    step = Step.EXPLORED if row["family_id"] else Step.RECEIVED
    return Status(received_on, step, expected)


def _accepted(row: dict[str, Any], today: datetime.date) -> Status:
    received_on, began_on = row["received_on"], row["began_on"]
    if began_on:
        return Status(received_on, Step.STARTED, started_in=began_on.replace(day=1))
    if row["waits_since"]:
        # The clock of the waiting list counts from the acceptance.
        since = min(row["decided_on"] or row["waits_since"], today)
        return Status(received_on, Step.WAITING, months=months_between(since, today))
    return Status(received_on, Step.LEFT if row["left_list"] else Step.ACCEPTED)


def _asked() -> Any:
    """The link to complete the referral, while nobody used it."""
    return Link.objects.filter(AWAITED, referral=OuterRef("pk"))


def _places() -> Any:
    """The places on the waiting list since this referral; after a merge they may hang on another one."""
    return WaitingListEntry.objects.filter(
        Q(referral=OuterRef("pk")) | Q(family=OuterRef("family"), entered_on__gte=OuterRef("received_on"))
    ).order_by()


def _waits_since() -> Subquery:
    return Subquery(_places().filter(left_on=None).values("entered_on")[:1])


def _began() -> Any:
    """The first visit, in a trajectory of this referral or in one that began since in the same file."""
    own = Subquery(
        Referral.objects.filter(pk=OuterRef("pk"))
        .values("pk")
        .annotate(first=Min("trajectories__started_on"))
        .values("first")
    )
    since = Subquery(
        Family.objects.filter(
            pk=OuterRef("family"),
            trajectories__started_on__gte=OuterRef("received_on"),
        )
        .values("pk")
        .annotate(first=Min("trajectories__started_on"))
        .values("first")
    )
    return Coalesce(own, since)
