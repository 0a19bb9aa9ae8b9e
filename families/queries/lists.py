"""The list of families: where each stands today."""

import datetime
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import Count, Max, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.utils import timezone

from families.enums import FamilyState, MemberRole
from families.models import Family, FamilyContact
from homestart.tenancy.models import Municipality
from homestart.ui.search import names_begin


@dataclass(frozen=True)
class FamilyRow:
    """A line of the list of families: where the family stands today, and since when."""

    family: Family
    state: FamilyState
    since: datetime.date | None
    children: int


def families_in(state: str, name_starts_with: str, today: datetime.date) -> QuerySet[Family]:
    """Families of the branch by name, those in `state` only when one is given (a FamilyState value or "")."""
    families = Family.objects.alias(since=_since(today)).order_by("name", "key")
    if name_starts_with:
        families = families.filter(names_begin(name_starts_with, "name"))
    supported = Q(pk__in=_open_on(today, "trajectories", "started_on", "ended_on"))
    waiting = Q(pk__in=_open_on(today, "waiting_list_entries", "entered_on", "left_on"))
    over = Family.objects.filter(trajectories__started_on__lte=today, trajectories__ended_on__lte=today)
    closed = Q(pk__in=over.values("pk"))
    conditions = {
        FamilyState.SUPPORTED: supported,
        FamilyState.WAITING: waiting & ~supported,
        FamilyState.CLOSED: closed & ~supported & ~waiting,
        FamilyState.REFERRED: ~closed & ~supported & ~waiting,
    }
    return families.filter(conditions[FamilyState(state)]) if state else families


def _since(today: datetime.date) -> Coalesce:
    """Since when a family stands where it stands today; worked out only when the list is in its order."""

    def latest(relation: str, start: str, end: str, said: str, *, is_over: bool) -> Subquery:
        model: Any = Family._meta.get_field(relation).related_model
        over = {f"{end}__lte": today}
        rows = model.objects.filter(family=OuterRef("pk"), **{f"{start}__lte": today})
        rows = rows.filter(**over) if is_over else rows.exclude(**over)
        return Subquery(rows.order_by(f"-{said}").values(said)[:1])

    trajectory = ("trajectories", "started_on", "ended_on")
    return Coalesce(
        latest(*trajectory, "started_on", is_over=False),
        latest("waiting_list_entries", "entered_on", "left_on", "entered_on", is_over=False),
        latest(*trajectory, "ended_on", is_over=True),
    )


def _open_on(day: datetime.date, relation: str, start: str, end: str) -> QuerySet[Family]:
    """Families with a row in `relation` that has begun and not ended at the end of `day`."""
    begun = Q(**{f"{relation}__{start}__lte": day})
    return Family.objects.filter(
        begun & (Q(**{f"{relation}__{end}__isnull": True}) | Q(**{f"{relation}__{end}__gt": day}))
    ).values("pk")


def family_rows(families: QuerySet[Family], today: datetime.date) -> list[FamilyRow]:
    """The families with their state on `today`, in one query however many there are."""
    begun = Q(trajectories__started_on__lte=today)
    closed = Q(trajectories__ended_on__lte=today)
    entered = Q(waiting_list_entries__entered_on__lte=today)
    left = Q(waiting_list_entries__left_on__lte=today)
    joined = Q(members__joined_on__isnull=True) | Q(members__joined_on__lte=today)
    stays = Q(members__left_on__isnull=True) | Q(members__left_on__gte=today)
    child = Q(members__role=MemberRole.CHILD) & joined & stays
    return [
        _row(family)
        for family in Family.objects.filter(pk__in=families.values("pk"))
        .annotate(
            supported_since=Max("trajectories__started_on", filter=begun & ~closed),
            waiting_since=Max("waiting_list_entries__entered_on", filter=entered & ~left),
            closed_on=Max("trajectories__ended_on", filter=begun & closed),
            children=Count("members", filter=child, distinct=True),
            since=Coalesce("supported_since", "waiting_since", "closed_on"),
        )
        .order_by(*families.query.order_by)
    ]


def _row(family: Any) -> FamilyRow:
    situations = {
        FamilyState.SUPPORTED: family.supported_since,
        FamilyState.WAITING: family.waiting_since,
        FamilyState.CLOSED: family.closed_on,
    }
    state = next((state for state, since in situations.items() if since), FamilyState.REFERRED)
    return FamilyRow(family, state, family.since, family.children)


# What a column of the list tells of the families of one page, by family, in one query.


def municipalities(rows: Sequence[FamilyRow]) -> dict[UUID, str]:
    """Where each family lives: the name of its municipality, else its code."""
    codes = {row.family.pk: row.family.municipality for row in rows if row.family.municipality}
    names = dict(Municipality.objects.filter(pk__in=set(codes.values())).values_list("pk", "name"))
    return {family: names.get(code, code) for family, code in codes.items()}


def supporters(rows: Sequence[FamilyRow]) -> dict[UUID, str]:
    """The volunteers who support each family today, or are to begin."""
    today = timezone.localdate()
    volunteer = "trajectories__matches__volunteer__"
    people = (
        Family.objects.filter(pk__in=[row.family.pk for row in rows])
        .filter(
            Q(trajectories__matches__ended_on=None) | Q(trajectories__matches__ended_on__gt=today),
            trajectories__matches__isnull=False,
        )
        .order_by(f"{volunteer}first_name", f"{volunteer}last_name")
        .values_list("pk", f"{volunteer}first_name", f"{volunteer}last_name")
    )
    names: dict[UUID, list[str]] = defaultdict(list)
    for family, first_name, last_name in people:
        names[family].append(f"{first_name} {last_name}".strip())
    return {family: ", ".join(dict.fromkeys(found)) for family, found in names.items()}


def last_contacts(rows: Sequence[FamilyRow]) -> dict[UUID, datetime.date]:
    """The day of the last contact with each family, without those that did not take place."""
    contacts = FamilyContact.objects.filter(family__in=[row.family.pk for row in rows])
    took_place = contacts.exclude(took_place=False).filter(date__lte=timezone.localdate())
    return dict(took_place.values_list("family").annotate(last=Max("date")))
