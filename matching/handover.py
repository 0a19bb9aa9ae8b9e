"""What a colleague who takes over has to know: of each family that waits or is supported, of each volunteer.

Of notes only what the reader may read; of concerns nothing: these have pages and a permission of their own.
"""

import datetime
from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeVar
from uuid import UUID

from django.db import models
from django.db.models import Q
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from families.enums import FamilyState, Priority
from families.models import (
    Agreement,
    Family,
    FamilyContact,
    FamilyMember,
    FollowUp,
    WaitingListEntry,
)
from homestart.accounts.permissions import Permission
from homestart.ui.templatetags.format import day, duration
from matching.enums import TrajectoryState
from matching.models import HandOverNote, ReviewTalk
from matching.queries import days_silent, last_visit, trajectories_in
from volunteers.enums import VolunteerState
from volunteers.models import CoachingContact, Volunteer
from volunteers.queries import missing, volunteers_in

Row = TypeVar("Row", bound=models.Model)

#: Newest first, on the sheet of one family.
CONTACTS = 5


@dataclass
class FamilySheet:
    """A family on one sheet, as it is on a day."""

    family: Family
    trajectory: Any = None
    place: WaitingListEntry | None = None
    members: list[FamilyMember] = field(default_factory=list)
    matches: list[Any] = field(default_factory=list)
    contacts: list[FamilyContact] = field(default_factory=list)
    follow_ups: list[FollowUp] = field(default_factory=list)
    agreements: list[Agreement] = field(default_factory=list)
    talks: list[ReviewTalk] = field(default_factory=list)
    note: HandOverNote | None = None
    last_visit: datetime.date | None = None
    warnings: list[str] = field(default_factory=list)
    next: list[str] = field(default_factory=list)

    @property
    def state(self) -> FamilyState:
        if self.trajectory and self.trajectory.state == TrajectoryState.RUNNING:
            return FamilyState.SUPPORTED
        if self.place:
            return FamilyState.WAITING
        return FamilyState.SUPPORTED if self.trajectory else FamilyState.CLOSED

    @property
    def since(self) -> datetime.date | None:
        """The first visit, or the day on which the family came on the list."""
        if self.trajectory and self.trajectory.started_on:
            return self.trajectory.started_on  # type: ignore[no-any-return]
        return self.place.entered_on if self.place else None


@dataclass
class VolunteerSheet:
    """A volunteer on one sheet: for which families, last heard of, and what is missing."""

    volunteer: Any
    families: list[FamilySheet]
    last_contact: CoachingContact | None
    missing: list[str]

    @property
    def state(self) -> str:
        return str(VolunteerState(self.volunteer.state).label)


def family_sheets(
    permissions: Collection[Permission], today: datetime.date, *, only: Family | None = None
) -> list[FamilySheet]:
    """The families that are supported or wait, by name; with `only` that family, however it stands.

    A number of queries that does not grow with the number of families.
    """
    trajectories = trajectories_in("", "", today)
    places = WaitingListEntry.objects.waiting_after(today).select_related("family")
    if only:
        trajectories, places = trajectories.filter(family=only), places.filter(family=only)
    sheets: dict[UUID, FamilySheet] = {only.pk: FamilySheet(only)} if only else {}
    for trajectory in trajectories:
        sheet = sheets.setdefault(trajectory.family_id, FamilySheet(trajectory.family))
        sheet.trajectory = trajectory
        sheet.matches = [m for m in trajectory.people if m.ended_on is None or m.ended_on > today]
        sheet.last_visit = last_visit(trajectory, today)
    for place in places:
        sheets.setdefault(place.family_id, FamilySheet(place.family)).place = place
    _complete(sheets, permissions, today, contacts=CONTACTS if only else 1)
    for sheet in sheets.values():
        sheet.warnings = list(_warnings(sheet, today))
        sheet.next = list(_next(sheet, today))
    return sorted(sheets.values(), key=lambda sheet: (sheet.family.name.casefold(), sheet.family.key))


