"""A family's file on one page: who they are, what is agreed, where they stand."""

import datetime
import zlib
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any
from uuid import UUID

from django.db.models import OuterRef, QuerySet, Subquery

from families.enums import Fact, FactValue, FamilyState, MemberRole
from families.models import (
    Consent,
    Family,
    FamilyMember,
    ProfileFact,
    Referral,
    WaitingListEntry,
)
from families.models.levels import readable_levels
from families.queries.around import Agreed, Around, Helper, around
from families.queries.written import written_once
from families.rules import has_left
from homestart.accounts.permissions import Permission
from homestart.audit.models import AuditEvent
from homestart.tenancy.models import Municipality

#: The event that says that all that is known of a family still holds.
CONFIRM_FACTS = "confirm_facts"


def families() -> QuerySet[Any]:
    """Families with `municipality_name`, "" where the code is not in the list of municipalities."""
    name = Municipality.objects.filter(pk=OuterRef("municipality")).values("name")
    return Family.objects.annotate(municipality_name=Subquery(name))


@dataclass(frozen=True)
class Support:
    """A volunteer in a trajectory."""

    volunteer_id: UUID
    volunteer: str
    role: str
    proposed_on: datetime.date | None
    introduced_on: datetime.date | None
    started_on: datetime.date | None
    ended_on: datetime.date | None

    def goes_on(self, today: datetime.date) -> bool:
        return self.ended_on is None or self.ended_on > today


@dataclass(frozen=True)
class Period:
    """A trajectory with its volunteers, first the one who started last."""

    id: UUID
    started_on: datetime.date | None
    ended_on: datetime.date | None
    closing_reason: str
    closing_note: str
    supports: list[Support]

    def goes_on(self, today: datetime.date) -> bool:
        return self.ended_on is None or self.ended_on > today


@dataclass(frozen=True)
class Talk:
    """A review talk: held on a day, or still to be held."""

    kind: str
    due_on: datetime.date | None
    held_on: datetime.date | None
    conclusion: str
    trajectory_ended_on: datetime.date | None


@dataclass(frozen=True)
class KnownFact:
    """What is known today of one fact; no row and "unknown" are the same."""

    fact: Fact
    row: ProfileFact | None

    @property
    def value(self) -> str:
        return self.row.value if self.row else FactValue.UNKNOWN

    @property
    def is_known(self) -> bool:
        return self.value != FactValue.UNKNOWN


@dataclass(frozen=True)
class FamilyFile:
    """All of a family but the timeline's many rows, in a number of queries that does not grow."""

    family: Any
    today: datetime.date
    members: Sequence[FamilyMember]
    facts: Sequence[ProfileFact]
    consents: Sequence[Consent]
    referrals: Sequence[Referral]
    entries: Sequence[WaitingListEntry]
    trajectories: Sequence[Period]
    talks: Sequence[Talk]
    #: When somebody said last that all that is known still holds.
    confirmed_at: datetime.datetime | None
    around: Around

    @cached_property
    def household(self) -> list[FamilyMember]:
        """Who belongs to the family today or later: parents, then children from old to young."""
        roles = list(MemberRole)
        here = [m for m in self.members if not has_left(m, self.today)]
        return sorted(
            here, key=lambda m: (roles.index(MemberRole(m.role)), m.birth_date or m.due_date or self.today)
        )

    @cached_property
    def former_members(self) -> list[FamilyMember]:
        return [m for m in self.members if has_left(m, self.today)]

    @property
    def agreements(self) -> list[Agreed]:
        """What holds today."""
        return [agreed for agreed in self.around.agreements if agreed.holds(self.today)]

    @property
    def former_agreements(self) -> list[Agreed]:
        return [agreed for agreed in self.around.agreements if not agreed.holds(self.today)]

    @property
    def professionals(self) -> list[Helper]:
        """Who helps the family today."""
        return [helper for helper in self.around.professionals if helper.helps(self.today)]

    @property
    def former_professionals(self) -> list[Helper]:
        return [helper for helper in self.around.professionals if not helper.helps(self.today)]

    @cached_property
    def known_facts(self) -> list[KnownFact]:
        return facts_on(self.facts, self.today)

    @property
    def facts_known(self) -> list[KnownFact]:
        return [known for known in self.known_facts if known.is_known]

    @property
    def facts_unknown(self) -> list[KnownFact]:
        return [known for known in self.known_facts if not known.is_known]

    @cached_property
    def waiting(self) -> WaitingListEntry | None:
        """The place on the waiting list that the family has at the end of today."""
        here = [
            e
            for e in self.entries
            if e.entered_on <= self.today and (e.left_on is None or e.left_on > self.today)
        ]
        return max(here, key=lambda e: e.entered_on, default=None)

    @cached_property
    def trajectory(self) -> Period | None:
        """The trajectory that goes on, also one that is still to start."""
        return next((t for t in self.trajectories if t.goes_on(self.today)), None)

    @property
    def supporters(self) -> list[Support]:
        """The volunteers whom the family knows by now and who still come."""
        supports = self.trajectory.supports if self.trajectory else []
        known = [support for support in supports if support.started_on or support.introduced_on]
        return [support for support in known if support.goes_on(self.today)]

    @property
    def is_open(self) -> bool:
        """Whether something goes on or waits: a trajectory, a place on the waiting list, a decision."""
        waits = any(e.left_on is None or e.left_on > self.today for e in self.entries)
        return bool(self.trajectory) or waits or any(not r.decision for r in self.referrals)

    @cached_property
    def state(self) -> FamilyState:
        """As in the list of families."""
        begun = [t for t in self.trajectories if t.started_on and t.started_on <= self.today]
        if any(t.goes_on(self.today) for t in begun):
            return FamilyState.SUPPORTED
        if self.waiting:
            return FamilyState.WAITING
        return FamilyState.CLOSED if begun else FamilyState.REFERRED

    @property
    def has_ended(self) -> bool:
        """Whether a support of this family came to its end, also when it is supported again."""
        return any(t.started_on and t.ended_on and t.ended_on < self.today for t in self.trajectories)

    def is_after_care(self, day: datetime.date) -> bool:
        """Whether a contact of this day came after a support, and not in a next one or the wait for it."""
        begun = [t for t in self.trajectories if t.started_on and t.started_on <= day]
        if not any(t.ended_on and t.ended_on < day for t in begun):
            return False
        supported = any(t.ended_on is None or t.ended_on >= day for t in begun)
        waits = any(e.entered_on <= day and (e.left_on is None or e.left_on >= day) for e in self.entries)
        return not supported and not waits

    @cached_property
    def talk_due(self) -> Talk | None:
        """The first talk of a trajectory that goes on which has a day and was not held yet."""
        open_talks = [
            t
            for t in self.talks
            if t.due_on
            and not t.held_on
            and (t.trajectory_ended_on is None or t.trajectory_ended_on > self.today)
        ]
        return min(open_talks, key=lambda t: t.due_on or self.today, default=None)


