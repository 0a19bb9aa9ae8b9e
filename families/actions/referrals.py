"""Referrals: registered, completed, decided. A decision can be corrected while no trajectory rests on it."""

import datetime
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from families.actions.waiting import put_on_waiting_list, take_place_back
from families.enums import Decision, Priority
from families.models import Family, Referral, ReferrerOrganisation, WaitingListEntry
from homestart.accounts.models import User
from homestart.audit import changes
from homestart.tenancy.versions import locked
from homestart.ui.templatetags.format import day


@dataclass(frozen=True)
class Place:
    """The place on the waiting list that an accepted family gets."""

    priority: str = Priority.NORMAL
    wishes: str = ""


@transaction.atomic
def register_referral(
    *,
    by: User | None,
    referrer: ReferrerOrganisation | None = None,
    new_referrer: dict[str, str] | None = None,
    **values: Any,
) -> Referral:
    """A new referral; `new_referrer` is an organisation that is not in the list of the branch yet."""
    if new_referrer:
        referrer = add_referrer(by=by, **new_referrer)
    return changes.add(Referral(referrer=referrer, **values), "register_referral", by=by)


@transaction.atomic
def change_referral(
    referral: Referral,
    *,
    by: User | None,
    version: int,
    new_referrer: dict[str, str] | None = None,
    **values: Any,
) -> Referral:
    """The referral with these values. Raises Outdated, ValidationError for a day after its decision."""
    current = locked(referral, version)
    received_on = values.get("received_on", current.received_on)
    if current.decided_on and received_on > current.decided_on:
        raise ValidationError(
            {
                "received_on": _("The decision was made on %(day)s. Correct the decision first.")
                % {"day": day(current.decided_on)}
            }
        )
    if new_referrer:
        values["referrer"] = add_referrer(by=by, **new_referrer)
    return changes.change(current, "change_referral", by=by, version=version, about=current.family, **values)


def add_referrer(
    *, by: User | None, organisation: str, service: str = "", **values: Any
) -> ReferrerOrganisation:
    """The referrer of this name and service in the branch: the one that is there, else a new one."""
    known = ReferrerOrganisation.objects.filter(organisation__iexact=organisation, service__iexact=service)
    return known.order_by("organisation", "pk").first() or changes.add(
        ReferrerOrganisation(organisation=organisation, service=service, **values), "add_referrer", by=by
    )


def change_referrer(
    referrer: ReferrerOrganisation, *, by: User | None, version: int, **values: Any
) -> ReferrerOrganisation:
    """The referrer with these values, in all its referrals. Raises Outdated."""
    return changes.change(referrer, "change_referrer", by=by, version=version, **values)


@transaction.atomic
def open_file(referral: Referral, *, by: User | None, family: Family | None = None) -> Referral:
    """The referral with a file: that of `family`, else a new one; as it was when it has one already."""
    current = locked(referral)
    if current.family_id:
        return current
    family = family or _new_file(current, by=by)
    return changes.change(current, "open_file", by=by, version=None, about=family, family=family)


def _new_file(referral: Referral, *, by: User | None) -> Family:
    return changes.add(
        Family(
            name=referral.family_name,
            phone=referral.phone,
            municipality=referral.municipality,
            needs=referral.explanation,
        ),
        "open_file",
        by=by,
    )


@transaction.atomic
def accept_referral(
    referral: Referral,
    *,
    by: User | None,
    version: int,
    decided_on: datetime.date,
    decision_note: str = "",
    family: Family | None = None,
    place: Place | None = None,
) -> Referral:
    """The family is taken in: it gets a file, unless it has one, and with `place` one on the waiting list.

    `family` is a family of the branch that comes back. A family that waits already keeps its place. Of a
    referral that was accepted before, only the day and the words change, and its place on the waiting list
    goes along with the day. Raises Outdated, ValidationError when it is decided before it was received.
    """
    current = locked(referral, version)
    _check_day(current, decided_on)
    family = current.family or family or _new_file(current, by=by)
    if current.decision == Decision.ACCEPTED:
        _move_place(current, decided_on, by=by)
        place = None
    accepted = _decide(
        current,
        "accept_referral",
        by=by,
        version=version,
        family=family,
        decision=Decision.ACCEPTED.value,
        decided_on=decided_on,
        refusal_reason="",
        decision_note=decision_note,
    )
    if place and not family.waiting_list_entries.filter(left_on=None).exists():
        put_on_waiting_list(
            family,
            by=by,
            referral=accepted,
            entered_on=decided_on,
            priority=place.priority,
            wishes=place.wishes,
        )
    return accepted


