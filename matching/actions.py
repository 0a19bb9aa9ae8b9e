"""What can be done with the support of a family: starting, going on with another volunteer, closing."""

import datetime
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.db import transaction
from django.db.models import Max, Min, QuerySet
from django.utils.translation import gettext as _

from families.enums import Decision, WaitingExitReason
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
def start_trajectory(
    family: Family,
    *,
    volunteer: Volunteer,
    role: str,
    introduced_on: datetime.date | None = None,
    started_on: datetime.date | None = None,
    agreements: str = "",
    by: User | None,
) -> Trajectory:
    """The support of the family by this volunteer, linked to the accepted referral that it answers.

    On the day of the first visit the family leaves the waiting list; without that day the trajectory is
    planned. Raises ValidationError when the family has a trajectory that has not ended.
    """
    family = locked(family)
    if family.trajectories.filter(ended_on=None).exists():
        raise ValidationError(
            _("This family has a trajectory already. Add the volunteer to that one."), code="open"
        )
    # Locked: nobody takes the decision back now.
    answered = family.referrals.select_for_update(of=("self",)).filter(
        decision=Decision.ACCEPTED, trajectories=None
    )
    trajectory = add(
        Trajectory(family=family, referral=answered.order_by("-received_on").first(), started_on=started_on),
        "start_trajectory",
        by=by,
        about=family,
    )
    add_match(
        trajectory,
        volunteer=volunteer,
        role=role,
        introduced_on=introduced_on,
        started_on=started_on,
        agreements=agreements,
        by=by,
    )
    if started_on:
        _leave_waiting_list(family, started_on, by=by)
    return trajectory


@transaction.atomic
def note_start(
    trajectory: Trajectory, *, started_on: datetime.date, by: User | None, version: int
) -> Trajectory:
    """The planned trajectory with the day of its first visit, which is that of its planned volunteers too.

    The family leaves the waiting list on that day. Raises Outdated and ValidationError.
    """
    trajectory = _begin(trajectory, started_on, by=by, version=version)
    for match in trajectory.matches.filter(started_on=None, ended_on=None):
        change_match(match, by=by, version=None, started_on=started_on)
    return trajectory


def _begin(
    trajectory: Trajectory, started_on: datetime.date, *, by: User | None, version: int | None = None
) -> Trajectory:
    family = trajectory.family
    _leave_waiting_list(family, started_on, by=by)
    return change(trajectory, "note_start", by=by, version=version, about=family, started_on=started_on)


@transaction.atomic
def correct_trajectory(
    trajectory: Trajectory, *, started_on: datetime.date, by: User | None, version: int
) -> Trajectory:
    """The trajectory with another first day.

    What began on the first one follows: matches, and the day on which the family left the waiting list.
    Raises Outdated, and ValidationError when another match or a visit is earlier.
    """
    family, before = trajectory.family, trajectory.started_on
    trajectory = change(
        trajectory, "correct_trajectory", by=by, version=version, about=family, started_on=started_on
    )
    for match in trajectory.matches.filter(started_on=before):
        change_match(match, by=by, version=None, started_on=started_on)
    for match in trajectory.matches.exclude(started_on=None):
        _check_days(match)
    for entry in family.waiting_list_entries.filter(left_on=before, exit_reason=WaitingExitReason.STARTED):
        _leave(entry, started_on, by=by)
    return trajectory


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
        match.trajectory = _begin(match.trajectory, match.started_on, by=by)
    _check_days(match)
    held = RoleAssignment.objects.held_between(match.started_on, match.started_on)
    if match.role and not held.filter(volunteer=match.volunteer_id, role=match.role).exists():
        give_role(match.volunteer, role=match.role, started_on=match.started_on, by=by)


def _check_unvisited(match: Match) -> None:
    """Raises ValidationError when the volunteer has come already: there was a first day then."""
    first = match.visits.aggregate(first=Min("date"))["first"]
    if first:
        words = _("A visit of %(day)s is noted. The first day is not after it.")
        raise ValidationError({"started_on": words % {"day": day(first)}})


def _check_days(match: Match) -> None:
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


@transaction.atomic
def close_trajectory(
    trajectory: Trajectory,
    *,
    ended_on: datetime.date,
    closing_reason: str,
    closing_note: str = "",
    by: User | None,
    version: int,
) -> Trajectory:
    """The trajectory with its last day, which is that of its open matches too; also to correct a closing.

    The waiting list stays as it is. Raises Outdated, and ValidationError when a volunteer starts or ends
    later, or a visit is later.
    """
    family, before = trajectory.family, trajectory.ended_on
    trajectory = change(
        trajectory,
        "close_trajectory",
        by=by,
        version=version,
        about=family,
        ended_on=ended_on,
        closing_reason=closing_reason,
        closing_note=closing_note,
    )
    for match in _ended_with(trajectory, before):
        if match.started_on and match.started_on > ended_on:
            raise ValidationError(
                {
                    "ended_on": _("%(name)s starts on %(day)s. Close later, or correct that day first.")
                    % {"name": match.volunteer, "day": day(match.started_on)}
                }
            )
        change_match(match, by=by, version=None, ended_on=ended_on)
    for match in trajectory.matches.exclude(started_on=None):
        _check_days(match)
    return trajectory


@transaction.atomic
def reopen_trajectory(trajectory: Trajectory, *, by: User | None) -> Trajectory:
    """The trajectory as if it had not been closed, with the matches that ended by it.

    Raises ValidationError when the family has a newer trajectory that has not ended.
    """
    family = locked(trajectory.family)
    trajectory = locked(trajectory)
    before = trajectory.ended_on
    if family.trajectories.filter(ended_on=None).exclude(pk=trajectory.pk).exists():
        raise ValidationError(_("This family has a newer trajectory. Close that one first."), code="open")
    matches = list(_ended_with(trajectory, before)) if before else []
    trajectory = change(
        trajectory,
        "reopen_trajectory",
        by=by,
        version=None,
        about=family,
        ended_on=None,
        closing_reason="",
        closing_note="",
    )
    for match in matches:
        change_match(match, by=by, version=None, ended_on=None)
    return trajectory


def _ended_with(trajectory: Trajectory, ended_on: datetime.date | None) -> "QuerySet[Match]":
    """The matches that end with the trajectory: those without an end of their own."""
    return trajectory.matches.filter(ended_on=ended_on, end_reason="").select_related("volunteer")


def _leave_waiting_list(family: Family, started_on: datetime.date, *, by: User | None) -> None:
    """The family does not wait any more from the first visit on."""
    entry = family.waiting_list_entries.filter(left_on=None).first()
    if entry:
        _leave(entry, started_on, by=by)


def _leave(entry: WaitingListEntry, left_on: datetime.date, *, by: User | None) -> None:
    """Raises ValidationError when the family came on the list later."""
    if entry.entered_on > left_on:
        words = _("The family is on the waiting list since %(day)s, which is later.")
        raise ValidationError({"started_on": words % {"day": day(entry.entered_on)}})
    change(
        entry,
        "leave_waiting_list",
        by=by,
        version=None,
        about=entry.family,
        left_on=left_on,
        exit_reason=WaitingExitReason.STARTED,
    )