def facts_on(rows: Sequence[ProfileFact], day: datetime.date) -> list[KnownFact]:
    """Every fact with the row that holds on `day`: the last one on or before it."""
    holds = {row.fact: row for row in sorted(rows, key=lambda row: row.valid_from) if row.valid_from <= day}
    return [KnownFact(fact, holds.get(fact)) for fact in Fact]


@dataclass(frozen=True)
class Situation:
    """All that is known on a day, as one thing to change: its `version` differs whenever a row differs."""

    known: list[KnownFact]
    version: int
    #: No record of its own: who changed it stands with its rows.
    pk: None = None

    def __getattr__(self, name: str) -> str:
        """The value of the fact of that name, as the form shows it."""
        for known in self.known:
            if known.fact == name:
                return str(known.value)
        raise AttributeError(name)


def situation_on(rows: Sequence[ProfileFact], day: datetime.date) -> Situation:
    """What holds on `day`, with a version over all rows, also those of other days."""
    written = sorted(f"{row.pk}{row.version}" for row in rows)
    return Situation(facts_on(rows, day), zlib.crc32("".join(written).encode()) % 1_000_000_000)


def family_file(family: Any, today: datetime.date, permissions: Collection[Permission]) -> FamilyFile:
    """The file of `family` as it is on `today`, with what may be read with `permissions`."""
    return FamilyFile(
        family=family,
        today=today,
        members=list(family.members.all()),
        facts=list(family.facts.order_by("-valid_from")),
        consents=list(family.consents.order_by("-given_on")),
        referrals=list(family.referrals.select_related("referrer").order_by("-received_on")),
        entries=list(family.waiting_list_entries.order_by("-entered_on")),
        trajectories=_trajectories(family.pk),
        talks=[Talk(*row) for row in _talks(family.pk)],
        confirmed_at=_confirmed_at(family.pk),
        around=around(family.pk, readable_levels(permissions)),
    )


def _trajectories(family_id: UUID) -> list[Period]:
    """The trajectories, the newest first."""
    periods: dict[UUID, Period] = {}
    for pk, started, ended, reason, note, volunteer, first_name, last_name, *match in _periods(family_id):
        period = periods.setdefault(pk, Period(pk, started, ended, reason, note, []))
        if volunteer:
            period.supports.append(Support(volunteer, f"{first_name} {last_name}".strip(), *match))
    return list(periods.values())


def _trajectories_of(family_id: UUID) -> QuerySet[Any]:
    """By the reverse relation: this app knows no model of matching."""
    trajectories: Any = Family._meta.get_field("trajectories").related_model
    return trajectories.objects.filter(family_id=family_id)


@written_once
def _periods(family_id: UUID) -> QuerySet[Any]:
    newest = ("-started_on", "-matches__started_on", "-matches__proposed_on")
    return (
        _trajectories_of(family_id)
        .order_by(*newest)
        .values_list(
            "pk",
            "started_on",
            "ended_on",
            "closing_reason",
            "closing_note",
            "matches__volunteer_id",
            "matches__volunteer__first_name",
            "matches__volunteer__last_name",
            "matches__role",
            "matches__proposed_on",
            "matches__introduced_on",
            "matches__started_on",
            "matches__ended_on",
        )
    )


@written_once
def _talks(family_id: UUID) -> QuerySet[Any]:
    return (
        _trajectories_of(family_id)
        .filter(review_talks__isnull=False)
        .values_list(
            "review_talks__kind",
            "review_talks__due_on",
            "review_talks__held_on",
            "review_talks__conclusion",
            "ended_on",
        )
    )


def _confirmed_at(family_id: UUID) -> datetime.datetime | None:
    return next((at for (at,) in _confirmations(family_id)), None)


@written_once
def _confirmations(family_id: UUID) -> QuerySet[Any]:
    events = AuditEvent.objects.filter(object_id=str(family_id), verb=CONFIRM_FACTS)
    return events.order_by("-at").values_list("at")[:1]
