import pytest

from homestart.tenancy.models import Branch
from tests.rows import BranchRows, make_rows


@pytest.fixture
def ours(herent: Branch) -> BranchRows:
    """A row in every table, in the branch that looks."""
    return make_rows(herent)


@pytest.fixture
def theirs(aalst: Branch) -> BranchRows:
    """A row in every table, in the branch that must not be seen."""
    return make_rows(aalst)
