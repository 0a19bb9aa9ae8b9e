"""The waiting list: who is put on it and taken off, the help given meanwhile, and when it is closed."""

import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from families.actions.retention import lift_retention
from families.enums import Priority, WaitingCareActor, WaitingCareKind, WaitingExitReason
from families.models import Family, IntakeStop, Referral, WaitingCareAction, WaitingListEntry
from homestart.accounts.models import User
from homestart.audit import changes
from homestart.tenancy.versions import locked
from homestart.ui.templatetags.format import day


@transaction.atomic
def put_on_waiting_list(
    family: Family,
    *,
    by: User | None,
    entered_on: datetime.date,
    referral: Referral | None = None,
    priority: str = Priority.NORMAL,
    urgency_reason: str = "",
    **wishes: Any,
) -> WaitingListEntry:
    """A place on the waiting list; `wishes` are those of its fields that say what the family wishes.

    Raises ValidationError for a family that has a place already.
    """
    locked(family)
    if family.waiting_list_entries.filter(left_on=None).exists():
        raise ValidationError({"family": _("This family is already on the waiting list.")})
    entry = WaitingListEntry(
        family=family,
        referral=referral,
        entered_on=entered_on,
        priority=priority,
        urgency_reason=_reason(priority, urgency_reason),
        **wishes,
    )
    lift_retention(family, by=by)
    return changes.add(entry, "put_on_waiting_list", by=by, about=family)


def _reason(priority: str, reason: str) -> str:
    """Why a place is urgent; one that is not says nothing, and what it said before stays in the history."""
    return reason if priority == Priority.URGENT else ""


def change_place(
    entry: WaitingListEntry,
    *,
    by: User | None,
    version: int,
    entered_on: datetime.date,
    priority: str,
    urgency_reason: str = "",
    **wishes: Any,
) -> WaitingListEntry:
    """The place with these values. Raises Outdated, ValidationError when it is left before it was taken."""
    if entry.left_on and entered_on > entry.left_on:
        raise ValidationError(
            {
                "entered_on": _(
                    "The family left the waiting list on %(day)s. Choose that day or an earlier one."
                )
                % {"day": day(entry.left_on)}
            }
        )
    return changes.change(
        entry,
        "change_place",
        by=by,
        version=version,
        about=entry.family,
        entered_on=entered_on,
        priority=priority,
        urgency_reason=_reason(priority, urgency_reason),
        **wishes,
    )


def leave_waiting_list(
    entry: WaitingListEntry,
    *,
    by: User | None,
    version: int | None,
    left_on: datetime.date,
    exit_reason: str,
) -> WaitingListEntry:
    """The family waits no longer, for a coded reason. Raises Outdated, ValidationError for an earlier day."""
    if left_on < entry.entered_on:
        raise ValidationError(
            {
                "left_on": _(
                    "The family is on the waiting list since %(day)s. Choose that day or a later one."
                )
                % {"day": day(entry.entered_on)}
            }
        )
    return changes.change(
        entry,
        "leave_waiting_list",
        by=by,
        version=version,
        about=entry.family,
        left_on=left_on,
        exit_reason=WaitingExitReason(exit_reason).value,
    )


@transaction.atomic
def return_to_waiting_list(
    entry: WaitingListEntry, *, by: User | None, version: int | None
) -> WaitingListEntry:
    """The family has its place back, as if it had not left; as it is when it has it already.

    `version` is that of the place when it was left. Raises Outdated when somebody changed it since,
    ValidationError when the family has another place, and when it is supported by now.
    """
    # The family first, as everywhere: two who lock in another order wait for each other.
    family = locked(entry.family)
    if locked(entry).left_on is None:
        return entry
    if family.trajectories.filter(ended_on=None).exists():
        raise ValidationError(_("This family has a trajectory that has not ended. It waits no longer."))
    return changes.change(
        entry,
        "return_to_waiting_list",
        by=by,
        version=version,
        about=entry.family,
        left_on=None,
        exit_reason="",
    )


