"""Between the rows of the exchange format and the tables of the branch: few queries, one or some per file."""

from typing import Any
from uuid import UUID

from django.db.models import F

from homestart.exchange.columns import Column, Reference
from homestart.exchange.resource import Permissions, Resource, Row
from homestart.exchange.situation import Situation, StoredRows
from homestart.tenancy.versions import Versioned

CREATED_AT_ONCE = 1000
# An update holds every value in a CASE of its own: larger batches get slower, not faster.
UPDATED_AT_ONCE = 200

KeysById = dict[str, dict[UUID, str]]


def load(resource: Resource, keys: KeysById, permissions: Permissions | None = None) -> StoredRows:
    """The stored records of a file in the active branch, references as keys.

    `keys` maps the ids of the files before this one to their keys, and is added to. Of what not everybody
    may read, only what these `permissions` may; None is the system itself.
    """
    fields = [_attribute(column) for column in resource.columns]
    rows: StoredRows = []
    stored = resource.model.objects.all()  # type: ignore[attr-defined]
    if permissions is not None and resource.readable:
        stored = resource.readable(stored, permissions)
    for id_, *found in stored.values_list("id", *fields):
        values = dict(zip(resource.column, found, strict=True))
        for column in resource.references:
            if values[column.name] is not None:
                values[column.name] = keys[column.to][values[column.name]]
        rows.append((id_, values))
    if "key" in resource.column:
        keys[resource.name] = {id_: values["key"] for id_, values in rows}
    return rows


def save(resource: Resource, situation: Situation) -> None:
    """Writes the new and the changed records of a file into the active branch."""
    rows = situation.rows[resource.name]
    manager = resource.model.objects  # type: ignore[attr-defined]
    # First the changes: they may make room, such as a place on the waiting list that is closed.
    changed = [_instance(resource, row, situation) for row in rows if row.is_changed]
    if changed:
        manager.bulk_update(changed, [column.name for column in resource.columns], batch_size=UPDATED_AT_ONCE)
        if issubclass(resource.model, Versioned):
            # Whoever has one of them on the screen now must not write over it unseen.
            manager.filter(pk__in=[row.pk for row in changed]).update(version=F("version") + 1)
    made = (_instance(resource, row, situation) for row in rows if row.before is None)
    manager.bulk_create(made, batch_size=CREATED_AT_ONCE)


def _instance(resource: Resource, row: Row, situation: Situation) -> Any:
    values = {_attribute(column): row[column.name] for column in resource.columns}
    for column in resource.references:
        found = situation.find(column.to, row[column.name])
        values[_attribute(column)] = found.id if found else None
    return resource.model(id=row.id, **values)


def _attribute(column: Column) -> str:
    return f"{column.name}_id" if isinstance(column, Reference) else column.name
