"""Adding, changing and removing a record of a branch: with its event, its history and its version."""

from collections.abc import Collection
from typing import Any, TypeVar
from uuid import UUID

from django.contrib.auth.base_user import AbstractBaseUser
from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from homestart.audit.history import from_text, record_changes, removed_values
from homestart.audit.models import record
from homestart.tenancy.versions import locked

Record = TypeVar("Record", bound=models.Model)

#: A year outside of this is a slip of the keys: in the date field of a browser "26" is the year 0026.
FIRST_YEAR, YEARS_AHEAD = 1900, 2


@transaction.atomic
def add(new: Record, verb: str, *, by: AbstractBaseUser | None, about: models.Model | None = None) -> Record:
    """The new record, saved. `about` is whose file it belongs to, when it is not a file itself.

    Raises ValidationError when a rule of the model does not hold, and for a file that was made anonymous.
    """
    check_not_forgotten(about)
    new.full_clean()
    _check_years(new, {field.name for field in new._meta.concrete_fields})
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
    when somebody changed the record meanwhile, ValidationError as `add`.
    """
    current = locked(old, version)
    check_not_forgotten(about or current)
    before = {name: getattr(current, name) for name in values}
    if before == values:
        return current
    for name, value in values.items():
        setattr(current, name, value)
    current.version += 1  # type: ignore[attr-defined]
    current.full_clean()
    _check_years(current, {name for name, value in before.items() if value != values[name]})
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
    before = {field.name: getattr(current, field.name) for field in _kept(current)}
    record_changes(current, before, by=by, about=about, removed=True)
    record(verb, by=by, about=about or current)
    current.delete()


@transaction.atomic
def put_back(
    model: type[Record],
    record_id: UUID,
    verb: str,
    *,
    by: AbstractBaseUser | None,
    about: models.Model,
) -> Record | None:
    """The record of the file `about` again as it was when it was removed; as it is when it is there already.

    None when nothing of it is remembered. Raises ValidationError when a rule forbids it by now.
    """
    locked(about)  # pressed twice, it is put back once
    manager = model.objects  # type: ignore[attr-defined]
    there = manager.filter(pk=record_id).first()
    if there:
        return there
    lines = removed_values(model, record_id, about)
    if not lines:
        return None
    again = model(pk=record_id)
    for field in _kept(again):
        if field.name in lines:
            setattr(again, field.attname, from_text(field, lines[field.name]))
    return add(again, verb, by=by, about=about)


def check_not_forgotten(file: models.Model | None) -> None:
    """Raises ValidationError for a file that was made anonymous: what is written in it would never go."""
    if getattr(file, "anonymised", False):
        raise ValidationError(_("This file was made anonymous. Nothing can be written in it any more."))


def _check_years(record: models.Model, names: Collection[str]) -> None:
    """Raises ValidationError for the days among these fields that are of a year nobody means.

    Days that may be far ahead stand in `far_ahead` of the model.
    """
    years = range(FIRST_YEAR, timezone.localdate().year + YEARS_AHEAD + 1)
    days = [
        field.name
        for field in record._meta.concrete_fields
        if field.name in names
        and isinstance(field, models.DateField)
        and field.name not in getattr(record, "far_ahead", ())
        and (day := getattr(record, field.name)) is not None
        and day.year not in years
    ]
    if days:
        raise ValidationError(dict.fromkeys(days, _("This year cannot be right. Check the date.")))


def _kept(record: models.Model) -> "list[models.Field[Any, Any]]":
    """The fields of which a removal keeps what they said: what the record is made again from."""
    return [field for field in record._meta.concrete_fields if field.name not in ("id", "branch", "version")]