@transaction.atomic
def refuse_referral(
    referral: Referral,
    *,
    by: User | None,
    version: int,
    decided_on: datetime.date,
    refusal_reason: str,
    decision_note: str = "",
) -> Referral:
    """The family is not taken in, for a coded reason. Raises as `accept_referral`, and as `_take_back`."""
    return _turn_away(
        referral,
        "refuse_referral",
        by=by,
        version=version,
        decision=Decision.REFUSED.value,
        decided_on=decided_on,
        refusal_reason=refusal_reason,
        decision_note=decision_note,
    )


@transaction.atomic
def withdraw_referral(
    referral: Referral,
    *,
    by: User | None,
    version: int,
    decided_on: datetime.date,
    decision_note: str = "",
) -> Referral:
    """The family or the referrer takes the referral back. Raises as `refuse_referral`."""
    return _turn_away(
        referral,
        "withdraw_referral",
        by=by,
        version=version,
        decision=Decision.WITHDRAWN.value,
        decided_on=decided_on,
        refusal_reason="",
        decision_note=decision_note,
    )


@transaction.atomic
def undo_decision(referral: Referral, *, by: User | None) -> Referral:
    """The referral is to be decided again. A place on the waiting list that it gave goes; the file stays."""
    current = locked(referral)
    _take_back(current, by=by)
    return _decide(
        current,
        "undo_decision",
        by=by,
        version=None,
        decision="",
        decided_on=None,
        refusal_reason="",
        decision_note=current.decision_note,
    )


def _turn_away(referral: Referral, verb: str, *, by: User | None, version: int, **values: Any) -> Referral:
    current = locked(referral, version)
    _check_day(current, values["decided_on"])
    _take_back(current, by=by)
    return _decide(current, verb, by=by, version=version, **values)


def _decide(current: Referral, verb: str, *, by: User | None, version: int | None, **values: Any) -> Referral:
    if current.decision and verb != "undo_decision":
        verb = "correct_decision"
    about = values.get("family") or current.family
    return changes.change(current, verb, by=by, version=version, about=about, **values)


def _check_day(referral: Referral, decided_on: datetime.date) -> None:
    if decided_on < referral.received_on:
        raise ValidationError(
            {
                "decided_on": _("The referral was received on %(day)s. The decision cannot be earlier.")
                % {"day": day(referral.received_on)}
            }
        )


def _take_back(referral: Referral, *, by: User | None) -> None:
    """What accepting brought: an open place on the waiting list goes, one that was left stays.

    Raises ValidationError when a trajectory rests on the referral.
    """
    if referral.decision != Decision.ACCEPTED:
        return
    if referral.trajectories.exists():
        raise ValidationError(
            _("A trajectory rests on this referral, so it stays accepted. Close the trajectory instead.")
        )
    for entry in open_places(referral):
        take_place_back(entry, by=by)


def open_places(referral: Referral) -> list[WaitingListEntry]:
    """The places on the waiting list, one at most, that go when the referral is not accepted after all."""
    return list(referral.waiting_list_entries.filter(left_on=None))


def _move_place(referral: Referral, decided_on: datetime.date, *, by: User | None) -> None:
    for entry in open_places(referral):
        if entry.entered_on == referral.decided_on:
            changes.change(
                entry, "change_place", by=by, version=None, about=referral.family, entered_on=decided_on
            )
