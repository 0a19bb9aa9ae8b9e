"""A volunteer in a trajectory: added, corrected, ended; with the first visit the support begins."""

import datetime
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.db import transaction
from django.db.models import Max, Min
from django.utils.translation import gettext as _

from families.enums import WaitingExitReason
from families.models import Family, WaitingListEntry
from homestart.accounts.models import User
from homestart.audit.changes import add, change
from homestart.tenancy.versions import locked
from homestart.ui.templatetags.format import day
from matching.models import Match, Trajectory
from matching.models.trajectory import OVERLAP
from volunteers.actions import give_role
from volunteers.models import RoleAssignment, Volunteer


@transaction.atomic
def add_match(
    trajectory: Trajectory,
    *,
    volunteer: Volunteer,
    role: str,
    introduced_on: datetime.date | None = None,
    started_on: datetime.date | None = None,
    agreements: str = "",
    by: User | None,
) -> Match:
    """The volunteer in the trajectory, who has the role from the first visit on if not already.

    A planned trajectory begins with the first visit. Raises ValidationError when the trajectory has ended or
    begins later, and when the same pair overlaps.
    """
    trajectory = locked(trajectory)
    if trajectory.ended_on:
        raise ValidationError(_("This trajectory has ended. Reopen it first."), code="ended")
    match = Match(
        trajectory=trajectory,
        volunteer=volunteer,
        role=role,
        introduced_on=introduced_on,
        started_on=started_on,
        agreements=agreements,
    )
    with overlap_at("volunteer"):
        match = add(match, "add_match", by=by, about=trajectory.family)
    _after_change(match, by=by)
    return match


@transaction.atomic
def change_match(match: Match, *, by: User | None, version: int | None, **values: Any) -> Match:
    """The match with these values: ended, or corrected. Raises Outdated and ValidationError."""
    locked(match.trajectory)
    with overlap_at("started_on"):
        match = change(match, "change_match", by=by, version=version, about=match.trajectory.family, **values)
    _after_change(match, by=by)
    return match


def _after_change(match: Match, *, by: User | None) -> None:
    """A planned trajectory begins with its first match, and the volunteer has the role of the match."""
    if match.started_on is None:
        _check_unvisited(match)
        return
    if match.trajectory.started_on is None:
        match.trajectory = begin(match.trajectory, match.started_on, by=by)
    check_days(match)
    held = RoleAssignment.objects.held_between(match.started_on, match.started_on)
    if match.role and not held.filter(volunteer=match.volunteer_id, role=match.role).exists():
        give_role(match.volunteer, role=match.role, started_on=match.started_on, by=by)


def _check_unvisited(match: Match) -> None:
    """Raises ValidationError when the volunteer has come already: there was a first day then."""
    first = match.visits.aggregate(first=Min("date"))["first"]
    if first:
        words = _("A visit of %(day)s is noted. The first day is not after it.")
        raise ValidationError({"started_on": words % {"day": day(first)}})


def check_days(match: Match) -> None:
    """Raises ValidationError when the match reaches outside of its trajectory, or a visit outside of it."""
    trajectory = match.trajectory
    if match.started_on < trajectory.started_on:
        words = _("The trajectory starts on %(day)s. Correct that day first.")
        raise ValidationError({"started_on": words % {"day": day(trajectory.started_on)}})
    if trajectory.ended_on and (match.ended_on is None or match.ended_on > trajectory.ended_on):
        words = _("The trajectory ended on %(day)s: the match ends on that day at the latest.")
        raise ValidationError({"ended_on": words % {"day": day(trajectory.ended_on)}})
    visits = match.visits.aggregate(first=Min("date"), last=Max("date"))
    if visits["first"] and visits["first"] < match.started_on:
        words = _("A visit of %(day)s is noted. The first day is not after it.")
        raise ValidationError({"started_on": words % {"day": day(visits["first"])}})
    if visits["last"] and match.ended_on and visits["last"] > match.ended_on:
        words = _("A visit of %(day)s is noted. The last day is not before it.")
        raise ValidationError({"ended_on": words % {"day": day(visits["last"])}})


@contextmanager
def overlap_at(field: str) -> Iterator[None]:
    """Says at this field of the form that the same pair supports the family twice at a time."""
    try:
        yield
    except ValidationError as error:
        errors = error.error_dict.get(NON_FIELD_ERRORS, []) if hasattr(error, "error_dict") else []
        overlaps = [one for one in errors if one.code == OVERLAP]
        if not overlaps:
            raise
        raise ValidationError({field: overlaps}) from error


def begin(
    trajectory: Trajectory, started_on: datetime.date, *, by: User | None, version: int | None = None
) -> Trajectory:
    family = trajectory.family
    leave_waiting_list(family, started_on, by=by)
    return change(trajectory, "note_start", by=by, version=version, about=family, started_on=started_on)


def leave_waiting_list(family: Family, started_on: datetime.date, *, by: User | None) -> None:
    """The family does not wait any more from the first visit on."""
    entry = family.waiting_list_entries.filter(left_on=None).first()
    if entry:
        leave(entry, started_on, by=by)


def leave(entry: WaitingListEntry, started_on: datetime.date, *, by: User | None) -> None:
    """With the first visit; of a visit before the family came on the list, the day on which it did."""
    change(
        entry,
        "leave_waiting_list",
        by=by,
        version=None,
        about=entry.family,
        left_on=max(started_on, entry.entered_on),
        exit_reason=WaitingExitReason.STARTED,
    )
