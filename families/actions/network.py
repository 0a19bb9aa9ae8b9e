"""What is agreed with a family, and who else is around it."""

from typing import Any

from families.models import Agreement, Family, Professional
from homestart.accounts.models import User
from homestart.audit import changes


def add_agreement(family: Family, *, by: User | None, **values: Any) -> Agreement:
    """Something that was agreed with the family."""
    return changes.add(Agreement(family=family, **values), "add_agreement", by=by, about=family)


def change_agreement(agreement: Agreement, *, by: User | None, version: int, **values: Any) -> Agreement:
    """The agreement with these values, also when it no longer holds. Raises Outdated."""
    return changes.change(
        agreement, "change_agreement", by=by, version=version, about=agreement.family, **values
    )


def add_professional(family: Family, *, by: User | None, **values: Any) -> Professional:
    """Somebody of another service who helps the family."""
    return changes.add(Professional(family=family, **values), "add_professional", by=by, about=family)


def change_professional(
    professional: Professional, *, by: User | None, version: int, **values: Any
) -> Professional:
    """The professional with these values, also when the help ended. Raises Outdated."""
    return changes.change(
        professional, "change_professional", by=by, version=version, about=professional.family, **values
    )
