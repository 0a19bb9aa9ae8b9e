"""The waiting list: who waits, since when, and what was last done for them."""

import datetime
from dataclasses import dataclass
from typing import Any

from django.db.models import Case, DateField, F, OuterRef, Q, QuerySet, Subquery, When
from django.db.models.functions import Coalesce, Greatest

from families.enums import Decision, WaitingCareKind
from families.models import FamilyContact, IntakeStop, WaitingCareAction, WaitingListEntry

#: After so many days without a contact somebody asks whether the family still wants support.
ASK_AGAIN_AFTER = 90


@dataclass(frozen=True)
class Filters:
    """Which places: of one `priority`, and with `silent` only those that it is time to ask again."""

    priority: str = ""
    silent: bool = False


def waiting_list(filters: Filters, name: str, today: datetime.date) -> QuerySet[Any]:
    """Who waits at the end of `today`, with `family` and these columns:

    `since`, the day of acceptance, or of the place itself where there is no accepted referral; and
    `last_contact`, the last day of a contact or of waiting-list care, None for none.
    """
    accepted = Case(When(referral__decision=Decision.ACCEPTED, then=F("referral__decided_on")))
    entries = (
        WaitingListEntry.objects.waiting_after(today)
        .select_related("family")
        .annotate(
            since=Coalesce(accepted, F("entered_on"), output_field=DateField()),
            last_contact=Greatest(
                _last(FamilyContact.objects.filter(Q(took_place=True) | Q(took_place=None)), today),
                _last(WaitingCareAction.objects.all(), today),
            ),
        )
    )
    if name:
        entries = entries.filter(family__name__istartswith=name)
    if filters.priority:
        entries = entries.filter(priority=filters.priority)
    if filters.silent:
        entries = entries.filter(_silent(today))
    return entries


def _last(rows: QuerySet[Any], today: datetime.date) -> Subquery:
    """The last of the dates of the family's `rows`, up to today."""
    dates = rows.filter(family=OuterRef("family"), date__lte=today).order_by("-date").values("date")
    return Subquery(dates[:1])


def _silent(today: datetime.date) -> Q:
    limit = today - datetime.timedelta(days=ASK_AGAIN_AFTER)
    return Q(since__lte=limit) & (Q(last_contact=None) | Q(last_contact__lte=limit))


def is_silent(entry: Any, today: datetime.date) -> bool:
    """Whether it is time to ask a family of `waiting_list` if it still wants support."""
    last = max(filter(None, [entry.last_contact, entry.since]))
    return (today - last).days >= ASK_AGAIN_AFTER


def care_of(entry: WaitingListEntry) -> list[WaitingCareAction]:
    """What was done for the family since it entered the list, the newest first."""
    care = WaitingCareAction.objects.filter(family=entry.family_id, date__gte=entry.entered_on)
    if entry.left_on:
        care = care.filter(date__lte=entry.left_on)
    return list(care.order_by("-date", "pk"))


def last_asked(entry: WaitingListEntry) -> datetime.date | None:
    """When the family was last asked whether it still wants support."""
    asked = (care.date for care in care_of(entry) if care.kind == WaitingCareKind.STILL_NEEDED_CHECK)
    return next(asked, None)


def stops(today: datetime.date) -> QuerySet[IntakeStop]:
    """The stops of the intake that are in force or to come."""
    return IntakeStop.objects.filter(Q(ended_on=None) | Q(ended_on__gte=today)).order_by("started_on")
