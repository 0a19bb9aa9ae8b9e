"""How personal each field is, said beside the field.

Subject export, anonymising, audit and export masking read the same mark; a test refuses a tenant
field without one. Keys, references, dates of the record itself and the like are `plain`.

Anonymising empties what is not plain. What the figures count says so, and stays: a birth date without a name
and an address tells an age. So that a new field is emptied unless somebody decided otherwise.
"""

from enum import StrEnum
from typing import Any, TypeVar

from django.db.models import Field

FieldT = TypeVar("FieldT", bound="Field[Any, Any]")


class Privacy(StrEnum):
    IDENTIFYING = "identifying"
    SENSITIVE = "sensitive"
    PLAIN = "plain"


class Counted(StrEnum):
    """Of which families the figures count a field that is not plain."""

    ALWAYS = "always"
    #: Of those who were ever supported.
    SUPPORTED = "supported"


def identifying(field: FieldT, *, counted: Counted | None = None) -> FieldT:
    """The field, marked as pointing at a person: a name, an address, a telephone number."""
    return _mark(field, Privacy.IDENTIFYING, counted)


def sensitive(field: FieldT, *, counted: Counted | None = None) -> FieldT:
    """The field, marked as saying something private about a person: health, income, a note."""
    return _mark(field, Privacy.SENSITIVE, counted)


def plain(field: FieldT) -> FieldT:
    """The field, marked as saying nothing about a person by itself."""
    return _mark(field, Privacy.PLAIN)


def _mark(field: FieldT, privacy: Privacy, counted: Counted | None = None) -> FieldT:
    field.privacy = privacy  # type: ignore[attr-defined]
    field.counted = counted  # type: ignore[attr-defined]
    return field
