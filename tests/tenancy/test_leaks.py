"""Through Django's ORM no branch sees or touches a row of another; true of each of the two walls alone."""

import copy
import uuid
from collections.abc import Callable, Iterator
from functools import partial
from typing import Any

import pytest
from django.core.exceptions import ObjectDoesNotExist
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.db.models import Count, Model, QuerySet

from families.models import Family, FamilyMember
from homestart.tenancy.context import NoActiveBranch, OtherBranchActive, branch_context
from tests.rows import PRIVATE_MODELS, TENANT_MODELS, BranchRows, references_of

pytestmark = [pytest.mark.leak, pytest.mark.django_db]

#: Which wall refuses, and how, depends on which of them stands.
REFUSALS = (NoActiveBranch, OtherBranchActive, DatabaseError, ObjectDoesNotExist)


def outcome(act: Callable[[], Any]) -> Any:
    """What the act gives, None when it is refused; a refused act changes nothing."""
    try:
        with transaction.atomic():
            return act()
    except REFUSALS:
        return None


@pytest.fixture
def unchanged(ours: BranchRows, theirs: BranchRows) -> Any:
    """Afterwards the rows of the other branch are as they were."""
    before = stored(theirs)
    yield
    assert stored(theirs) == before


def stored(rows: BranchRows) -> dict[str, list[dict[str, Any]]]:
    with branch_context(rows.branch):
        return {
            model.__name__: list(model.objects.filter(branch=rows.branch).values()) for model in TENANT_MODELS
        }


READS: dict[str, Callable[[QuerySet, Any], Any]] = {
    "all": lambda rows, pk: [row.branch_id for row in rows],
    "count": lambda rows, pk: rows.filter(pk=pk).count(),
    "exists": lambda rows, pk: rows.filter(pk=pk).exists(),
    "get": lambda rows, pk: rows.get(pk=pk),
    "first": lambda rows, pk: rows.filter(pk=pk).first(),
    "in_bulk": lambda rows, pk: rows.in_bulk([pk]),
    "values": lambda rows, pk: list(rows.filter(pk=pk).values()),
    "aggregate": lambda rows, pk: rows.filter(pk=pk).aggregate(number=Count("*"))["number"],
    "select_for_update": lambda rows, pk: list(rows.select_for_update(of=("self",)).filter(pk=pk)),
    "iterator": lambda rows, pk: [row for row in rows.iterator() if row.pk == pk],
    "union": lambda rows, pk: [row for row in rows.union(rows.all(), all=True) if row.pk == pk],
}


@pytest.mark.parametrize("read", READS)
def test_no_row_is_in_sight_without_a_branch(ours, theirs, read):
    for model in PRIVATE_MODELS:
        assert not outcome(lambda model=model: READS[read](model.objects.all(), theirs[model].pk)), model


@pytest.mark.parametrize("read", READS)
def test_no_row_of_another_branch_is_in_sight(ours, theirs, read):
    with branch_context(ours.branch):
        for model in TENANT_MODELS:
            seen = outcome(lambda model=model: READS[read](model.objects.all(), theirs[model].pk))
            assert set(seen) == {ours.branch.pk} if read == "all" else not seen, model


@pytest.mark.parametrize("read", READS)
def test_the_own_rows_are_in_sight(ours, theirs, read):
    """So that the tests above do not pass because nothing is ever found."""
    with branch_context(ours.branch):
        for model in TENANT_MODELS:
            if read == "select_for_update" and model.append_only:
                continue
            assert READS[read](model.objects.all(), ours[model].pk), model


def references() -> Iterator[tuple[type[Model], str, type[Model], str]]:
    """Model, field, the model it refers to, and the name of the way back."""
    for model in TENANT_MODELS:
        for field, parent in references_of(model):
            yield model, field, parent, model._meta.get_field(field).remote_field.get_accessor_name()


def test_no_row_of_another_branch_comes_with_one_of_the_own_branch(ours, theirs):
    with branch_context(ours.branch):
        for model, field, parent, back in references():
            # A row may say nothing in a reference that need not be filled.
            for rows in (model.objects.select_related(field), model.objects.prefetch_related(field)):
                for row in rows.exclude(**{field: None}):
                    assert getattr(row, field).branch_id == ours.branch.pk, (model, field)
            for row in parent.objects.prefetch_related(back):
                children = {child.branch_id for child in getattr(row, back).all()}
                filled = {ours.branch.pk} if not model._meta.get_field(field).null else children
                assert children == filled <= {ours.branch.pk}, (parent, back)
            assert not model.objects.filter(**{field: theirs[parent].pk}).exists(), (model, field)


