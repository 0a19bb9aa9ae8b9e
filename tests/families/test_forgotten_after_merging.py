"""Forgetting one of two files that were merged by mistake: all of it goes, and nothing of the other."""

import datetime
from typing import Any

import pytest

from families.actions.anonymising import anonymise_family
from families.actions.family import change_family
from families.actions.merging import merge_families, undo_regrouping
from families.models import Family, FamilyMember
from homestart.accounts.models import User
from homestart.audit.history import FieldChange
from homestart.drafts.models import Draft
from homestart.tenancy.context import branch_context
from homestart.tenancy.models import Branch
from matching.models import Trajectory
from tests.families.test_anonymising import texts_of_branch

pytestmark = pytest.mark.django_db

SECRET = "Zonnebloemstraat-x9"


@pytest.fixture
def mistaken(herent: Branch, coordinator: User) -> Any:
    """Two families that were made one by mistake, and two again."""
    with branch_context(herent):
        first = Family.objects.create(name="Peeters")
        second = Family.objects.create(name=SECRET, street=SECRET, needs=SECRET)
        FamilyMember.objects.create(family=second, role="child", first_name=SECRET)
        change_family(second, by=coordinator, version=1, street="Ander adres")
        regrouping = merge_families(first, second, by=coordinator, version=None)
        undo_regrouping(regrouping, by=coordinator)
        yield first, second


def test_nothing_of_the_one_is_left_with_the_other(mistaken):
    _first, second = mistaken
    assert texts_of_branch().count(SECRET) > 5
    anonymise_family(second, by=None)
    assert SECRET not in texts_of_branch()


def test_the_other_loses_nothing(mistaken):
    first, second = mistaken
    written = FieldChange.objects.filter(file_id=second.pk).count()
    assert written
    anonymise_family(first, by=None)
    assert FieldChange.objects.filter(file_id=second.pk).count() == written
    second.refresh_from_db()
    assert (second.name, second.street) == (SECRET, "Ander adres")


def test_a_draft_about_a_part_of_the_file_goes_too(herent, coordinator):
    with branch_context(herent):
        family = Family.objects.create(name=SECRET)
        day = datetime.date(2020, 3, 1)
        old = Trajectory.objects.create(family=family, started_on=day, ended_on=day)
        other = Trajectory.objects.create(family=Family.objects.create(), started_on=day, ended_on=day)
        for path, typed in (
            (f"/herent/trajecten/{old.pk}/afsluiten/", {"closing_note": [SECRET]}),
            ("/herent/contacten/nieuw/", {"family_1": [str(family.pk)], "note_1": [SECRET]}),
            (f"/herent/trajecten/{other.pk}/afsluiten/", {"closing_note": ["van een ander"]}),
        ):
            Draft.objects.create(path=path, data=typed, user=coordinator)
        anonymise_family(family, by=None)
        assert SECRET not in texts_of_branch()
        assert [draft.data for draft in Draft.objects.all()] == [{"closing_note": ["van een ander"]}]
