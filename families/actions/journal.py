"""Changing rows of several files at once, with every step remembered so that all of them can be taken back.

A step is kept as text beside the regrouping that it belongs to. What happened since is never overwritten: a
field that says something else by now keeps what it says, and a row that is gone stays gone.
"""

import datetime
import uuid
from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from django.apps import apps
from django.core.exceptions import ValidationError
from django.db import IntegrityError, models, transaction
from django.db.models import F
from django.utils.translation import gettext as _

from families.queries.relations import pointing_at, says
from homestart.accounts.models import User
from homestart.audit.history import record_changes
from homestart.tenancy.versions import Versioned


class Journal:
    """Writes rows for `by` in the file `about`, and keeps in `steps` what it did."""

    def __init__(self, *, by: User | None, about: models.Model) -> None:
        self.by = by
        self.about = about
        self.steps: list[dict[str, Any]] = []

    def add(self, new: Any) -> Any:
        """The new row, saved. Raises ValidationError when a rule of the model does not hold."""
        new.full_clean()
        new.save(force_insert=True)
        self.steps.append({"do": "add", **_named(new), "fields": _fields(new)})
        return new

    def change(self, row: Any, **values: Any) -> Any:
        """The row with these values, its old ones in the history of the file. Raises ValidationError."""
        before = {name: getattr(row, name) for name, value in values.items() if getattr(row, name) != value}
        if not before:
            return row
        for name in before:
            setattr(row, name, values[name])
        if isinstance(row, Versioned):
            row.version += 1
        row.full_clean()
        row.save()
        record_changes(row, before, by=self.by, about=self.about)
        fields = {name: [kept(_raw(value)), kept(_raw(values[name]))] for name, value in before.items()}
        self.steps.append({"do": "change", **_named(row), "fields": fields})
        return row

    def move(self, rows: "models.QuerySet[Any]", field: str, source: models.Model, to: models.Model) -> None:
        """Lets `rows` belong to `to` and no longer to `source`: one query, however many there are."""
        ids = [str(pk) for pk in rows.values_list("pk", flat=True)]
        if not ids:
            return
        _point(rows.model, ids, field, source.pk, to.pk)
        self.steps.append(
            {
                "do": "move",
                "model": rows.model._meta.label_lower,
                "ids": ids,
                "field": field,
                "from": str(source.pk),
                "to": str(to.pk),
            }
        )

    def remove(self, row: models.Model) -> None:
        """The row is gone; what it said stays in the history of the file."""
        record_changes(
            row,
            {field.name: getattr(row, field.name) for field in says(row)},
            by=self.by,
            about=self.about,
            removed=True,
        )
        self.steps.append({"do": "remove", **_named(row), "fields": _fields(row)})
        row.delete()


@transaction.atomic
def take_back(steps: Iterable[dict[str, Any]]) -> None:
    """All of it undone, the last step first.

    Raises ValidationError, and leaves everything as it is, when what was written since stands in the way.
    """
    undo = {"add": _take_away, "change": _change_back, "move": _move_back, "remove": _put_back}
    try:
        with transaction.atomic():
            for step in reversed(list(steps)):
                undo[step["do"]](apps.get_model(step["model"]), step)
    except IntegrityError as error:
        raise ValidationError(
            _("Something that was noted since does not go together with what was there before.")
        ) from error


def _take_away(model: Any, step: dict[str, Any]) -> None:
    row = model.objects.select_for_update().filter(pk=step["id"]).first()
    if row is None:
        return
    if any(
        relation.related_model.objects.filter(**{relation.field.name: row}).exists()
        for relation in pointing_at(model)
    ):
        # Not what: whoever presses may not know of every record that stands there.
        raise ValidationError(
            _("Since then something was noted in the file that would go. Join the families again instead.")
        )
    if _fields(row) != step["fields"]:
        raise ValidationError(
            _("“%(name)s” was changed since. Join the families again or move the member instead.")
            % {"name": row}
        )
    row.delete()


def _change_back(model: Any, step: dict[str, Any]) -> None:
    row = model.objects.select_for_update().filter(pk=step["id"]).first()
    if row is None:
        return
    for name, (before, after) in step["fields"].items():
        field = model._meta.get_field(name)
        if kept(field.value_from_object(row)) == after:
            setattr(row, field.attname, read(field, before))
    if isinstance(row, Versioned):
        row.version += 1
    row.save()


def _move_back(model: Any, step: dict[str, Any]) -> None:
    _point(model, step["ids"], step["field"], step["to"], step["from"])


def _put_back(model: Any, step: dict[str, Any]) -> None:
    row = model(pk=step["id"])
    for name, value in step["fields"].items():
        field = model._meta.get_field(name)
        setattr(row, field.attname, read(field, value))
    row.save(force_insert=True)


def _point(model: Any, ids: list[str], field: str, source: Any, to: Any) -> None:
    """By one statement and without a line of history per row: of itself, no row says anything else."""
    counted = {"version": F("version") + 1} if issubclass(model, Versioned) else {}
    model.objects.filter(pk__in=ids, **{field: source}).update(**{field: to}, **counted)


def _named(row: models.Model) -> dict[str, str]:
    return {"model": row._meta.label_lower, "id": str(row.pk)}


def _fields(row: models.Model) -> dict[str, Any]:
    """All that the row says, by field."""
    return {field.name: kept(field.value_from_object(row)) for field in says(row)}


def _raw(value: Any) -> Any:
    """A reference as its column holds it."""
    return value.pk if isinstance(value, models.Model) else value


def kept(value: Any) -> Any:
    """A value of a column as JSON keeps it, with nothing lost."""
    if isinstance(value, list | tuple):
        return [kept(part) for part in value]
    if isinstance(value, datetime.date | datetime.time):
        return value.isoformat()
    if isinstance(value, uuid.UUID | Decimal):
        return str(value)
    if isinstance(value, bytes | memoryview):
        return bytes(value).hex()
    return value


def read(field: Any, value: Any) -> Any:
    """What `kept` kept, as a value of the field."""
    if value is None or isinstance(value, list | dict):
        return value
    if isinstance(field, models.BinaryField):
        return bytes.fromhex(value)
    return field.to_python(value)
