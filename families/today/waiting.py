"""The waiting list: for whom a volunteer is looked for first, and who is to be asked again."""

from collections.abc import Iterator
from datetime import date
from typing import Any

from django.db.models import Exists, OuterRef
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from families.enums import Turn, WaitingCareResult, WaitingExitReason
from families.models import Family
from families.queries.waiting import IN_TURN, Filters, answers, to_ask, waiting_list
from families.rules import why_here
from homestart.tenancy.models import Branch
from homestart.ui.navigation import branch_url
from homestart.ui.tables import Action
from homestart.ui.templatetags.format import day, duration
from homestart.ui.today import SHOWN, Section, Task

#: As many of those who wait stand on the page, in the order of the list.
FIRST_IN_LINE = 5
#: So many days an answer stands on the page that asks nothing of anybody.
NEWS_DAYS = 7


def sections(branch: Branch, today: date) -> Iterator[Section]:
    waiting = list(
        waiting_list(Filters(), "", today)
        .annotate(
            has_trajectory=Exists(
                Family.objects.filter(
                    pk=OuterRef("family_id"), trajectories__isnull=False, trajectories__ended_on=None
                )
            ),
        )
        .order_by(*IN_TURN)
    )
    # For whom a first visit is planned already, no other volunteer is looked for.
    yield first_in_line(branch, [entry for entry in waiting if not entry.has_trajectory], today)
    answered = answers(waiting, today)
    no_more = [entry for entry in waiting if _says(entry, answered) == WaitingCareResult.NO_LONGER_NEEDED]
    yield to_take_off(branch, no_more, answered)
    yield answered_by_mail(branch, waiting, answered, today)
    yield to_ask_again(branch, to_ask(waiting, today), today)


def _says(entry: Any, answered: dict[Any, Any]) -> str:
    care = answered.get(entry.family_id)
    return care.result if care else ""


def to_take_off(branch: Branch, entries: list[Any], answered: dict[Any, Any]) -> Section:
    """Families that need no support any more and still stand on the list."""

    def leave(entry: Any) -> str:
        address = branch_url(branch, "waiting:leave", entry_id=entry.pk)
        return f"{address}?reden={WaitingExitReason.NO_LONGER_NEEDED.value}"

    return Section(
        gettext_lazy("Take off the waiting list?"),
        "circle-check",
        [
            Task(
                about=str(entry.family),
                url=branch_url(branch, "waiting:change", entry_id=entry.pk),
                wait=_answered(answered[entry.family_id]),
                action=Action(_("Take off the list"), leave(entry)),
            )
            for entry in entries[:SHOWN]
        ],
        len(entries),
        branch_url(branch, "waiting:list"),
    )


def answered_by_mail(branch: Branch, waiting: list[Any], answered: dict[Any, Any], today: date) -> Section:
    """Families of which somebody answered by mail lately that support is still needed."""
    entries = [
        entry
        for entry in waiting
        if _says(entry, answered) == WaitingCareResult.STILL_NEEDED
        and not answered[entry.family_id].by
        and (today - answered[entry.family_id].date).days < NEWS_DAYS
    ]
    return Section(
        gettext_lazy("Answered by mail: still needed"),
        "inbox",
        [
            Task(
                about=str(entry.family),
                url=branch_url(branch, "families:file", family_id=entry.family_id),
                wait=_answered(answered[entry.family_id]),
                action=Action(_("Look"), branch_url(branch, "waiting:change", entry_id=entry.pk)),
            )
            for entry in entries[:SHOWN]
        ],
        len(entries),
        branch_url(branch, "waiting:list"),
    )


def _answered(care: Any) -> str:
    on = _("answered on %(day)s") % {"day": day(care.date)}
    return f"{on} · {care.note}" if care.note else on


def first_in_line(branch: Branch, entries: list[Any], today: date) -> Section:
    """Families for whom a volunteer is looked for first, and why."""
    return Section(
        gettext_lazy("First in line for a volunteer"),
        "users",
        [
            Task(
                about=str(entry.family),
                url=branch_url(branch, "families:file", family_id=entry.family_id),
                wait=_waits(entry, today),
                action=Action(
                    _("Start a trajectory"), branch_url(branch, "matching:start", family_id=entry.family_id)
                ),
                urgent=entry.turn == Turn.URGENT,
            )
            for entry in entries[:FIRST_IN_LINE]
        ],
        len(entries),
        branch_url(branch, "waiting:list"),
    )


def _waits(entry: Any, today: date) -> str:
    days = (today - entry.since).days
    waits = _("waits %(duration)s") % {"duration": duration(days)} if days else _("waits since today")
    if entry.turn == Turn.URGENT:
        return f"{waits} · {entry.urgency_reason}" if entry.urgency_reason else waits
    return f"{waits} · {why_here(entry)}" if entry.turn == Turn.CHILD_SOON else waits


def to_ask_again(branch: Branch, entries: list[Any], today: date) -> Section:
    """Families that wait and were not heard of for so long that one asks whether they still want support."""
    asks = branch_url(branch, "waiting:round")
    by_silence = sorted(entries, key=lambda entry: entry.heard_on)
    return Section(
        gettext_lazy("Ask whether support is still needed"),
        "phone",
        [
            Task(
                about=str(entry.family),
                url=branch_url(branch, "families:file", family_id=entry.family_id),
                wait=_silent(entry, today),
                action=Action(_("Call or mail"), f"{asks}#plaats-{entry.pk}"),
            )
            for entry in by_silence[:SHOWN]
        ],
        len(entries),
        asks,
    )


def _silent(entry: Any, today: date) -> str:
    silent = _("not heard of for %(duration)s") % {"duration": duration((today - entry.heard_on).days)}
    if not entry.not_reached:
        return silent
    tried = ngettext("not reached", "not reached %(count)d times", entry.not_reached)
    return f"{silent} · {tried % {'count': entry.not_reached}}"
