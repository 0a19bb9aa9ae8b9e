"""The waiting list: for whom a volunteer is looked for first, and who is to be asked again."""

from collections.abc import Iterator
from datetime import date
from typing import Any

from django.db.models import Case, Exists, OuterRef, Value, When
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from families.enums import Priority, WaitingCareKind
from families.models import Family
from families.queries.waiting import Filters, is_silent, waiting_list
from homestart.tenancy.models import Branch
from homestart.ui.navigation import branch_url
from homestart.ui.tables import Action
from homestart.ui.templatetags.format import duration
from homestart.ui.today import SHOWN, Section, Task

#: As many of those who wait stand on the page: the urgent families, then those who wait longest.
FIRST_IN_LINE = 5


def sections(branch: Branch, today: date) -> Iterator[Section]:
    waiting = list(
        waiting_list(Filters(), "", today)
        .annotate(
            rank=Case(When(priority=Priority.URGENT, then=Value(0)), default=Value(1)),
            has_trajectory=Exists(
                Family.objects.filter(
                    pk=OuterRef("family_id"), trajectories__isnull=False, trajectories__ended_on=None
                )
            ),
        )
        .order_by("rank", "since", "key")
    )
    # For whom a first visit is planned already, no other volunteer is looked for.
    yield first_in_line(branch, [entry for entry in waiting if not entry.has_trajectory], today)
    yield to_ask(branch, [entry for entry in waiting if is_silent(entry, today)], today)


def first_in_line(branch: Branch, entries: list[Any], today: date) -> Section:
    """Families for whom a volunteer is looked for first."""
    return Section(
        gettext_lazy("First in line for a volunteer"),
        "users",
        [
            Task(
                about=str(entry.family),
                url=branch_url(branch, "families:file", family_id=entry.family_id),
                wait=_waits((today - entry.since).days),
                action=Action(
                    _("Start a trajectory"), branch_url(branch, "matching:start", family_id=entry.family_id)
                ),
                urgent=entry.priority == Priority.URGENT,
            )
            for entry in entries[:FIRST_IN_LINE]
        ],
        len(entries),
        branch_url(branch, "waiting:list"),
    )


def _waits(days: int) -> str:
    return _("waits %(duration)s") % {"duration": duration(days)} if days else _("waits since today")


def to_ask(branch: Branch, entries: list[Any], today: date) -> Section:
    """Families that wait and were not heard of for so long that one asks whether they still want support."""
    check = WaitingCareKind.STILL_NEEDED_CHECK.value
    by_silence = sorted(entries, key=lambda entry: entry.last_contact or entry.since)
    return Section(
        gettext_lazy("Ask whether support is still needed"),
        "phone",
        [
            Task(
                about=str(entry.family),
                url=branch_url(branch, "families:file", family_id=entry.family_id),
                wait=_("not heard of for %(duration)s")
                % {"duration": duration((today - (entry.last_contact or entry.since)).days)},
                action=Action(
                    _("Note the answer"),
                    f"{branch_url(branch, 'waiting:care', entry_id=entry.pk)}?soort={check}",
                ),
            )
            for entry in by_silence[:SHOWN]
        ],
        len(entries),
        f"{branch_url(branch, 'waiting:list')}?stil=on",
    )
