"""Adding, changing and removing a record of a branch: with its event, its history and its version."""

from typing import Any, TypeVar

from django.contrib.auth.base_user import AbstractBaseUser
from django.db import models, transaction

from homestart.audit.history import record_changes
from homestart.audit.models import record
from homestart.tenancy.versions import locked

Record = TypeVar("Record", bound=models.Model)


@transaction.atomic
def add(new: Record, verb: str, *, by: AbstractBaseUser | None, about: models.Model | None = None) -> Record:
    """The new record, saved. `about` is whose file it belongs to, when it is not a file itself.

    Raises ValidationError when a rule of the model does not hold.
    """
    new.full_clean()
    new.save(force_insert=True)
    record(verb, by=by, about=about or new)
    return new


@transaction.atomic
def change(
    old: Record,
    verb: str,
    *,
    by: AbstractBaseUser | None,
    version: int | None,
    about: models.Model | None = None,
    **values: Any,
) -> Record:
    """The record with these values, as its next version; as it was when nothing differs.

    `version` is the one that was on the screen, None for a change that does not depend on it. Raises Outdated
    when somebody changed the record meanwhile, ValidationError when a rule of the model does not hold.
    """
    current = locked(old, version)
    before = {name: getattr(current, name) for name in values}
    if before == values:
        return current
    for name, value in values.items():
        setattr(current, name, value)
    current.version += 1  # type: ignore[attr-defined]
    current.full_clean()
    current.save()
    record_changes(current, before, by=by, about=about)
    record(verb, by=by, about=about or current)
    return current


@transaction.atomic
def remove(
    old: Record,
    verb: str,
    *,
    by: AbstractBaseUser | None,
    version: int | None,
    about: models.Model | None = None,
) -> None:
    """The record is gone; what it said stays in the history of the file. Raises Outdated."""
    current = locked(old, version)
    fields = [field.name for field in current._meta.concrete_fields if field.editable]
    before = {name: getattr(current, name) for name in fields}
    record_changes(current, before, by=by, about=about, removed=True)
    record(verb, by=by, about=about or current)
    current.delete()
