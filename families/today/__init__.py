"""What of the families waits for the coordinator, in the order in which the page shows it."""

from collections.abc import Iterator
from datetime import date

from families.today import referrals, waiting
from homestart.tenancy.models import Branch
from homestart.ui.today import Section

SOURCES = (referrals.sections, waiting.sections)


def sections(branch: Branch, today: date) -> Iterator[Section]:
    for source in SOURCES:
        yield from source(branch, today)
