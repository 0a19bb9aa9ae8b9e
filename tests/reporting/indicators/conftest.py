from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from django.db import transaction

from homestart.tenancy.context import branch_context
from homestart.tenancy.models import Branch
from reporting.indicators import compute
from tests.reporting.indicators.story import Story


@contextmanager
def rolled_back() -> Iterator[None]:
    """Records that several tests look at and that are gone afterwards."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


@pytest.fixture
def story(herent: Branch) -> Iterator[Story]:
    """An empty branch to which a test adds what it tells about."""
    with branch_context(herent):
        yield Story()


@pytest.fixture
def figure(herent: Branch) -> Callable[..., Any]:
    """The value of an indicator of the story: `figure("families_supported")`, of 2025 if no year is given."""
    return lambda id, year=2025: compute(herent, year, [id])[id]
