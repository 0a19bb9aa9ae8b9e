"""What the coordinator notes of a contact with a family."""

from typing import Any

from families.models import Family, FamilyContact
from homestart.accounts.models import User
from homestart.audit import changes


def note_contact(family: Family, *, by: User | None, **values: Any) -> FamilyContact:
    """A new contact in the file, whatever stage the family is in; `by` is who had it."""
    return changes.add(
        FamilyContact(family=family, noted_by=by, **values), "note_contact", by=by, about=family
    )


def change_contact(contact: FamilyContact, *, by: User | None, version: int, **values: Any) -> FamilyContact:
    """The contact with these values. Raises Outdated."""
    return changes.change(contact, "change_contact", by=by, version=version, about=contact.family, **values)
