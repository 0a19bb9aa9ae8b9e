"""No unique field tells what another branch holds: its value is answered as one that nobody has."""

import datetime
import itertools
import uuid
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import Error, connection, models, transaction

from families.models import ConcernPlanStep
from homestart.accounts.models import Invitation, User
from homestart.accounts.roles import Role
from homestart.tenancy.context import active_branch, branch_context
from homestart.tenancy.models import TenantForeignKey, TenantModel
from tests.rows import TENANT_MODELS, BranchRows, step_plan, values_for

pytestmark = pytest.mark.django_db

numbers = itertools.count(1)


def unique_sets(model: type[TenantModel]) -> list[tuple[str, ...]]:
    """The fields that are unique together, beside the branch; the ids of rows apart."""
    sets = [
        tuple(name for name in constraint.fields if name != "branch")
        for constraint in model._meta.constraints
        if isinstance(constraint, models.UniqueConstraint)
    ]
    sets += [(field.name,) for field in model._meta.local_fields if field.unique]
    return sorted({fields for fields in sets if fields != ("id",)})


UNIQUE = [(model, fields) for model in TENANT_MODELS for fields in unique_sets(model)]

#: Counted from 1 in each branch: the value of another branch is also one of the own.
COUNTED = {("AuditSeal", ("sequence",))}


def fresh(field: models.Field) -> Any:
    """A value that no row has."""
    number = next(numbers)
    if isinstance(field, models.UUIDField | TenantForeignKey):
        return uuid.uuid4()
    if field.related_model is User:
        return User.objects.create(email=f"vers.{number}@example.org").pk
    if field.related_model is ConcernPlanStep:
        return step_plan().steps.create(order=100 + number, title="Vers").pk
    if field.related_model is Invitation:
        return make_invitation(f"vers.{number}").pk
    if isinstance(field, models.DateTimeField):
        return datetime.datetime(2021, 1, 1, tzinfo=datetime.UTC) + datetime.timedelta(days=number)
    if isinstance(field, models.DateField):
        return datetime.date(2021, 1, 1) + datetime.timedelta(days=number)
    if isinstance(field, models.CharField):
        return f"vers{number}"
    return 30 + number


def make_invitation(name: str) -> Invitation:
    now = datetime.datetime(2021, 1, 1, tzinfo=datetime.UTC)
    return Invitation.objects.create(
        email=f"{name}@example.org",
        name=name,
        role=Role.VOLUNTEER,
        branch=active_branch(),
        token_hash=name,
        sent_at=now,
        expires_at=now,
    )


def answer(model: type[TenantModel], ours: BranchRows, values: dict[str, Any]) -> tuple[object, ...]:
    """What somebody in our branch is told who checks and saves a new row with the values, and how."""
    names = {name: values.pop(name) for name in list(values) if name.endswith("_id")}
    row = model(**{**values_for(model, ours), **values})
    for name, value in names.items():
        setattr(row, name, value)
    told: list[object] = []
    try:
        row.full_clean()
    except ValidationError as error:
        told.append({name: [each.code for each in errors] for name, errors in error.error_dict.items()})
    try:
        with transaction.atomic():
            row.save(force_insert=True)
            connection.check_constraints()
            transaction.set_rollback(True)
    except Error as error:
        told.append((type(error).__name__, error.__cause__.sqlstate, error.__cause__.diag.constraint_name))
    return tuple(told)


def most_free(fields: list[models.Field]) -> models.Field:
    """The one of which any value will do."""
    return min(
        fields, key=lambda field: (bool(field.choices), not field.is_relation, field.name == "quarter")
    )


@pytest.mark.parametrize(
    ("model", "fields"), [each for each in UNIQUE if (each[0].__name__, each[1]) not in COUNTED]
)
def test_a_value_of_another_branch_is_answered_as_one_that_nobody_has(model, fields, ours, theirs):
    with branch_context(ours.branch):
        # What the row needs for its other unique sets is nobody's in both cases.
        sets = [[model._meta.get_field(name) for name in names] for names in unique_sets(model)]
        others = {field.attname: fresh(field) for field in map(most_free, sets)}
        tried = [model._meta.get_field(name) for name in fields]
        theirs_values = {field.attname: getattr(theirs[model], field.attname) for field in tried}
        changed = most_free(tried)
        nobodys_values = {**theirs_values, changed.attname: fresh(changed)}
        assert theirs_values != {name: getattr(ours[model], name) for name in theirs_values}
        told = answer(model, ours, {**others, **theirs_values})
        assert told == answer(model, ours, {**others, **nobodys_values})


@pytest.mark.parametrize(("model", "fields"), UNIQUE)
def test_a_value_of_the_own_branch_is_refused(model, fields, ours):
    """So that the test above compares answers that can differ."""
    with branch_context(ours.branch):
        columns = [model._meta.get_field(name).attname for name in fields]
        told = answer(model, ours, {column: getattr(ours[model], column) for column in columns})
    assert told, "nothing refuses it"


def test_ids_are_not_taken_from_a_form():
    """The one value that is unique across branches: nobody can try one, or guess it."""
    for model in TENANT_MODELS:
        field = model._meta.pk
        assert isinstance(field, models.UUIDField)
        assert field.default is uuid.uuid4
        assert not field.editable


def test_every_unique_set_starts_with_the_branch():
    for model in TENANT_MODELS:
        for constraint in model._meta.constraints:
            if isinstance(constraint, models.UniqueConstraint):
                assert constraint.fields[:1] == ("branch",), (model, constraint)
                assert not constraint.expressions, (model, constraint)
