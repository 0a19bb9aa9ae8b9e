"""What of the matches waits for the coordinator: first visits, talks, silence, overviews of the quarter."""

from collections.abc import Collection, Iterator
from datetime import date, timedelta
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from homestart.accounts.permissions import Permission
from homestart.tenancy.models import Branch
from homestart.ui.navigation import branch_url
from homestart.ui.tables import Action
from homestart.ui.templatetags.format import day, duration
from homestart.ui.today import SHOWN, Section, Task
from matching.enums import CardStatus, TrajectoryState
from matching.models import Match, QuarterCard, ReviewTalk, Visit
from matching.queries import days_silent, trajectories_in

#: Talks are prepared two weeks ahead.
TALK_AHEAD = timedelta(weeks=2)


def sections(branch: Branch, today: date, permissions: Collection[Permission]) -> Iterator[Section]:
    trajectories = list(trajectories_in("", "", today))
    yield planned(branch, trajectories, today)
    yield talks_due(branch, today)
    yield silent(branch, trajectories, today)
    yield cards_not_received(branch, today)


def planned(branch: Branch, trajectories: list[Any], today: date) -> Section:
    """Trajectories of which the first visit is not noted yet."""
    found = [one for one in trajectories if one.state == TrajectoryState.PLANNED]
    tasks = [
        Task(
            about=_names(one),
            url=_trajectory(branch, one.pk),
            wait=_introduction(one, today),
            action=Action(_("Note the start"), branch_url(branch, "matching:begin", trajectory_id=one.pk)),
        )
        for one in found[:SHOWN]
    ]
    title = gettext_lazy("First meetings and starts")
    return Section(title, "calendar", tasks, len(found), branch_url(branch, "matching:list"))


def talks_due(branch: Branch, today: date) -> Section:
    """Talks of trajectories that go on: due within two weeks, or overdue."""
    talks = list(
        ReviewTalk.objects.filter(held_on=None, due_on__lte=today + TALK_AHEAD)
        .filter(Q(trajectory__ended_on=None) | Q(trajectory__ended_on__gt=today))
        .select_related("trajectory__family")
        .order_by("due_on", "pk")
    )
    tasks = [
        Task(
            about=str(talk.trajectory.family),
            url=_trajectory(branch, talk.trajectory_id),
            wait=_("%(kind)s by %(day)s") % {"kind": talk.get_kind_display(), "day": day(talk.due_on)},
            action=Action(
                _("Note a contact"),
                branch_url(branch, "families:contact_new", family_id=talk.trajectory.family_id),
            ),
            late=talk.due_on < today,
        )
        for talk in talks[:SHOWN]
    ]
    return Section(gettext_lazy("Talks due"), "message-circle", tasks, len(talks))


def silent(branch: Branch, trajectories: list[Any], today: date) -> Section:
    """Trajectories of which no visit is known for three weeks, the longest silence first."""
    found = [one for one in trajectories if days_silent(one, today)]
    found.sort(key=lambda one: -days_silent(one, today))
    tasks = [
        Task(
            about=_names(one),
            url=_trajectory(branch, one.pk),
            wait=_("no visit known for %(duration)s") % {"duration": duration(days_silent(one, today))},
            action=_call_volunteer(branch, one.people),
        )
        for one in found[:SHOWN]
    ]
    title = gettext_lazy("Silent matches")
    return Section(title, "clock", tasks, len(found), branch_url(branch, "matching:list"))


def cards_not_received(branch: Branch, today: date) -> Section:
    """Matches of the last whole quarter of which neither the overview nor a single visit came in."""
    matches = list(matches_without_card(today))
    first, _last = last_quarter(today)
    quarter = {"quarter": (first.month + 2) // 3, "year": first.year}
    tasks = [
        Task(
            about=f"{match.volunteer} · {match.trajectory.family}",
            url=_trajectory(branch, match.trajectory_id),
            wait=_("quarter %(quarter)s of %(year)s") % quarter,
            action=_call_volunteer(branch, [match]),
        )
        for match in matches[:SHOWN]
    ]
    title = gettext_lazy("Overviews of the quarter not received")
    return Section(title, "inbox", tasks, len(matches))


def matches_without_card(today: date) -> QuerySet[Match]:
    """Matches that ran in the quarter before the one of `today`, of which nothing came in."""
    first, last = last_quarter(today)
    card = QuarterCard.objects.filter(
        match=OuterRef("pk"),
        year=first.year,
        quarter=(first.month + 2) // 3,
        status__in=(CardStatus.RECEIVED, CardStatus.CHECKED),
    )
    visit = Visit.objects.filter(match=OuterRef("pk"), date__range=(first, last))
    return (
        Match.objects.filter(started_on__lte=last)
        .filter(Q(ended_on=None) | Q(ended_on__gt=first))
        .exclude(Exists(card))
        .exclude(Exists(visit))
        .select_related("trajectory__family", "volunteer")
        .order_by("started_on", "key")
    )


def last_quarter(today: date) -> tuple[date, date]:
    """The first and the last day of the quarter before the one of `today`."""
    this_one = date(today.year, 3 * ((today.month - 1) // 3) + 1, 1)
    last = this_one - timedelta(days=1)
    return date(last.year, last.month - 2, 1), last


def _names(trajectory: Any) -> str:
    return " · ".join([str(trajectory.family), *dict.fromkeys(str(m.volunteer) for m in trajectory.people)])


def _introduction(trajectory: Any, today: date) -> str:
    days = [match.introduced_on for match in trajectory.people if match.introduced_on]
    if not days:
        return _("no first meeting planned")
    meeting = {"day": day(min(days))}
    return (
        _("first meeting was on %(day)s") % meeting
        if min(days) < today
        else _("first meeting on %(day)s") % meeting
    )


def _call_volunteer(branch: Branch, matches: list[Match]) -> Action | None:
    if not matches:
        return None
    volunteer = matches[-1].volunteer_id
    return Action(_("Note a contact"), branch_url(branch, "volunteers:contact_new", volunteer_id=volunteer))


def _trajectory(branch: Branch, trajectory_id: Any) -> str:
    return branch_url(branch, "matching:trajectory", trajectory_id=trajectory_id)