def take_place_back(entry: WaitingListEntry, *, by: User | None) -> None:
    """The place was given by mistake: it is gone, and stays in the history of the family."""
    changes.remove(entry, "take_place_back", by=by, version=None, about=entry.family)


def note_waiting_care(
    family: Family,
    *,
    by: User | None,
    date: datetime.date,
    kind: str,
    actor: str = "",
    result: str = "",
    note: str = "",
) -> WaitingCareAction:
    """What was done for a family while it waits. Raises ValidationError for a result of something else."""
    care = WaitingCareAction(family=family, date=date, kind=kind, by=actor, result=result, note=note)
    return changes.add(care, "note_waiting_care", by=by, about=family)


@transaction.atomic
def note_answer(
    entry: WaitingListEntry, *, by: User | None, result: str, note: str = ""
) -> WaitingCareAction:
    """What came today of a call to ask whether support is still needed; noted once, however often pressed.

    Raises ValidationError for a family that waits no longer.
    """
    family = locked(entry.family)
    if locked(entry).left_on:
        raise ValidationError(_("This family does not wait any more."))
    today = timezone.localdate()
    same = family.waiting_care.filter(
        date=today, kind=WaitingCareKind.STILL_NEEDED_CHECK, result=result, note=note
    )
    return same.first() or note_waiting_care(
        family,
        by=by,
        date=today,
        kind=WaitingCareKind.STILL_NEEDED_CHECK,
        actor=WaitingCareActor.COORDINATOR,
        result=result,
        note=note,
    )


def change_waiting_care(
    care: WaitingCareAction, *, by: User | None, version: int, **values: Any
) -> WaitingCareAction:
    """The note with these values. Raises Outdated."""
    return changes.change(care, "change_waiting_care", by=by, version=version, about=care.family, **values)


@transaction.atomic
def add_intake_stop(
    *, by: User | None, started_on: datetime.date, ended_on: datetime.date | None, reason: str = ""
) -> IntakeStop:
    """A period without new families. Raises ValidationError when it ends too early, or meets another."""
    _check_stop(None, started_on, ended_on)
    stop = IntakeStop(started_on=started_on, ended_on=ended_on, reason=reason)
    return changes.add(stop, "add_intake_stop", by=by)


@transaction.atomic
def change_intake_stop(
    stop: IntakeStop,
    *,
    by: User | None,
    version: int,
    started_on: datetime.date,
    ended_on: datetime.date | None,
    reason: str = "",
) -> IntakeStop:
    """The period with these values. Raises Outdated, and as `add_intake_stop`."""
    _check_stop(stop, started_on, ended_on)
    return changes.change(
        stop,
        "change_intake_stop",
        by=by,
        version=version,
        started_on=started_on,
        ended_on=ended_on,
        reason=reason,
    )


def end_intake_stop(stop: IntakeStop, *, by: User | None) -> IntakeStop:
    """Today is the last day of the stop. Raises ValidationError when it has not begun yet."""
    today = timezone.localdate()
    if stop.started_on > today:
        raise ValidationError(_("This stop has not begun yet. Change its days."))
    if stop.ended_on and stop.ended_on <= today:
        return stop
    return changes.change(stop, "change_intake_stop", by=by, version=None, ended_on=today)


def _check_stop(stop: IntakeStop | None, started_on: datetime.date, ended_on: datetime.date | None) -> None:
    if ended_on and ended_on < started_on:
        raise ValidationError({"ended_on": _("The last day is before the first one.")})
    others = IntakeStop.objects.filter(Q(ended_on=None) | Q(ended_on__gte=started_on))
    if ended_on:
        others = others.filter(started_on__lte=ended_on)
    if stop:
        others = others.exclude(pk=stop.pk)
    other = others.order_by("started_on").first()
    if other:
        raise ValidationError(
            {
                "started_on": _("There is a stop from %(first)s until %(last)s already. Change that one.")
                % {"first": day(other.started_on), "last": day(other.ended_on)}
            }
        )
