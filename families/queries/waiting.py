"""The waiting list: who waits, in which order, and what was last done for them."""

import datetime
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import (
    BooleanField,
    Case,
    Count,
    DateField,
    ExpressionWrapper,
    F,
    IntegerField,
    Min,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Value,
    When,
)
from django.db.models.functions import Coalesce, Greatest

from families.enums import (
    CHILD_SOON_DAYS,
    OVERDUE_DAYS,
    Decision,
    Priority,
    RefusalReason,
    Turn,
    WaitingCareKind,
    WaitingCareResult,
)
from families.models import (
    FamilyContact,
    FamilyMember,
    IntakeStop,
    Referral,
    WaitingCareAction,
    WaitingListEntry,
)
from homestart.tenancy.context import active_branch
from homestart.ui.search import names_begin

#: The order of the list: by Turn, then who waits longest.
IN_TURN = ("turn", "since", "key")
#: How long one waits for an answer: to a mail, and before calling again who was not reached.
ANSWER_DAYS, TRY_AGAIN_DAYS = 14, 3
#: What one does without hearing of the family.
IN_VAIN = (WaitingCareResult.NOT_REACHED, WaitingCareResult.ASKED_BY_MAIL)


@dataclass(frozen=True)
class Filters:
    """Which places: of one `priority`, and with `to_ask` only those that it is time to ask again."""

    priority: str = ""
    to_ask: bool = False


def waiting_list(filters: Filters, name: str, today: datetime.date) -> QuerySet[Any]:
    """Who waits at the end of `today`, with `family` and these columns:

    - `since`: the day of acceptance, or of the place itself where there is no accepted referral;
    - `due_on`: when a child is expected soon; `turn`: a value of Turn;
    - `last_contact`: the last day of a contact or of waiting-list care, and `heard_on`: that or `since`;
    - `tried_on`: when one last called in vain, and `not_reached`: how often since the family was heard of;
    - `mailed_on`: when a mail last asked whether support is still needed.
    """
    accepted = Case(When(referral__decision=Decision.ACCEPTED, then=F("referral__decided_on")))
    entries = (
        WaitingListEntry.objects.waiting_after(today)
        .select_related("family")
        .annotate(
            since=Coalesce(accepted, F("entered_on"), output_field=DateField()),
            due_on=Subquery(_expected(today).values("first")),
            last_contact=Greatest(
                _last(FamilyContact.objects.filter(Q(took_place=True) | Q(took_place=None)), today),
                _last(WaitingCareAction.objects.exclude(result__in=IN_VAIN), today),
            ),
            tried_on=_last(WaitingCareAction.objects.filter(result=WaitingCareResult.NOT_REACHED), today),
            mailed_on=_last(WaitingCareAction.objects.filter(result=WaitingCareResult.ASKED_BY_MAIL), today),
        )
        .annotate(
            turn=Case(
                When(priority=Priority.URGENT, then=Value(Turn.URGENT.value)),
                When(due_on__isnull=False, then=Value(Turn.CHILD_SOON.value)),
                default=Value(Turn.LONGEST.value),
                output_field=IntegerField(),
            ),
            heard_on=Greatest("last_contact", "since"),
        )
        .annotate(not_reached=Coalesce(Subquery(_in_vain(today).values("times")), 0))
    )
    if name:
        entries = entries.filter(names_begin(name, "family__name"))
    if filters.priority:
        entries = entries.filter(priority=filters.priority)
    if filters.to_ask:
        entries = entries.filter(pk__in=[entry.pk for entry in to_ask(entries, today)])
    return entries


def to_ask(entries: "QuerySet[Any] | Sequence[Any]", today: datetime.date) -> list[Any]:
    """Those of `waiting_list` whom it is time to ask whether they still need support."""
    weeks = active_branch().still_needed_weeks
    return [entry for entry in entries if is_to_ask(entry, today, weeks)]


def is_to_ask(entry: Any, today: datetime.date, weeks: int) -> bool:
    """Whether it is time to ask a family of `waiting_list` if it still needs support.

    That is `weeks` after it was last heard of; not while an answer to a mail may still come, nor in the days
    after one called in vain.
    """
    if (today - entry.heard_on).days < 7 * weeks:
        return False
    if asked_by_mail(entry) and (today - entry.mailed_on).days < ANSWER_DAYS:
        return False
    return not (entry.not_reached and (today - entry.tried_on).days < TRY_AGAIN_DAYS)


def asked_by_mail(entry: Any) -> datetime.date | None:
    """Since when a place of `waiting_list` waits for the answer to a mail."""
    return entry.mailed_on if entry.mailed_on and entry.mailed_on > entry.heard_on else None


