"""The support of a family: started, and its first day noted and corrected."""

import datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from families.actions.retention import lift_retention
from families.enums import Decision, WaitingExitReason
from families.models import Family
from homestart.accounts.models import User
from homestart.audit.changes import add, change
from homestart.tenancy.versions import locked
from matching.actions.matches import add_match, begin, change_match, check_days, leave, leave_waiting_list
from matching.models import Trajectory
from volunteers.models import Volunteer


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
    planned. A family that comes back has a file again that is kept. Raises ValidationError when the family
    has a trajectory that has not ended.
    """
    family = locked(family)
    if family.trajectories.filter(ended_on=None).exists():
        raise ValidationError(
            _("This family has a trajectory already. Add the volunteer to that one."), code="open"
        )
    lift_retention(family, by=by)
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
        leave_waiting_list(family, started_on, by=by)
    return trajectory


@transaction.atomic
def note_start(
    trajectory: Trajectory, *, started_on: datetime.date, by: User | None, version: int
) -> Trajectory:
    """The planned trajectory with the day of its first visit, which is that of its planned volunteers too.

    The family leaves the waiting list on that day. Raises Outdated and ValidationError.
    """
    trajectory = begin(trajectory, started_on, by=by, version=version)
    for match in trajectory.matches.filter(started_on=None, ended_on=None):
        change_match(match, by=by, version=None, started_on=started_on)
    return trajectory


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
        check_days(match)
    for entry in family.waiting_list_entries.filter(exit_reason=WaitingExitReason.STARTED):
        if before and entry.left_on == max(before, entry.entered_on):
            leave(entry, started_on, by=by)
    return trajectory
