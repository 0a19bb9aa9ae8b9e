"""What the coordinator notes of contacts with families."""

import datetime
from collections.abc import Iterable, Mapping
from typing import Any

from django.db import transaction

from families.actions.follow_ups import change_follow_up, plan_follow_up
from families.models import Family, FamilyContact
from homestart.accounts.models import User
from homestart.audit import changes


@transaction.atomic
def note_contact(
    family: Family,
    *,
    by: User | None,
    next_text: str = "",
    next_on: datetime.date | None = None,
    **values: Any,
) -> FamilyContact:
    """A new contact in the file, whatever stage the family is in; `by` is who had it.

    `next_text` on `next_on` is what was agreed in it, to be done by the same person.
    """
    new = FamilyContact(family=family, noted_by=by, **values)
    contact = changes.add(new, "note_contact", by=by, about=family)
    if next_text and next_on:
        promise = {"text": next_text, "due_on": next_on, "level": contact.level, "for_whom": by}
        plan_follow_up(family, by=by, contact=contact, **promise)
    return contact


@transaction.atomic
def note_contacts(
    rows: Iterable[tuple[Family, Mapping[str, Any]]], *, by: User | None
) -> list[FamilyContact]:
    """Several contacts, each with its family: all of them are noted, or none. Raises ValidationError."""
    return [note_contact(family, by=by, **values) for family, values in rows]


@transaction.atomic
def change_contact(contact: FamilyContact, *, by: User | None, version: int, **values: Any) -> FamilyContact:
    """The contact with these values; what was agreed in it gets the same readers. Raises Outdated."""
    changed = changes.change(
        contact, "change_contact", by=by, version=version, about=contact.family, **values
    )
    for follow_up in changed.follow_ups.exclude(level=changed.level):
        change_follow_up(follow_up, by=by, version=follow_up.version, level=changed.level)
    return changed
