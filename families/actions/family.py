"""What is written down of a family itself and of who belongs to it."""

import datetime
from typing import Any

from families.enums import LeftReason
from families.models import Family, FamilyMember, OnwardReferral
from homestart.accounts.models import User
from homestart.audit import changes


def change_family(family: Family, *, by: User | None, version: int, **values: Any) -> Family:
    """The family with these values. Raises Outdated."""
    return changes.change(family, "change_family", by=by, version=version, **values)


def add_member(family: Family, *, by: User | None, **values: Any) -> FamilyMember:
    """Somebody who belongs to the family, born or expected."""
    return changes.add(FamilyMember(family=family, **values), "add_member", by=by, about=family)


def change_member(member: FamilyMember, *, by: User | None, version: int, **values: Any) -> FamilyMember:
    """The member with these values. Raises Outdated."""
    return changes.change(member, "change_member", by=by, version=version, about=member.family, **values)


def note_birth(
    member: FamilyMember, *, by: User | None, version: int, birth_date: datetime.date, **values: Any
) -> FamilyMember:
    """The expected child is born; the due date stays, because a report looks back. Raises Outdated."""
    return changes.change(
        member,
        "note_birth",
        by=by,
        version=version,
        about=member.family,
        birth_date=birth_date,
        **values,
    )


def note_departure(
    member: FamilyMember,
    *,
    by: User | None,
    version: int,
    left_on: datetime.date,
    left_reason: LeftReason | str,
) -> FamilyMember:
    """Somebody is no longer in the family, or a child will not be born. Who it was stays. Raises Outdated."""
    return changes.change(
        member,
        "note_departure",
        by=by,
        version=version,
        about=member.family,
        left_on=left_on,
        left_reason=left_reason,
    )


def add_onward_referral(family: Family, *, by: User | None, **values: Any) -> OnwardReferral:
    """The family was led to another service."""
    return changes.add(OnwardReferral(family=family, **values), "add_onward_referral", by=by, about=family)


def change_onward_referral(
    onward: OnwardReferral, *, by: User | None, version: int | None, **values: Any
) -> OnwardReferral:
    """What came of it, or a correction. Raises Outdated."""
    return changes.change(
        onward, "change_onward_referral", by=by, version=version, about=onward.family, **values
    )
