"""The rows in sight are those of the active branch, and none without one."""

import pytest
from django.db import connection

from families.models import Family
from homestart.tenancy.context import (
    NoActiveBranch,
    OtherBranchActive,
    active_branch,
    branch_context,
    network_context,
)
from reporting.models import BranchFigures


def setting() -> str:
    with connection.cursor() as cursor:
        cursor.execute("select current_setting('homestart.branch', true)")
        return cursor.fetchone()[0] or ""


def test_each_branch_sees_its_own_families(herent, aalst):
    with branch_context(herent):
        Family.objects.create(name="Peeters")
    with branch_context(aalst):
        Family.objects.create(name="Yilmaz")
        assert [family.name for family in Family.objects.all()] == ["Yilmaz"]
    with branch_context(herent):
        assert [family.name for family in Family.objects.all()] == ["Peeters"]


def test_nothing_is_in_sight_without_a_branch(herent):
    with pytest.raises(NoActiveBranch):
        Family.objects.count()


def test_the_same_branch_may_be_opened_twice_and_another_may_not(herent, aalst):
    with branch_context(herent):
        with branch_context(herent):
            assert active_branch() == herent
        assert active_branch() == herent
        with pytest.raises(OtherBranchActive), branch_context(aalst):
            pass


def test_the_setting_is_gone_after_the_context_and_after_an_error(herent):
    with branch_context(herent):
        assert setting().startswith(f"{herent.pk}.")
    assert setting() == ""
    with pytest.raises(ZeroDivisionError), branch_context(herent):
        raise ZeroDivisionError
    assert setting() == ""


@pytest.fixture
def figures(herent, aalst):
    """Of both branches."""
    for branch in (herent, aalst):
        with branch_context(branch):
            BranchFigures.objects.create(year=2025, values={})


def test_shared_rows_of_all_branches_are_in_sight_in_the_network(figures, herent, aalst):
    with network_context():
        everything = BranchFigures.network.all()
        assert {row.branch for row in everything} == {herent, aalst}
        with network_context():
            assert BranchFigures.network.count() == 2
        assert setting().startswith("0.")
    assert setting() == ""
    for outside in (BranchFigures.network.count, everything.all().count):
        with pytest.raises(NoActiveBranch):
            outside()


def test_inside_a_branch_its_own_shared_rows_are_in_sight(figures, herent):
    with network_context():
        everything = BranchFigures.network.all()
    with branch_context(herent):
        assert [row.branch for row in BranchFigures.objects.all()] == [herent]
        for elsewhere in (BranchFigures.network.count, everything.count, network_context().__enter__):
            with pytest.raises(OtherBranchActive):
                elsewhere()


def test_the_network_is_back_in_sight_after_a_branch(figures, herent):
    with network_context():
        with branch_context(herent):
            assert BranchFigures.objects.count() == 1
        assert BranchFigures.network.count() == 2
