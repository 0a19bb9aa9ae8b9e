"""Every field of every record of a branch says how personal it is."""

import pytest

from families.models import Family, FamilyMember
from homestart.tenancy.privacy import Privacy
from tests.rows import TENANT_MODELS


@pytest.mark.parametrize("model", TENANT_MODELS)
def test_every_field_is_classified(model):
    unclassified = [field.name for field in model._meta.local_fields if not hasattr(field, "privacy")]
    assert unclassified == []
    assert not model._meta.local_many_to_many, "a reference has a model of its own, in the same branch"


def test_names_point_at_people_and_notes_are_private():
    assert Family._meta.get_field("name").privacy == Privacy.IDENTIFYING
    assert FamilyMember._meta.get_field("birth_date").privacy == Privacy.IDENTIFYING
    assert Family._meta.get_field("needs").privacy == Privacy.SENSITIVE
    assert FamilyMember._meta.get_field("branch").privacy == Privacy.PLAIN
