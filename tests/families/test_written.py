"""Questions that are put into SQL once: never asked for another branch than the one that is open."""

import pytest

from families.models import FamilyContact
from families.queries.written import ANY_FAMILY, written_once
from homestart.tenancy.context import NoActiveBranch, branch_context

pytestmark = [pytest.mark.django_db]


def test_each_branch_has_its_own_and_none_outside(ours, theirs):
    asked = []

    @written_once
    def notes(family_id, kind):
        asked.append((family_id, kind))
        return FamilyContact.objects.filter(family_id=family_id).values_list("note")

    ours_family, theirs_family = ours[FamilyContact].family_id, theirs[FamilyContact].family_id
    with branch_context(ours.branch):
        assert notes(ours_family, "x") == [(ours.canary,)]
        assert notes(theirs_family, "x") == []
    with branch_context(theirs.branch):
        assert notes(theirs_family, "x") == [(theirs.canary,)]
        assert notes(ours_family, "x") == []
        assert notes(theirs_family, "y") == [(theirs.canary,)]
    assert asked == [(ANY_FAMILY, "x"), (ANY_FAMILY, "x"), (ANY_FAMILY, "y")]
    with pytest.raises(NoActiveBranch):
        notes(ours_family, "x")


@pytest.mark.leak
def test_one_wall_is_enough(ours, theirs):
    """Also of a question that was written without a wall in the code."""

    @written_once
    def notes(family_id):
        return FamilyContact._base_manager.filter(family_id=family_id).values_list("note")

    with branch_context(ours.branch):
        assert notes(theirs[FamilyContact].family_id) == []
