"""What of the matches waits for the coordinator: first meetings, talks, silence, overviews of the quarter."""

from collections.abc import Callable, Iterator
from datetime import date, timedelta
from typing import Any

from django.db.models import Count, Exists, Max, OuterRef, Q, QuerySet, Window
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from homestart.tenancy.models import Branch
from homestart.ui.navigation import branch_url
from homestart.ui.tables import Action
from homestart.ui.templatetags.format import day, duration
from homestart.ui.today import SHOWN, Section, Task
from matching.enums import CardStatus
from matching.models import Match, QuarterCard, ReviewTalk, Visit

#: A match in which visits are noted one by one is silent after three weeks without one.
SILENT_AFTER = timedelta(weeks=3)
#: Talks are prepared two weeks ahead.
TALK_AHEAD = timedelta(weeks=2)


def sections(branch: Branch, today: date) -> Iterator[Section]:
    yield planned_starts(branch, today)
    yield talks_due(branch, today)
    yield silent_matches(branch, today)
    yield cards_not_received(branch, today)


def planned_starts(branch: Branch, today: date) -> Section:
    """Volunteers who met the family or will, and whose first visit is not noted."""
    matches = Match.objects.filter(started_on=None, ended_on=None, introduced_on__isnull=False)
    return _section(
        gettext_lazy("First meetings and starts"),
        "calendar",
        matches.select_related("trajectory__family", "volunteer").order_by("introduced_on"),
        lambda match: _about_match(
            branch,
            match,
            _("first meeting on %(day)s") % {"day": day(match.introduced_on)},
            late=match.introduced_on < today,
        ),
    )


def talks_due(branch: Branch, today: date) -> Section:
    """Talks of the trajectories that go on, due within two weeks or overdue."""
    talks = (
        ReviewTalk.objects.filter(held_on=None, due_on__lte=today + TALK_AHEAD)
        .filter(Q(trajectory__ended_on=None) | Q(trajectory__ended_on__gt=today))
        .select_related("trajectory__family")
        .order_by("due_on")
    )
    return _section(
        gettext_lazy("Talks due"),
        "message-circle",
        talks,
        lambda talk: Task(
            about=str(talk.trajectory.family),
            url=_file(branch, talk.trajectory.family_id),
            wait=_("%(kind)s by %(day)s") % {"kind": talk.get_kind_display(), "day": day(talk.due_on)},
            action=_note_contact(branch, talk.trajectory.family_id),
            late=talk.due_on < today,
        ),
    )


def silent_matches(branch: Branch, today: date) -> Section:
    """Matches that go on, in which visits are noted one by one, and none for three weeks."""
    matches = (
        _going_on(today)
        .annotate(last_visit=Max("visits__date", filter=~Q(visits__cancelled_by__gt="")))
        .filter(last_visit__lt=today - SILENT_AFTER)
        .select_related("trajectory__family", "volunteer")
        .order_by("last_visit")
    )
    return _section(
        gettext_lazy("No visit noted for three weeks"),
        "clock",
        matches,
        lambda match: _about_match(
            branch,
            match,
            _("last visit %(duration)s ago") % {"duration": duration((today - match.last_visit).days)},
        ),
        more_url=branch_url(branch, "matching:list"),
    )


def cards_not_received(branch: Branch, today: date) -> Section:
    """Matches of the last whole quarter of which neither the overview nor a single visit was received."""
    first, last = last_quarter(today)
    received = QuarterCard.objects.filter(
        match=OuterRef("pk"),
        year=first.year,
        quarter=(first.month + 2) // 3,
        status__in=(CardStatus.RECEIVED, CardStatus.CHECKED),
    )
    noted = Visit.objects.filter(match=OuterRef("pk"), date__range=(first, last))
    matches = (
        Match.objects.filter(started_on__lte=last)
        .filter(Q(ended_on=None) | Q(ended_on__gte=first))
        .exclude(Exists(received))
        .exclude(Exists(noted))
        .select_related("trajectory__family", "volunteer")
        .order_by("started_on")
    )
    return _section(
        gettext_lazy("Overviews of the quarter not received"),
        "file-text",
        matches,
        lambda match: _about_match(
            branch,
            match,
            _("quarter %(quarter)s of %(year)s") % {"quarter": (first.month + 2) // 3, "year": first.year},
        ),
    )


def last_quarter(today: date) -> tuple[date, date]:
    """The first and the last day of the quarter before the one of `today`."""
    this_one = date(today.year, 3 * ((today.month - 1) // 3) + 1, 1)
    last = this_one - timedelta(days=1)
    return date(last.year, last.month - 2, 1), last


def _going_on(today: date) -> QuerySet[Any]:
    return Match.objects.filter(started_on__lte=today).filter(Q(ended_on=None) | Q(ended_on__gt=today))


def _section(
    title: Any, icon: str, rows: QuerySet[Any], task: Callable[[Any], Task], *, more_url: str = ""
) -> Section:
    found = list(rows.annotate(total=Window(Count("pk")))[:SHOWN])
    count = found[0].total if found else 0
    return Section(title, icon, [task(row) for row in found], count, more_url)


def _about_match(branch: Branch, match: Match, wait: str, *, late: bool = False) -> Task:
    """A match by its family; the next step is a call to the volunteer."""
    return Task(
        about=_("%(family)s with %(volunteer)s")
        % {"family": match.trajectory.family, "volunteer": match.volunteer},
        url=_file(branch, match.trajectory.family_id),
        wait=wait,
        action=Action(
            _("Note a contact"),
            branch_url(branch, "volunteers:contact_new", volunteer_id=match.volunteer_id),
        ),
        late=late,
    )


def _file(branch: Branch, family_id: Any) -> str:
    return branch_url(branch, "families:file", family_id=family_id)


def _note_contact(branch: Branch, family_id: Any) -> Action:
    return Action(_("Note a contact"), branch_url(branch, "families:contact_new", family_id=family_id))
