"""Accepting, not accepting, withdrawn. A decision can be corrected while no trajectory rests on it."""

import datetime
from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from families.actions.family import add_onward_referral
from families.actions.referrals import check_not_anonymised, new_file, open_file
from families.actions.waiting import put_on_waiting_list, take_place_back
from families.enums import Decision, Priority, RefusalReason
from families.models import Family, Referral, WaitingListEntry
from homestart.accounts.models import User
from homestart.audit import changes
from homestart.tenancy.versions import locked
from homestart.ui.templatetags.format import day


@dataclass(frozen=True)
class Place:
    """The place on the waiting list that an accepted family gets."""

    priority: str = Priority.NORMAL
    wishes: str = ""
    urgency_reason: str = ""


@dataclass(frozen=True)
class Onward:
    """Where a family is led to that is not taken in."""

    organisation: str
    need: str = ""
    accompanied: bool | None = None


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
    _check_decision(current, decided_on)
    family = current.family or family or new_file(current, by=by)
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
        other_refusal_reasons=[],
        decision_note=decision_note,
    )
    if place and not family.waiting_list_entries.filter(left_on=None).exists():
        put_on_waiting_list(
            family,
            by=by,
            referral=accepted,
            entered_on=decided_on,
            priority=place.priority,
            urgency_reason=place.urgency_reason,
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
    other_refusal_reasons: Collection[str] = (),
    decision_note: str = "",
    onward: Onward | None = None,
) -> Referral:
    """The family is not taken in, for a coded reason: the main one, which the figures count, and others.

    An onward referral is of a family, in the figures and in the exchange format: with `onward` the family
    gets a file when it has none. It is not supported by that, and the file is anonymised with the referral.
    Raises as `accept_referral` and `_take_back`.
    """
    others = [reason for reason in RefusalReason.values if reason in other_refusal_reasons]
    refused = _turn_away(
        referral,
        "refuse_referral",
        by=by,
        version=version,
        decision=Decision.REFUSED.value,
        decided_on=decided_on,
        refusal_reason=refusal_reason,
        other_refusal_reasons=[reason for reason in others if reason != refusal_reason],
        decision_note=decision_note,
    )
    if onward:
        refused = open_file(refused, by=by)
        assert refused.family  # open_file gave it
        add_onward_referral(
            refused.family,
            by=by,
            date=decided_on,
            organisation=onward.organisation,
            need=onward.need,
            accompanied=onward.accompanied,
        )
    return refused


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
        other_refusal_reasons=[],
        decision_note=decision_note,
    )


@transaction.atomic
def undo_decision(referral: Referral, *, by: User | None, version: int) -> Referral:
    """The referral is to be decided again. A place on the waiting list that it gave goes; the file stays.

    What the referrer was told and the hand-over to another branch stay: they happened. Raises Outdated, and
    ValidationError as `_take_back`. One without a decision stays as it is, whatever the version.
    """
    current = locked(referral)
    if not current.decision:
        return current
    current = locked(current, version)
    check_not_anonymised(current)
    _take_back(current, by=by)
    return _decide(
        current,
        "undo_decision",
        by=by,
        version=version,
        decision="",
        decided_on=None,
        refusal_reason="",
        other_refusal_reasons=[],
        decision_note=current.decision_note,
    )


def _turn_away(referral: Referral, verb: str, *, by: User | None, version: int, **values: Any) -> Referral:
    current = locked(referral, version)
    _check_decision(current, values["decided_on"])
    _take_back(current, by=by)
    return _decide(current, verb, by=by, version=version, **values)


def _decide(current: Referral, verb: str, *, by: User | None, version: int | None, **values: Any) -> Referral:
    if current.decision and verb != "undo_decision":
        verb = "correct_decision"
    about = values.get("family") or current.family
    return changes.change(current, verb, by=by, version=version, about=about, **values)


def _check_decision(referral: Referral, decided_on: datetime.date) -> None:
    check_not_anonymised(referral)
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
