"""What came in from outside: what waits, what of it differs from a referral, and which branch is meant."""

import datetime
from dataclasses import dataclass
from typing import Any

from django.db.models import Q, QuerySet
from django.utils import timezone

from families.models import Referral, Submission
from homestart.tenancy.models import Branch, Municipality

#: What a submission and a referral both say, by the name that both call it.
SHARED_FIELDS = (
    "family_name",
    "phone",
    "family_email",
    "municipality_name",
    "youngest_born_on",
    "referrer_person",
    "referrer_email",
    "referrer_phone",
    "family_agrees",
    "requests",
    "explanation",
)


def waiting_submissions() -> QuerySet[Submission]:
    """What nobody has handled yet, the oldest first."""
    return Submission.objects.filter(handled_at=None).order_by("sent_at", "pk")


def discarded_submissions() -> QuerySet[Submission]:
    """What was thrown away and can still be taken back, the last first."""
    return Submission.objects.filter(discarded_at__isnull=False).order_by("-discarded_at", "pk")


@dataclass(frozen=True)
class Difference:
    """A field of which the referral says something else than what came in."""

    field: str
    ours: Any
    theirs: Any


def differences(submission: Submission, referral: Referral) -> list[Difference]:
    """Where both say something and not the same; what the referral does not say is no difference."""
    pairs = [(name, getattr(referral, name), getattr(submission, name)) for name in SHARED_FIELDS]
    return [
        Difference(name, ours, theirs)
        for name, ours, theirs in pairs
        if not is_empty(ours) and not is_empty(theirs) and ours != theirs
    ]


def is_empty(value: Any) -> bool:
    return value in (None, "", [])


def open_branches(today: datetime.date) -> QuerySet[Branch]:
    """The branches that work on that day, by name."""
    return Branch.objects.filter(Q(closed_on=None) | Q(closed_on__gt=today)).order_by("name")


def branches_serving(place: str) -> list[Branch]:
    """The branches that have the municipality of that name in their working area today.

    A name that was kept when municipalities merged has two codes: either will do.
    """
    codes = list(Municipality.objects.filter(name__iexact=place.strip()).values_list("pk", flat=True))
    if not codes:
        return []
    return list(open_branches(timezone.localdate()).filter(municipalities__overlap=codes))


def place_names() -> list[str]:
    """The names of all municipalities."""
    return list(Municipality.objects.order_by("name").values_list("name", flat=True).distinct())
