"""Closing the support of a family, all that belongs to it, and taking that back."""

import datetime
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from families.actions.facts import give_consent
from families.actions.family import add_onward_referral
from families.actions.retention import keep_file, lift_retention
from families.enums import ConsentPurpose, RetentionPurpose
from families.models import Family, FollowUp
from families.queries.retention import by_the_rule
from homestart.accounts.models import User
from homestart.audit.changes import add, change
from homestart.tenancy.versions import locked
from homestart.ui.templatetags.format import day
from matching.actions.matches import change_match, check_days
from matching.enums import TalkKind
from matching.models import Match, ReviewTalk, Trajectory


@dataclass(frozen=True)
class Talk:
    """The closing talk: on which day, who was there, what was concluded."""

    held_on: datetime.date
    present: list[str] = field(default_factory=list)
    conclusion: str = ""


@dataclass(frozen=True)
class Keep:
    """Until when the file is kept (None: by the rule), what for, and why another day."""

    until: datetime.date | None = None
    purpose: str = RetentionPurpose.ACCOUNT
    reason: str = ""


@dataclass(frozen=True)
class After:
    """What is arranged at a closing for the time after it."""

    onward: dict[str, str] | None = None
    story: bool = False
    call_on: datetime.date | None = None
    keep: Keep = Keep()


@transaction.atomic
def close_trajectory(
    trajectory: Trajectory,
    *,
    ended_on: datetime.date,
    closing_reason: str,
    closing_note: str = "",
    family_thanked_on: datetime.date | None = None,
    talk: Talk | None = None,
    volunteers: Mapping[UUID, Mapping[str, Any]] | None = None,
    after: After | None = None,
    by: User | None,
    version: int,
) -> Trajectory:
    """The trajectory with its last day, which is that of its open matches too; also to correct a closing.

    `volunteers` says of a match why it ended, how the volunteer goes on and when he or she was thanked.
    `after` is for the first closing, not for a correction: an onward referral, the consent for a story, a day
    to call, and until when the file is kept. The waiting list stays as it is. Raises Outdated, and
    ValidationError when a volunteer starts or ends later, or a visit is later.
    """
    family, before = trajectory.family, trajectory.ended_on
    ending = list(ended_with(trajectory, before))
    trajectory = change(
        trajectory,
        "close_trajectory",
        by=by,
        version=version,
        about=family,
        ended_on=ended_on,
        closing_reason=closing_reason,
        closing_note=closing_note,
        family_thanked_on=family_thanked_on,
    )
    for match in ending:
        if match.started_on and match.started_on > ended_on:
            raise ValidationError(
                {
                    "ended_on": _("%(name)s starts on %(day)s. Close later, or correct that day first.")
                    % {"name": match.volunteer, "day": day(match.started_on)}
                }
            )
        said = (volunteers or {}).get(match.pk, {})
        change_match(match, by=by, version=None, ended_on=ended_on, ended_by_closing=True, **said)
    for match in trajectory.matches.exclude(started_on=None):
        check_days(match)
    if talk:
        _hold(trajectory, talk, by=by)
    if after:
        _arrange(family, ended_on, after, by=by)
    return trajectory


def _hold(trajectory: Trajectory, talk: Talk, *, by: User | None) -> ReviewTalk:
    """The closing talk as it was: the one that was due, or held and corrected, else a new one."""
    family = trajectory.family
    values = {"held_on": talk.held_on, "present": talk.present, "conclusion": talk.conclusion}
    there = closing_talk(trajectory)
    if there:
        return change(there, "hold_closing_talk", by=by, version=None, about=family, **values)
    new = ReviewTalk(trajectory=trajectory, kind=TalkKind.CLOSING, **values)
    return add(new, "hold_closing_talk", by=by, about=family)


def closing_talk(trajectory: Trajectory) -> ReviewTalk | None:
    """The closing talk of the trajectory, held or due."""
    talks = trajectory.review_talks.filter(kind=TalkKind.CLOSING)
    return talks.order_by("-held_on", "-due_on", "pk").first()


def _arrange(family: Family, ended_on: datetime.date, after: After, *, by: User | None) -> None:
    if after.onward:
        add_onward_referral(family, by=by, date=ended_on, **after.onward)
    if after.story and not family.consents.filter(purpose=ConsentPurpose.STORY, withdrawn_on=None).exists():
        give_consent(family, by=by, purpose=ConsentPurpose.STORY, given_on=ended_on)
    if after.call_on:
        call = FollowUp(
            family=family, due_on=after.call_on, text=_("After-care: hear how it goes"), for_whom=by
        )
        add(call, "add_follow_up", by=by, about=family)
    keep = after.keep
    keep_file(
        family,
        until=keep.until or max(by_the_rule(ended_on), timezone.localdate()),
        purpose=keep.purpose,
        reason=keep.reason,
        by=by,
        version=None,
    )


@transaction.atomic
def reopen_trajectory(trajectory: Trajectory, *, by: User | None, version: int) -> Trajectory:
    """The trajectory as if it had not been closed, with the matches that ended by it.

    What happened stays: the talk, the onward referral, the consent. No day holds for the file any more.
    Raises Outdated when somebody changed the trajectory meanwhile, and ValidationError when the family has a
    newer trajectory that has not ended.
    """
    family = locked(trajectory.family)
    trajectory = locked(trajectory, version)
    before = trajectory.ended_on
    if family.trajectories.filter(ended_on=None).exclude(pk=trajectory.pk).exists():
        raise ValidationError(_("This family has a newer trajectory. Close that one first."), code="open")
    matches = list(ended_with(trajectory, before)) if before else []
    trajectory = change(
        trajectory,
        "reopen_trajectory",
        by=by,
        version=version,
        about=family,
        ended_on=None,
        closing_reason="",
        closing_note="",
        family_thanked_on=None,
    )
    for match in matches:
        change_match(
            match,
            by=by,
            version=None,
            ended_on=None,
            ended_by_closing=False,
            end_reason="",
            afterwards="",
            thanked_on=None,
        )
    lift_retention(family, by=by)
    return trajectory


def ended_with(trajectory: Trajectory, ended_on: datetime.date | None) -> "QuerySet[Match]":
    """The matches that end with the trajectory on this day: those without an end of their own.

    Of what was brought in from elsewhere nobody knows; there it is the match without a reason.
    """
    matches = trajectory.matches.filter(ended_on=ended_on).select_related("volunteer")
    if ended_on is None:
        return matches
    return matches.filter(Q(ended_by_closing=True) | Q(end_reason=""))
