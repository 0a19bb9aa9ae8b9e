"""Taking what should not be there out of a file, and putting it back."""

from typing import TypeVar
from uuid import UUID

from django.db import models

from families.models import (
    Agreement,
    Consent,
    Document,
    Family,
    FamilyContact,
    FamilyMember,
    FollowUp,
    OnwardReferral,
    Professional,
    ProfileFact,
    WaitingCareAction,
)
from homestart.accounts.models import User
from homestart.audit import changes

Record = TypeVar("Record", bound=models.Model)

#: What can be removed from a file, by its word in the address. What was only once true is not removed.
PARTS: dict[str, type[models.Model]] = {
    "contacten": FamilyContact,
    "leden": FamilyMember,
    "afspraken": Agreement,
    "netwerk": Professional,
    "documenten": Document,
    "situatie": ProfileFact,
    "toestemmingen": Consent,
    "doorverwijzingen": OnwardReferral,
    "wachtlijstzorg": WaitingCareAction,
    "opvolging": FollowUp,
}


def remove_from_file(record: Record, *, family: Family, by: User | None) -> None:
    """The record is gone from the file and from the figures; `put_back_in_file` undoes it."""
    changes.remove(record, f"remove_{record._meta.model_name}", by=by, version=None, about=family)


def put_back_in_file(
    model: type[Record], record_id: UUID, *, family: Family, by: User | None
) -> Record | None:
    """The record again as it was; None when nothing of it was removed from this file.

    Raises ValidationError when it does not fit any more, as a second consent for the same purpose.
    """
    return changes.put_back(model, record_id, f"restore_{model._meta.model_name}", by=by, about=family)