def test_no_row_comes_with_a_held_one_of_another_branch(ours, theirs):
    with branch_context(ours.branch):
        for model, field, parent, back in references():
            children = getattr(theirs[parent], back)
            assert not outcome(lambda children=children: list(children.all())), (parent, back)
            child = model(**{f"{field}_id": theirs[parent].pk})
            assert not outcome(partial(getattr, child, field)), (model, field)


def test_a_held_row_of_another_branch_cannot_be_refreshed(ours, theirs):
    with branch_context(ours.branch):
        for model in TENANT_MODELS:
            with pytest.raises(REFUSALS), transaction.atomic():
                theirs[model].refresh_from_db()


def test_update_and_delete_touch_no_row_of_another_branch(ours, theirs, unchanged):
    with branch_context(ours.branch):
        for model in TENANT_MODELS:
            rows = model.objects.filter(pk=theirs[model].pk)
            assert not outcome(partial(rows.update, id=uuid.uuid4())), model
            assert outcome(rows.delete) in (None, (0, {})), model


def test_a_held_row_of_another_branch_is_neither_saved_nor_deleted(ours, theirs, unchanged):
    with branch_context(ours.branch):
        for model in TENANT_MODELS:
            assert refused(copy.copy(theirs[model]).save), model
            # The database does not refuse: it finds nothing to delete.
            outcome(copy.copy(theirs[model]).delete)


def refused(act: Callable[[], Any]) -> bool:
    try:
        with transaction.atomic():
            act()
            connection.check_constraints()
    except REFUSALS:
        return True
    return False


def test_nothing_is_created_in_another_branch(ours, theirs, unchanged):
    with branch_context(ours.branch):
        family = {"branch": theirs.branch, "name": "Binnengesmokkeld"}
        for act in (
            lambda: Family.objects.create(**family),
            lambda: Family(**family).save(),
            lambda: Family(**family).save(force_insert=True),
            lambda: Family.objects.bulk_create([Family(**family)]),
            lambda: Family.objects.bulk_create([Family(name="Eigen"), Family(**family)]),
            lambda: Family.objects.get_or_create(**family),
            lambda: Family.objects.update_or_create(**family),
            lambda: Family.objects.bulk_create(
                [Family(pk=theirs[Family].pk, name="Overschreven")],
                update_conflicts=True,
                unique_fields=["id"],
                update_fields=["name"],
            ),
        ):
            assert refused(act)


def test_nothing_moves_to_another_branch(ours, theirs, unchanged):
    with branch_context(ours.branch):
        family = ours[Family]
        assert refused(lambda: Family.objects.update(branch=theirs.branch))
        assert refused(lambda: Family.objects.filter(pk=family.pk).update(branch_id=theirs.branch.pk))
        family.branch = theirs.branch
        assert refused(family.save)
        assert refused(lambda: Family.objects.bulk_update([family], ["branch"]))


def test_no_row_refers_to_a_row_of_another_branch(ours, theirs):
    """The composite keys hold also when row-level security is off."""
    with branch_context(ours.branch):
        for model in TENANT_MODELS:
            for field, parent in references_of(model):
                with pytest.raises(IntegrityError), transaction.atomic():
                    model.objects.filter(pk=ours[model].pk).update(**{field: theirs[parent].pk})
                    connection.check_constraints()
        with pytest.raises(IntegrityError), transaction.atomic():
            FamilyMember.objects.create(family_id=theirs[Family].pk, role="child")
            connection.check_constraints()


def test_a_list_made_in_one_branch_is_of_no_use_in_another(ours, theirs):
    with branch_context(theirs.branch):
        families = Family.objects.all()
        assert [family.pk for family in families] == [theirs[Family].pk]
        families = families.all()
    with branch_context(ours.branch):
        assert theirs[Family].pk not in families.values_list("pk", flat=True)
    assert not outcome(lambda: list(families))
