"""Rules about families that need no database."""

import datetime
from typing import Any

from django.utils.translation import gettext as _

#: A child is unborn from so many days before its due date (exchange format, "Child age").
PREGNANCY_DAYS = 280

#: A referral has its decision within so many days (the norm of Home-Start).
NORM_DAYS = 14


def months_between(birth: datetime.date, day: datetime.date) -> int:
    """Completed months; a day that a month has not counts as the first of the next one."""
    return (day.year - birth.year) * 12 + day.month - birth.month - (day.day < birth.day)


def age_on(birth: datetime.date, day: datetime.date) -> int:
    """Completed years; who was born on 29 February is a year older on 1 March."""
    return months_between(birth, day) // 12


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
