"""Who looked at a file and who changed what in it, ready to be read; the caller knows the people."""

import datetime
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from itertools import groupby
from typing import Any, TypeVar
from uuid import UUID

from django.apps import apps
from django.contrib.postgres.fields import ArrayField
from django.core.exceptions import FieldDoesNotExist, ValidationError
from django.db import models
from django.db.models import Count, Max
from django.db.models.functions import TruncDate
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from homestart.audit.history import FieldChange, changes_in_file
from homestart.audit.models import AuditEvent
from homestart.audit.reading import LOOK

SHOWN_AT_MOST = 300


@dataclass(frozen=True)
class Line:
    """One field: its name as on the form, and what it said before and after, "" for nothing."""

    field: str
    old: str
    new: str


@dataclass(frozen=True)
class Edit:
    """What one person changed in one record at once; with `removed`, what it said when it was removed."""

    at: datetime.datetime
    actor_id: int | None
    record: str
    removed: bool
    lines: list[Line]
    who: object = None


@dataclass(frozen=True)
class Look:
    """How often one person looked at the file on one day, and when last."""

    day: datetime.date
    actor_id: int | None
    times: int
    last: datetime.datetime
    who: object = None


Told = TypeVar("Told", Edit, Look)


def history_of(file: models.Model, *parts: UUID, without: Collection[UUID] = ()) -> list[Edit]:
    """What was changed in the file of a family or a volunteer, newest first, at most SHOWN_AT_MOST fields.

    `parts` are files that became part of it. Nothing of the records `without`: those that the reader may not
    see.
    A query, and one for each kind of record that was referred to.
    """
    changes = [
        c
        for c in changes_in_file(file, *parts).exclude(record_id__in=without)[:SHOWN_AT_MOST]
        if _tells(c, {str(pk) for pk in (file.pk, *parts)})
    ]
    referred = _referred(changes)
    return [
        _edit([*together], referred)
        for _key, together in groupby(changes, lambda c: (c.at, c.record_id, c.removed))
    ]


def lookers_of(file: models.Model, *parts: UUID) -> list[Look]:
    """Who looked at the file on which day, the last day first. One query."""
    looks = AuditEvent.objects.filter(
        verb=LOOK, object_type=file._meta.label_lower, object_id__in=[str(pk) for pk in (file.pk, *parts)]
    ).annotate(day=TruncDate("at"))
    rows = looks.values("day", "actor_id").annotate(times=Count("*"), last=Max("at"))
    return [Look(**row) for row in rows.order_by("-day", "-last")]


def named(rows: Iterable[Told], people: Mapping[int, object]) -> list[Told]:
    """The rows with `who` it was; `people` by id. None for the system, and for who is not among them."""
    return [replace(row, who=people.get(row.actor_id or 0)) for row in rows]


# A kept text, as it is read


References = dict[tuple[type[models.Model], str], str]


def _edit(changes: list[FieldChange], referred: References) -> Edit:
    first = changes[0]
    model = _model(first)
    lines = []
    for change in changes:
        field = _field(change)
        label = str(field.verbose_name) if field is not None else change.field
        lines.append(Line(label, _shown(field, change.old, referred), _shown(field, change.new, referred)))
    record = str(model._meta.verbose_name) if model else first.record_type
    return Edit(first.at, first.actor_id, record, first.removed, lines)


def _tells(change: FieldChange, files: Collection[str]) -> bool:
    """Whether the line says anything to who reads the file: not that a record was part of it, nor its key."""
    return change.field != "key" and change.old not in files and change.new not in files


def _model(change: FieldChange) -> type[models.Model] | None:
    """None when the record is of a kind that there is no more."""
    try:
        return apps.get_model(change.record_type)
    except LookupError:
        return None


def _field(change: FieldChange) -> Any:
    model = _model(change)
    try:
        return model._meta.get_field(change.field) if model else None
    except FieldDoesNotExist:
        return None


def _referred(changes: list[FieldChange]) -> References:
    """What the records are called that the changes refer to, those of one kind with one query."""
    wanted: dict[type[models.Model], set[str]] = defaultdict(set)
    for change in changes:
        field = _field(change)
        if isinstance(field, models.ForeignKey):
            wanted[field.related_model] |= {change.old, change.new} - {""}
    return {
        (model, str(pk)): str(record)
        for model, ids in wanted.items()
        for pk, record in model._default_manager.in_bulk(list(ids)).items()
    }


def _shown(field: Any, text: str, referred: References) -> str:
    if field is None or not text:
        return text
    if isinstance(field, ArrayField):
        return ", ".join(_shown(field.base_field, part, referred) for part in text.split(","))
    if isinstance(field, models.ForeignKey):
        return referred.get((field.related_model, text), _("a record that was removed"))
    try:
        value = field.to_python(text)
    except ValidationError:  # of a time when the field was of another kind
        return text
    if field.choices:
        return str(dict(field.flatchoices).get(value, text))
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, datetime.datetime):
        return date_format(timezone.localtime(value), "DATETIME_FORMAT")
    if isinstance(value, datetime.date):
        return date_format(value)
    return str(value)
