"""Questions about trajectories and matches: how they stand, who can be asked, whom a volunteer supports."""

import datetime
from typing import Any

from django.db.models import Case, F, Max, Prefetch, Q, QuerySet, Subquery, Value, When
from django.db.models import OuterRef as Outer
from django.utils.text import capfirst

from families.models import Agreement, FamilyMember
from families.rules import LOST
from homestart.ui.forms import Found
from homestart.ui.search import names_begin
from homestart.vocabulary import Language
from matching.enums import TrajectoryState
from matching.models import Match, QuarterCard, Trajectory, Visit
from volunteers.enums import VolunteerState
from volunteers.models import Volunteer
from volunteers.queries import volunteers_in

#: So many days without a noted visit is silence.
SILENT_AFTER = 21
#: As many volunteers as one looks through before typing another letter.
OFFERED = 12


def trajectories_on(day: datetime.date) -> QuerySet[Any]:
    """The trajectories of the branch, each with its `state` on `day` and its `last_visit`.

    `last_visit` is the day of the last visit that took place; a quarter card with visits counts as the last
    day of its quarter, or as `day` when that is still to come.
    """
    visits = Visit.objects.filter(match__trajectory=Outer("pk"), date__lte=day).exclude(took_place=False)
    cards = QuarterCard.objects.filter(match__trajectory=Outer("pk"), visit_count__gt=0)
    return Trajectory.objects.annotate(
        state=Case(
            When(ended_on__lte=day, then=Value(TrajectoryState.ENDED.value)),
            When(started_on__lte=day, then=Value(TrajectoryState.RUNNING.value)),
            default=Value(TrajectoryState.PLANNED.value),
        ),
        last_single_visit=Subquery(
            visits.order_by().values("match__trajectory").annotate(last=Max("date")).values("last")
        ),
        last_card=Subquery(
            cards.order_by()
            .values("match__trajectory")
            .annotate(last=Max(F("year") * 4 + F("quarter")))
            .values("last")
        ),
    ).select_related("family")


def trajectories_in(state: str, name_starts_with: str, today: datetime.date) -> QuerySet[Any]:
    """Trajectories as trajectories_on() gives them, by the beginning of the family's name.

    `state` is a TrajectoryState, "all", or "": those that have not ended. Each has its matches with their
    volunteers in `people`, the first one first.
    """
    trajectories = trajectories_on(today).prefetch_related(people())
    if name_starts_with:
        trajectories = trajectories.filter(names_begin(name_starts_with, "family__name"))
    if state in TrajectoryState.values:
        return trajectories.filter(state=state)
    return trajectories if state == "all" else trajectories.exclude(state=TrajectoryState.ENDED)


def people() -> "Prefetch[Any]":
    """The matches of trajectories with their volunteers, as `people`."""
    matches = Match.objects.select_related("volunteer").order_by(
        F("started_on").asc(nulls_last=True), "introduced_on", "key"
    )
    return Prefetch("matches", matches, to_attr="people")


def last_visit(trajectory: Any, today: datetime.date) -> datetime.date | None:
    """The last day on which the volunteer of a trajectory of trajectories_on() is known to have come."""
    days = [trajectory.last_single_visit, end_of_quarter(trajectory.last_card)]
    return max((min(day, today) for day in days if day), default=None)


def days_silent(trajectory: Any, today: datetime.date) -> int:
    """For how many days a running trajectory has been silent; 0 when that is not long enough to ask."""
    if trajectory.state != TrajectoryState.RUNNING:
        return 0
    since = max(filter(None, [last_visit(trajectory, today), trajectory.started_on]))
    days = (today - since).days
    return days if days >= SILENT_AFTER else 0


def end_of_quarter(number: int | None) -> datetime.date | None:
    """The last day of a quarter that is written as four times the year plus 1, 2, 3 or 4."""
    if number is None:
        return None
    year, quarter = divmod(number - 1, 4)
    following = (year + 1, 1) if quarter == 3 else (year, quarter * 3 + 4)
    return datetime.date(*following, 1) - datetime.timedelta(days=1)


def volunteers_to_ask(text: str, today: datetime.date) -> list[Found]:
    """Volunteers whose names begin with what was typed: who is trained and waits for a family comes first."""
    order = {VolunteerState.AVAILABLE: 0, VolunteerState.ACTIVE: 1, VolunteerState.OTHER_ROLE: 2}
    ranks = [When(state=state.value, then=Value(rank)) for state, rank in order.items()]
    found = volunteers_in("", text, today).annotate(rank=Case(*ranks, default=Value(3)))
    return [_found(volunteer) for volunteer in found.order_by("rank", "last_name", "first_name")[:OFFERED]]


def _found(volunteer: Any) -> Found:
    languages = dict(Language.choices)
    spoken = ", ".join(str(languages.get(code, code)) for code in volunteer.languages)
    state = capfirst(str(VolunteerState(volunteer.state).label))
    return Found(
        volunteer.pk, str(volunteer), " · ".join(filter(None, [state, spoken, volunteer.postal_code]))
    )


def matches_to_visit(volunteer: Volunteer, today: datetime.date) -> QuerySet[Match]:
    """The matches whose family the volunteer may see on a card: from the introduction to the last day.

    Each family has in `at_home` its parents and children of today, and in `agreed` what its volunteer has to
    know. Who was lost is not on a card, not even on the day itself.
    """
    open_still = Q(ended_on=None) | Q(ended_on__gte=today)
    trajectory_open = Q(trajectory__ended_on=None) | Q(trajectory__ended_on__gte=today)
    at_home = (
        FamilyMember.objects.in_household_on(today)
        .exclude(role="other_adult")
        .exclude(left_reason__in=LOST, left_on__lte=today)
        .order_by(F("birth_date").asc(nulls_last=True), "first_name")
    )
    agreed = Agreement.objects.for_volunteers_on(today).order_by("agreed_on")
    return (
        Match.objects.filter(
            open_still,
            trajectory_open,
            Q(introduced_on__lte=today) | Q(started_on__lte=today),
            volunteer=volunteer,
        )
        .select_related("trajectory__family")
        .prefetch_related(
            Prefetch("trajectory__family__members", at_home, to_attr="at_home"),
            Prefetch("trajectory__family__agreements", agreed, to_attr="agreed"),
        )
        .order_by("started_on", "key")
    )
