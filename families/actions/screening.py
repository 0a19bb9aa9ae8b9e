"""What is noted of a family before the decision: in a file, which outlives the decision."""

from typing import Any

from django.db import transaction

from families.actions.contacts import note_contact
from families.actions.referrals import open_file
from families.models import FamilyContact, Referral
from homestart.accounts.models import User


@transaction.atomic
def note_screening(referral: Referral, *, by: User | None, **values: Any) -> FamilyContact:
    """A contact with the family of this referral, which gets a file when it has none."""
    opened = open_file(referral, by=by)
    assert opened.family  # open_file gave it
    return note_contact(opened.family, by=by, **values)