def answers(entries: Sequence[Any], today: datetime.date) -> dict[Any, WaitingCareAction]:
    """By family, what was last answered to whether support is still needed, of those who wait.

    Of one day the coordinator's note counts, for it is written with the other answer in sight.
    """
    asked = WaitingCareAction.objects.filter(
        family__in=[entry.family_id for entry in entries],
        result__in=[WaitingCareResult.STILL_NEEDED, WaitingCareResult.NO_LONGER_NEEDED],
        date__lte=today,
    )
    newest = asked.order_by("family", "-date", "-by", "-result").distinct("family")
    last = {care.family_id: care for care in newest}
    entered = {entry.family_id: entry.entered_on for entry in entries}
    return {family: care for family, care in last.items() if care.date >= entered[family]}


def _last(rows: QuerySet[Any], today: datetime.date) -> Subquery:
    """The last of the dates of the family's `rows`, up to today."""
    dates = rows.filter(family=OuterRef("family"), date__lte=today).order_by("-date").values("date")
    return Subquery(dates[:1])


def _expected(today: datetime.date) -> QuerySet[Any]:
    """The first due date that is near, of the children of the family that are not born."""
    near = (
        today - datetime.timedelta(days=OVERDUE_DAYS),
        today + datetime.timedelta(days=CHILD_SOON_DAYS),
    )
    unborn = FamilyMember.objects.children().filter(
        family=OuterRef("family"), birth_date=None, due_date__range=near
    )
    return unborn.in_household_on(today).values("family").annotate(first=Min("due_date"))


def _in_vain(today: datetime.date) -> QuerySet[Any]:
    """How often the family was not reached since it was heard of."""
    calls = WaitingCareAction.objects.filter(
        family=OuterRef("family"),
        result=WaitingCareResult.NOT_REACHED,
        date__gt=OuterRef("heard_on"),
        date__lte=today,
    )
    return calls.values("family").annotate(times=Count("pk"))


@dataclass(frozen=True)
class Waiting:
    """How the list stands: how many wait, how long on average, and how many are urgent or to be asked."""

    count: int
    urgent: int
    to_ask: int
    mean_days: float | None


def summary(today: datetime.date) -> Waiting:
    """How the whole list stands at the end of `today`."""
    # Rows of what is counted: 150 entries with their families take four times as long to make.
    known = ("since", "priority", "heard_on", "mailed_on", "tried_on", "not_reached")
    entries = list(waiting_list(Filters(), "", today).values_list(*known, named=True))
    days = [(today - entry.since).days for entry in entries]
    return Waiting(
        count=len(entries),
        urgent=sum(entry.priority == Priority.URGENT for entry in entries),
        to_ask=len(to_ask(entries, today)),
        mean_days=sum(days) / len(days) if days else None,
    )


def care_of(entry: WaitingListEntry) -> list[WaitingCareAction]:
    """What was done for the family since it entered the list, the newest first."""
    care = WaitingCareAction.objects.filter(family=entry.family_id, date__gte=entry.entered_on)
    if entry.left_on:
        care = care.filter(date__lte=entry.left_on)
    return list(care.order_by("-date", "pk"))


def last_asked(entry: WaitingListEntry) -> WaitingCareAction | None:
    """When the family was last asked whether it still wants support, and what it said."""
    return next((care for care in care_of(entry) if care.kind == WaitingCareKind.STILL_NEEDED_CHECK), None)


def stops(today: datetime.date) -> QuerySet[Any]:
    """The stops of the intake that are in force or to come, with the demand in that time:

    `received`, the referrals that came in, and `turned_away`, those of them that were refused because of it;
    and whether it `has_begun` and `can_end`, today.
    """
    in_force = IntakeStop.objects.filter(Q(ended_on=None) | Q(ended_on__gte=today))
    referrals = Referral.objects.filter(received_on__gte=OuterRef("started_on"), received_on__lte=today)
    begun = Q(started_on__lte=today)
    return in_force.annotate(
        has_begun=ExpressionWrapper(begun, BooleanField()),
        can_end=ExpressionWrapper(begun & (Q(ended_on=None) | Q(ended_on__gt=today)), BooleanField()),
        received=_number(referrals),
        turned_away=_number(referrals.filter(refusal_reason=RefusalReason.INTAKE_STOP)),
    ).order_by("started_on")


def _number(referrals: QuerySet[Any]) -> Coalesce:
    counted = referrals.order_by().values("branch").annotate(number=Count("pk")).values("number")
    return Coalesce(Subquery(counted), 0)
