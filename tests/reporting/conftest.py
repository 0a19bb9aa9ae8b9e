"""Herent's demonstration year as the report tells it, and an empty report of the fixed people."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings
from django.db import transaction

from homestart.exchange.importing import import_folder
from homestart.tenancy.context import branch_context
from homestart.tenancy.models import Branch
from reporting.actions import open_report
from reporting.models import Report
from reporting.queries import report_document
from reporting.reports.document import Document

DEMO: Path = settings.BASE_DIR / "homestart" / "demo" / "data"


def imported(slug: str, year: int) -> Document:
    """The report of a demonstration branch that is there only as long as it takes to write it."""
    with transaction.atomic():
        import_folder(DEMO / slug, by=None)
        branch = Branch.objects.get(slug=slug)
        with branch_context(branch):
            document = report_document(open_report(year, by=None))
        transaction.set_rollback(True)
    return document


@pytest.fixture(scope="package")
def herent_2025(django_db_setup: None, django_db_blocker: pytest.FixtureRequest) -> Document:
    with django_db_blocker.unblock():
        return imported("herent", 2025)


@pytest.fixture(scope="package")
def almost_empty(django_db_setup: None, django_db_blocker: pytest.FixtureRequest) -> Document:
    """A branch in a year before it opened."""
    with django_db_blocker.unblock():
        return imported("geraardsbergen", 2023)


@pytest.fixture
def report(herent: Branch) -> Iterator[Report]:
    """Herent's report of 2025, with its branch active."""
    with branch_context(herent):
        yield open_report(2025, by=None)
