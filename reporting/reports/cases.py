"""The records behind a number, each as one line that a coordinator recognises: key, who, what and when."""

import datetime
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db.models import Model, QuerySet
from django.utils.translation import gettext_lazy as _

from families.enums import NoteLevel
from families.models import (
    Family,
    FamilyContact,
    FamilyMember,
    OnwardReferral,
    Referral,
    WaitingCareAction,
    WaitingListEntry,
)
from homestart.tenancy.models import Branch
from matching.models import ImpactScore, Match, QuarterCard, ReviewTalk, Trajectory, Visit
from reporting.indicators import INDICATORS
from reporting.indicators.figures import Sum
from reporting.journal.models import Appointment, GoalTarget, JournalEntry, Signal, Story
from reporting.reports.blocks import Label
from volunteers.models import Attendance, CoachingContact, Event, RoleAssignment, Volunteer


@dataclass(frozen=True)
class Case:
    key: str
    who: str
    what: str
    date: datetime.date | None


@dataclass(frozen=True)
class Shape:
    """How records of a model are listed: in which order, with which other records, and as which line."""

    order: tuple[str, ...]
    line: Callable[[Any], Case]
    related: tuple[str, ...] = ()


FAMILY_OF_MATCH = ("match__trajectory__family", "match__volunteer")


def _contact(contact: Any) -> Case:
    """A note with a concern counts too; of which family it is, would tell that there is a concern."""
    hidden = contact.level == NoteLevel.CONCERN
    family = ("", "–") if hidden else (contact.family.key, contact.family.name)
    return Case(*family, contact.get_kind_display(), contact.date)


SHAPES: dict[type[Model], Shape] = {
    Family: Shape(("name", "key"), lambda r: Case(r.key, r.name, "", None)),
    FamilyMember: Shape(
        ("family__name", "birth_date"),
        lambda r: Case(
            r.family.key, f"{r.first_name} {r.last_name}".strip(), r.family.name, r.birth_date or r.due_date
        ),
        ("family",),
    ),
    Referral: Shape(
        ("received_on",),
        lambda r: Case(
            r.key, r.family.name if r.family else r.family_name, r.get_decision_display(), r.received_on
        ),
        ("family",),
    ),
    WaitingListEntry: Shape(
        ("entered_on",),
        lambda r: Case(r.family.key, r.family.name, r.get_priority_display(), r.entered_on),
        ("family",),
    ),
    FamilyContact: Shape(("date",), _contact, ("family",)),
    OnwardReferral: Shape(
        ("date",), lambda r: Case(r.family.key, r.family.name, r.organisation, r.date), ("family",)
    ),
    WaitingCareAction: Shape(
        ("date",), lambda r: Case(r.family.key, r.family.name, r.get_kind_display(), r.date), ("family",)
    ),
    Trajectory: Shape(
        ("started_on",),
        lambda r: Case(r.key, r.family.name, r.get_closing_reason_display(), r.started_on),
        ("family",),
    ),
    Match: Shape(
        ("started_on",),
        lambda r: Case(r.key, r.trajectory.family.name, str(r.volunteer), r.started_on),
        ("trajectory__family", "volunteer"),
    ),
    Visit: Shape(
        ("date",),
        lambda r: Case(r.key, r.match.trajectory.family.name, str(r.match.volunteer), r.date),
        FAMILY_OF_MATCH,
    ),
    QuarterCard: Shape(
        ("year", "quarter"),
        lambda r: Case(
            r.match.key, r.match.trajectory.family.name, f"{r.match.volunteer} · {r}", r.received_on
        ),
        FAMILY_OF_MATCH,
    ),
    ReviewTalk: Shape(
        ("due_on",),
        lambda r: Case(
            r.trajectory.key, r.trajectory.family.name, r.get_kind_display(), r.held_on or r.due_on
        ),
        ("trajectory__family",),
    ),
    ImpactScore: Shape(
        ("measured_on",),
        lambda r: Case(r.trajectory.key, r.trajectory.family.name, r.get_domain_display(), r.measured_on),
        ("trajectory__family",),
    ),
    Volunteer: Shape(
        ("last_name", "first_name"), lambda r: Case(r.key, str(r), r.get_channel_display(), r.interested_on)
    ),
    RoleAssignment: Shape(
        ("started_on",),
        lambda r: Case(r.volunteer.key, str(r.volunteer), r.get_role_display(), r.started_on),
        ("volunteer",),
    ),
    CoachingContact: Shape(
        ("date",),
        lambda r: Case(r.volunteer.key, str(r.volunteer), r.get_kind_display(), r.date),
        ("volunteer",),
    ),
    Attendance: Shape(
        ("event__date",),
        lambda r: Case(r.volunteer.key, str(r.volunteer), r.event.title, r.event.date),
        ("volunteer", "event"),
    ),
    Event: Shape(("date",), lambda r: Case(r.key, r.title, r.get_kind_display(), r.date)),
    JournalEntry: Shape(("date",), lambda r: Case(r.key, r.title, r.get_kind_display(), r.date)),
    Signal: Shape(("date",), lambda r: Case("", r.title, r.get_theme_display(), r.date)),
    Story: Shape(("date",), lambda r: Case("", r.get_kind_display(), r.get_theme_display(), r.date)),
    Appointment: Shape(("started_on",), lambda r: Case(r.key, r.function, "", r.started_on)),
    GoalTarget: Shape(("year",), lambda r: Case("", str(r.goal), r.indicator, None), ("goal",)),
    Branch: Shape(("name",), lambda r: Case(r.slug, r.name, "", r.opened_on)),
}


def is_listed(records: "QuerySet[Any]") -> bool:
    """Whether these records may stand in a list; concerns are counted, and shown in no list."""
    return records.model in SHAPES


def ordered(records: "QuerySet[Any]") -> "QuerySet[Any]":
    """The records in the order of their lists, with the records that a line names."""
    shape = SHAPES[records.model]
    return records.select_related(*shape.related).order_by(*shape.order, "pk")


def lines(records: "list[Any]") -> list[Case]:
    """The records as lines."""
    return [SHAPES[type(record)].line(record) for record in records]


#: What the terms of a sum are called: visits noted one by one and those on quarter cards are told apart.
TERMS: dict[str, Label] = {
    "visits": _("visits noted one by one"),
    "cards": _("quarter cards"),
    "persons": _("volunteers"),
    "others": _("events with other participants"),
}


def parts_of(indicator: str) -> dict[str, Label]:
    """The parts in which the records behind a sum are shown, by code; empty for any other figure."""
    figure = INDICATORS[indicator].figure
    return {term: TERMS[term] for term in figure.terms} if isinstance(figure, Sum) else {}
