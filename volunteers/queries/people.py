"""Where the volunteers stand, and which of them one looks for."""

import calendar
import datetime
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Case, Count, Exists, OuterRef, Q, QuerySet, Subquery, Value, When
from django.db.models.functions import Coalesce

from homestart.tenancy.context import active_branch
from homestart.ui.search import names_begin
from volunteers.enums import (
    GONE,
    NOT_FOR_A_FAMILY,
    SUPPORTER_ROLES,
    EventKind,
    InterviewResult,
    Step,
    TrainingModule,
    VolunteerState,
)
from volunteers.models import Attendance, RoleAssignment, Volunteer

NO_START = (InterviewResult.NOT_SUITED, InterviewResult.WITHDREW)


def states_on(day: datetime.date) -> QuerySet[Any]:
    """The volunteers of the branch by name, each with where he or she stands on `day`, in one query.

    Adds `state` (a VolunteerState), `held` (codes of the roles held then), `since` (the first day of the
    earliest of them, or of the interest), `families` (how many are supported) and `start_trained`.
    """
    roles = RoleAssignment.objects.held_after(day).filter(volunteer=OuterRef("pk"))
    matches = _running_matches(day)
    families = matches.values("pk").annotate(number=Count("matches__trajectory__family", distinct=True))
    start_trained = Exists(_trained(day).filter(event__kind=EventKind.START_TRAINING))
    supports = Exists(roles.filter(role__in=SUPPORTER_ROLES))
    # What is asked here by EXISTS would be counted or gathered anew in each part of a query that names it.
    state = Case(
        When(stopped_on__lte=day, then=Value(VolunteerState.STOPPED.value)),
        When(Exists(matches), then=Value(VolunteerState.ACTIVE.value)),
        When(Exists(roles) & ~supports, then=Value(VolunteerState.OTHER_ROLE.value)),
        When(interview_result__in=NO_START, then=Value(VolunteerState.NOT_STARTED.value)),
        When(supports | start_trained, then=Value(VolunteerState.AVAILABLE.value)),
        default=Value(VolunteerState.CANDIDATE.value),
    )
    return Volunteer.objects.annotate(
        held=ArraySubquery(roles.order_by("started_on").values("role")),
        since=Coalesce(Subquery(roles.order_by("started_on").values("started_on")[:1]), "interested_on"),
        supports=supports,
        families=Coalesce(Subquery(families.values("number")), 0),
        start_trained=start_trained,
        state=state,
    ).order_by("last_name", "first_name", "key")


def volunteers_on(day: datetime.date) -> QuerySet[Any]:
    """The volunteers of states_on() with what missing() needs of their trainings, still in one query.

    Adds `concern_trained`, `perinatal_trained`, and `perinatal_needed`: whether there is a small or unborn
    child in one of the families that are supported.
    """
    born_after = months_before(day, active_branch().perinatal_limit_months)
    member = "matches__trajectory__family__members__"
    small = Q(**{f"{member}birth_date__gt": born_after}) | Q(
        **{f"{member}birth_date": None, f"{member}due_date__isnull": False}
    )
    small &= Q(**{f"{member}left_on": None}) | Q(**{f"{member}left_on__gt": day})
    present = _trained(day)
    return states_on(day).annotate(
        concern_trained=Exists(present.filter(event__module=TrainingModule.CONCERN)),
        perinatal_trained=Exists(present.filter(event__module=TrainingModule.PERINATAL)),
        perinatal_needed=Exists(_running_matches(day, small)),
    )


def trained_and_waiting(day: datetime.date) -> QuerySet[Any]:
    """Volunteers of volunteers_on() who are trained and wait for a family at the end of `day`.

    They attended a start training and no match of theirs ever started; they did not stop, had no negative
    interview, and hold no role without a family (exchange format, "How the figures are counted").
    """
    return (
        volunteers_on(day)
        .filter(Q(stopped_on=None) | Q(stopped_on__gt=day), start_trained=True)
        .exclude(Exists(Volunteer.objects.filter(pk=OuterRef("pk"), matches__started_on__lte=day)))
        .exclude(interview_on__lte=day, interview_result__in=NO_START)
        .exclude(held__overlap=[role.value for role in NOT_FOR_A_FAMILY])
    )


def _running_matches(day: datetime.date, *which: Q) -> QuerySet[Volunteer]:
    """The volunteer of the outer query, if a match goes on for which `which` holds."""
    # All in one filter(): a second one would look at any other match of the volunteer.
    return Volunteer.objects.filter(
        Q(matches__ended_on=None) | Q(matches__ended_on__gt=day),
        *which,
        pk=OuterRef("pk"),
        matches__started_on__lte=day,
    )


def _trained(day: datetime.date) -> QuerySet[Attendance]:
    """What the volunteer of the outer query attended until then."""
    return Attendance.objects.filter(volunteer=OuterRef("pk"), present=True, event__date__lte=day)


def months_before(day: datetime.date, months: int) -> datetime.date:
    """The same day so many months earlier; the last day of a shorter month."""
    number = day.year * 12 + day.month - 1 - months
    year, month = number // 12, number % 12 + 1
    return datetime.date(year, month, min(day.day, calendar.monthrange(year, month)[1]))


def volunteers_in(state: str, name_starts_with: str, today: datetime.date) -> QuerySet[Any]:
    """Volunteers as volunteers_on() gives them, whose first or last names begin with what was typed.

    `state` is a VolunteerState, "all", or "": everybody but those who stopped or did not start.
    """
    volunteers = volunteers_on(today)
    volunteers = volunteers.filter(names_begin(name_starts_with, "first_name", "last_name"))
    if state in VolunteerState.values:
        return volunteers.filter(state=state)
    return volunteers if state == "all" else volunteers.exclude(state__in=GONE)


def missing(volunteer: Any) -> list[Step]:
    """What a volunteer of volunteers_on() still needs, the first thing first; nothing of who is gone."""
    if volunteer.state in GONE:
        return []
    done = {
        Step.INTERVIEW: volunteer.interview_on or volunteer.held,
        Step.TRAINING: volunteer.start_trained,
        Step.EXTRACT: volunteer.record_extract_seen_on,
        Step.AGREEMENT: volunteer.agreement_signed_on,
        Step.INFORMATION: volunteer.information_given_on,
        Step.CONCERN: volunteer.concern_trained,
        Step.PERINATAL: volunteer.perinatal_trained or not volunteer.perinatal_needed,
    }
    return [step for step, is_done in done.items() if not is_done]
