"""What is promised to a family for a day, and that it was done."""

import datetime
from typing import Any

from django.utils import timezone

from families.models import Family, FamilyContact, FollowUp
from homestart.accounts.models import User
from homestart.audit import changes


def plan_follow_up(
    family: Family, *, by: User | None, contact: FamilyContact | None = None, **values: Any
) -> FollowUp:
    """Something to do for the family from a day on; it was agreed in `contact`, if in any."""
    new = FollowUp(family=family, contact=contact, **values)
    return changes.add(new, "plan_follow_up", by=by, about=family)


def change_follow_up(follow_up: FollowUp, *, by: User | None, version: int, **values: Any) -> FollowUp:
    """The follow-up with these values. Raises Outdated."""
    return _change(follow_up, "change_follow_up", by=by, version=version, **values)


def finish_follow_up(follow_up: FollowUp, *, by: User | None) -> FollowUp:
    """Done today; as it was when somebody did it already. Raises Outdated when it is gone."""
    if follow_up.done_on:
        return follow_up
    today = timezone.localdate()
    return _change(follow_up, "finish_follow_up", by=by, version=None, done_on=today, done_by=by)


def reopen_follow_up(follow_up: FollowUp, *, by: User | None) -> FollowUp:
    """Still to be done after all. Raises Outdated when it is gone."""
    return _change(follow_up, "reopen_follow_up", by=by, version=None, done_on=None, done_by=None)


def move_follow_up(follow_up: FollowUp, *, by: User | None, day: datetime.date) -> FollowUp:
    """To be done from another day on. Raises Outdated when it is gone, ValidationError for a wrong year."""
    return _change(follow_up, "move_follow_up", by=by, version=None, due_on=day)


def _change(
    follow_up: FollowUp, verb: str, *, by: User | None, version: int | None, **values: Any
) -> FollowUp:
    return changes.change(follow_up, verb, by=by, version=version, about=follow_up.family, **values)
