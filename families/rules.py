"""Rules about families that need no database."""

import datetime
from typing import Any

from django.utils.translation import gettext as _

from families.enums import LeftReason, Turn
from homestart.ui.templatetags.format import day

#: A child is unborn from so many days before its due date (exchange format, "Child age").
PREGNANCY_DAYS = 280

#: Why somebody left, where no word should sound as if he were still there.
LOST = (LeftReason.DIED, LeftReason.NOT_BORN)

#: A referral has its decision within so many days (the norm of Home-Start).
NORM_DAYS = 14


def months_between(birth: datetime.date, day: datetime.date) -> int:
    """Completed months; a day that a month has not counts as the first of the next one."""
    return (day.year - birth.year) * 12 + day.month - birth.month - (day.day < birth.day)


def age_on(birth: datetime.date, day: datetime.date) -> int:
    """Completed years; who was born on 29 February is a year older on 1 March."""
    return months_between(birth, day) // 12


def has_left(member: Any, day: datetime.date) -> bool:
    """Whether somebody is no longer in the family on `day`.

    The last day still counts, but not for who died and for a child that will not be born: nobody expects
    them any more.
    """
    if member.left_on is None:
        return False
    return member.left_on < day or (member.left_reason in LOST and member.left_on <= day)


def days_open(referral: Any, today: datetime.date) -> int | None:
    """Days that a referral waits for its decision; None once it is decided."""
    return None if referral.decision else max((today - referral.received_on).days, 0)


def is_late(referral: Any, today: datetime.date) -> bool:
    """Whether the norm is passed: on day 14 it is still met."""
    return (days_open(referral, today) or 0) > NORM_DAYS


def missing(referral: Any) -> list[tuple[str, str]]:
    """What a decision and the figures need and nobody filled in: the field, and what to do."""
    todo = []
    if not referral.family_name:
        todo.append(("family_name", _("Ask the name of the family.")))
    if not referral.phone:
        todo.append(("phone", _("Ask for a telephone number.")))
    if not referral.municipality and not referral.municipality_name:
        todo.append(("municipality_name", _("Ask where the family lives.")))
    if referral.referrer is None and not referral.decision:
        todo.append(("referrer", _("Does a service refer? Fill it in: now it counts as the family itself.")))
    if referral.referrer and referral.form_received_on is None:
        todo.append(("form_received_on", _("The referral form has not come in yet.")))
    if referral.referrer and referral.family_agrees is None:
        todo.append(("family_agrees", _("Ask whether the family agrees with the referral.")))
    if not referral.requests:
        todo.append(("requests", _("Note what the family asks for.")))
    return todo


#: Who was not reached so often since the last contact may leave the list as unreachable.
UNREACHABLE_AFTER = 3


def why_here(entry: Any) -> str:
    """Why a place of `waiting_list` stands where it stands, in words."""
    match Turn(entry.turn):
        case Turn.URGENT:
            reason = entry.urgency_reason.strip()
            return _("urgent: %(reason)s") % {"reason": reason} if reason else _("urgent, reason not noted")
        case Turn.CHILD_SOON:
            return _("expects a child on %(day)s") % {"day": day(entry.due_on)}
    return _("waits since %(day)s") % {"day": day(entry.since)}


def is_unreachable(entry: Any) -> bool:
    """Whether one called so often in vain that the family may leave the list."""
    return entry.not_reached >= UNREACHABLE_AFTER
