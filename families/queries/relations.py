"""What belongs to a row, found from the models themselves: one that is added tomorrow is not forgotten."""

from typing import Any

from django.db import models

#: What a row is, not what it says.
ITSELF = ("id", "branch", "version")


def pointing_at(model: type[models.Model]) -> list[Any]:
    """The relations by which rows of any app belong to a row of `model`, the hidden ones too."""
    return [
        relation
        for relation in model._meta.get_fields(include_hidden=True)
        if relation.auto_created and not relation.concrete and (relation.one_to_many or relation.one_to_one)
    ]


def says(model: "type[models.Model] | models.Model") -> "list[models.Field[Any, Any]]":
    """The fields that hold what a row says."""
    return [field for field in model._meta.concrete_fields if field.name not in ITSELF]


def uniques(relation: Any) -> list[models.UniqueConstraint]:
    """The constraints by which a row may have one of these only: of a kind, a day, or at all."""
    model, name = relation.related_model, relation.field.name
    found = [
        constraint
        for constraint in model._meta.constraints
        if isinstance(constraint, models.UniqueConstraint) and name in constraint.fields
    ]
    if relation.field.unique:
        found.append(models.UniqueConstraint(fields=["branch", name], name=f"{name}_alone"))
    return found


def colliding(relation: Any, stays: models.Model, goes: models.Model) -> list[tuple[Any, Any]]:
    """The rows of both that cannot both belong to one, in pairs."""
    model, name = relation.related_model, relation.field.name
    pairs: dict[Any, tuple[Any, Any]] = {}
    for constraint in uniques(relation):
        others = [field for field in constraint.fields if field not in ("branch", name)]
        rows = model.objects.filter(constraint.condition) if constraint.condition else model.objects.all()
        mine = {tuple(getattr(row, one) for one in others): row for row in rows.filter(**{name: stays})}
        for theirs in rows.filter(**{name: goes}):
            # Nothing is not the same as nothing, to a unique constraint.
            key = tuple(getattr(theirs, one) for one in others)
            if key in mine and None not in key:
                pairs[theirs.pk] = (mine[key], theirs)
    return list(pairs.values())
