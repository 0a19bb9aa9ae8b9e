"""How personal each field is, said beside the field.

Subject export, anonymising, audit and export masking read the same mark; a test refuses a tenant
field without one. Keys, references, dates of the record itself and the like are `plain`.
"""

from enum import StrEnum
from typing import Any, TypeVar

from django.db.models import Field

FieldT = TypeVar("FieldT", bound="Field[Any, Any]")


class Privacy(StrEnum):
    IDENTIFYING = "identifying"
    SENSITIVE = "sensitive"
    PLAIN = "plain"


def identifying(field: FieldT) -> FieldT:
    """The field, marked as pointing at a person: a name, an address, a telephone number."""
    return _mark(field, Privacy.IDENTIFYING)


def sensitive(field: FieldT) -> FieldT:
    """The field, marked as saying something private about a person: health, income, a note."""
    return _mark(field, Privacy.SENSITIVE)


def plain(field: FieldT) -> FieldT:
    """The field, marked as saying nothing about a person by itself."""
    return _mark(field, Privacy.PLAIN)


def _mark(field: FieldT, privacy: Privacy) -> FieldT:
    field.privacy = privacy  # type: ignore[attr-defined]
    return field
