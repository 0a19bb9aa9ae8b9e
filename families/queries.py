"""Questions about families that join several models."""

import datetime
from dataclasses import dataclass

from django.db.models import Q, QuerySet

from families.enums import FamilyState, MemberRole
from families.models import Family


@dataclass(frozen=True)
class FamilyRow:
    """A line of the list of families: where the family stands today, and since when."""

    family: Family
    state: FamilyState
    since: datetime.date | None
    children: int


def families_in(state: str, name_starts_with: str, today: datetime.date) -> QuerySet[Family]:
    """Families of the branch by name, those in `state` only when one is given (a FamilyState value or "")."""
    families = Family.objects.order_by("name", "key")
    if name_starts_with:
        families = families.filter(name__istartswith=name_starts_with)
    supported = Q(pk__in=_open_on(today, "trajectories", "started_on", "ended_on"))
    waiting = Q(pk__in=_open_on(today, "waiting_list_entries", "entered_on", "left_on"))
    closed = Q(pk__in=Family.objects.filter(trajectories__ended_on__lte=today).values("pk"))
    conditions = {
        FamilyState.SUPPORTED: supported,
        FamilyState.WAITING: waiting & ~supported,
        FamilyState.CLOSED: closed & ~supported & ~waiting,
        FamilyState.REFERRED: ~closed & ~supported & ~waiting,
    }
    return families.filter(conditions[FamilyState(state)]) if state else families


def _open_on(day: datetime.date, relation: str, start: str, end: str) -> QuerySet[Family]:
    """Families with a row in `relation` that has begun and not ended at the end of `day`."""
    begun = Q(**{f"{relation}__{start}__lte": day})
    return Family.objects.filter(
        begun & (Q(**{f"{relation}__{end}__isnull": True}) | Q(**{f"{relation}__{end}__gt": day}))
    ).values("pk")


def family_rows(families: QuerySet[Family], today: datetime.date) -> list[FamilyRow]:
    """The families with their state on `today`, in four queries however many there are."""
    return [
        _row(family, today)
        for family in families.prefetch_related("trajectories", "waiting_list_entries", "members")
    ]


def _row(family: Family, today: datetime.date) -> FamilyRow:
    begun = [row for row in family.trajectories.all() if row.started_on and row.started_on <= today]
    running = [row.started_on for row in begun if _open(row.ended_on, today)]
    ended = [row.ended_on for row in begun if not _open(row.ended_on, today)]
    waiting = [
        row.entered_on
        for row in family.waiting_list_entries.all()
        if row.entered_on <= today and _open(row.left_on, today)
    ]
    if running:
        state, since = FamilyState.SUPPORTED, max(running)
    elif waiting:
        state, since = FamilyState.WAITING, max(waiting)
    elif ended:
        state, since = FamilyState.CLOSED, max(ended)
    else:
        state, since = FamilyState.REFERRED, None
    children = sum(
        member.role == MemberRole.CHILD and (member.left_on is None or member.left_on >= today)
        for member in family.members.all()
    )
    return FamilyRow(family, state, since, children)


def _open(end: datetime.date | None, day: datetime.date) -> bool:
    """Whether something that ends on `end` goes on after `day`."""
    return end is None or end > day
