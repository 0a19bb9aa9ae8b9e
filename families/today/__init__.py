"""What of the families waits for the coordinator, in the order in which the page shows it."""

from collections.abc import Collection, Iterator
from datetime import date

from families.today import answers, concerns, follow_ups, inbox, links, onward, referrals, retention, waiting
from homestart.accounts.permissions import Permission
from homestart.tenancy.models import Branch
from homestart.ui.today import Section

SOURCES = (
    inbox.sections,
    links.sections,
    referrals.sections,
    answers.sections,
    waiting.sections,
    onward.sections,
    retention.sections,
)


def sections(branch: Branch, today: date, permissions: Collection[Permission]) -> Iterator[Section]:
    yield from concerns.sections(branch, today, permissions)
    yield from follow_ups.sections(branch, today, permissions)
    for source in SOURCES:
        yield from source(branch, today)
