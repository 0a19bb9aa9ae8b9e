"""Copies of whole branches, made inside the database: a hundred branches in the time of importing a few."""

from collections.abc import Sequence

from django.apps import apps
from django.db import connection, models

from homestart.tenancy.connections import owner_connection
from homestart.tenancy.models import Branch, TenantForeignKey, TenantModel

#: The id that a row has in a copy: always the same one, so that what refers to the row finds it.
COPIED_ID = "md5({column}::text || copy.target)::uuid"


def copy_branches(sources: Sequence[Branch], slugs: Sequence[str]) -> None:
    """For each slug a branch with all that the sources have, taken in turns."""
    pairs = []
    for number, slug in enumerate(slugs):
        source = sources[number % len(sources)]
        copied = Branch.objects.get(pk=source.pk)
        copied.pk, copied.slug, copied.name = None, slug, slug
        copied.save(force_insert=True)
        pairs.append((source.pk, copied.pk))
    with owner_connection(), connection.cursor() as cursor:
        for model in in_order():
            cursor.execute(copying(model), [[pair[0] for pair in pairs], [pair[1] for pair in pairs]])


def in_order() -> list[type[models.Model]]:
    """The models with rows of a branch, each after those that it refers to."""
    left = [model for model in apps.get_models() if issubclass(model, TenantModel)]
    found: list[type[models.Model]] = []
    while left:
        ready = [model for model in left if not referred_to(model) - {model} - set(found)]
        found += ready
        left = [model for model in left if model not in ready]
    return found


def referred_to(model: type[models.Model]) -> set[type[models.Model]]:
    return {
        field.related_model for field in model._meta.concrete_fields if isinstance(field, TenantForeignKey)
    }


def copying(model: type[models.Model]) -> str:
    """The statement that adds to the branches of the second parameter the rows of those of the first."""
    fields = model._meta.concrete_fields
    columns = ", ".join(f'"{field.column}"' for field in fields)
    values = ", ".join(value_of(field) for field in fields)
    return (
        f'insert into "{model._meta.db_table}" ({columns}) select {values}'  # noqa: S608 (our own names)
        f" from unnest(%s::bigint[], %s::bigint[]) copy (source, target)"
        f' join "{model._meta.db_table}" original on original.branch_id = copy.source'
    )


def value_of(field: models.Field) -> str:
    column = f'original."{field.column}"'
    if field.name == "branch":
        return "copy.target"
    if field.primary_key or isinstance(field, TenantForeignKey):
        return COPIED_ID.format(column=column)
    return column