def _complete(
    sheets: dict[UUID, FamilySheet],
    permissions: Collection[Permission],
    today: datetime.date,
    *,
    contacts: int,
) -> None:
    """Adds what stands in the files of these families."""
    members = _by_family(FamilyMember.objects.in_household_on(today).order_by("-role", "birth_date"), sheets)
    noted = FamilyContact.objects.readable_by(permissions).filter(date__lte=today)
    heard = (
        noted.order_by("-date", "key")
        if contacts > 1
        else noted.order_by("family", "-date", "key").distinct("family")
    )
    last = _by_family(heard.select_related("noted_by"), sheets)
    to_do = _by_family(
        FollowUp.objects.readable_by(permissions)
        .filter(done_on=None)
        .select_related("for_whom")
        .order_by("due_on"),
        sheets,
    )
    agreed = Agreement.objects.filter(Q(ended_on=None) | Q(ended_on__gt=today)).order_by("agreed_on")
    agreements = _by_family(agreed, sheets)
    notes = _by_family(HandOverNote.objects.all(), sheets)
    talks = defaultdict(list)
    for talk in ReviewTalk.objects.filter(held_on=None, due_on__isnull=False).order_by("due_on"):
        talks[talk.trajectory_id].append(talk)
    for pk, sheet in sheets.items():
        sheet.members, sheet.contacts = members[pk], last[pk][:contacts]
        sheet.follow_ups, sheet.agreements = to_do[pk], agreements[pk]
        sheet.note = next(iter(notes[pk]), None)
        sheet.talks = talks[sheet.trajectory.pk] if sheet.trajectory else []


def _by_family(rows: "models.QuerySet[Any]", sheets: dict[UUID, FamilySheet]) -> dict[UUID, list[Any]]:
    found: dict[UUID, list[Any]] = defaultdict(list)
    for row in rows.filter(family__in=list(sheets)):
        found[row.family_id].append(row)
    return found


def _warnings(sheet: FamilySheet, today: datetime.date) -> Iterable[str]:
    if sheet.place and sheet.place.priority == Priority.URGENT:
        yield _("Urgent.")
    silent = days_silent(sheet.trajectory, today) if sheet.trajectory else 0
    if silent:
        yield _("No visit known for %(duration)s.") % {"duration": duration(silent)}
    if sheet.trajectory and not sheet.matches:
        yield _("No volunteer at the moment.")


def _next(sheet: FamilySheet, today: datetime.date) -> Iterable[str]:
    for match in sheet.matches:
        if match.introduced_on and match.started_on is None:
            what = {"name": match.volunteer, "day": day(match.introduced_on)}
            yield _("Introduction of %(name)s on %(day)s.") % what
    if sheet.trajectory and sheet.trajectory.started_on is None:
        yield _("The first visit is still to be noted.")
    for talk in sheet.talks[:1]:
        yield _("%(kind)s by %(day)s.") % {
            "kind": capfirst(talk.get_kind_display()),
            "day": day(talk.due_on),
        }
    if sheet.place:
        waiting = (today - sheet.place.entered_on).days
        yield _("Waits for a volunteer, %(duration)s already.") % {"duration": duration(waiting)}


def volunteer_sheets(
    families: Sequence[FamilySheet], today: datetime.date, *, only: Volunteer | None = None
) -> list[VolunteerSheet]:
    """The volunteers who have not gone, by name, with those of `families` that they support."""
    volunteers = volunteers_in("all" if only else "", "", today)
    talks = CoachingContact.objects.filter(date__lte=today)
    if only:
        volunteers, talks = volunteers.filter(pk=only.pk), talks.filter(volunteer=only)
    supported = defaultdict(list)
    for sheet in families:
        for volunteer_id in dict.fromkeys(match.volunteer_id for match in sheet.matches):
            supported[volunteer_id].append(sheet)
    heard = {
        talk.volunteer_id: talk for talk in talks.order_by("volunteer", "-date", "pk").distinct("volunteer")
    }
    return [
        VolunteerSheet(
            volunteer,
            supported[volunteer.pk],
            heard.get(volunteer.pk),
            [str(step.label) for step in missing(volunteer)],
        )
        for volunteer in volunteers
    ]
