"""Volunteers and their events, each with what figures count them by."""

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Exists, OuterRef, QuerySet, Subquery
from django.db.models.functions import Least

from families.models import FamilyMember
from matching.models import Match
from reporting.indicators.dates import CompletedYears, Year
from reporting.indicators.populations.families import born_by, unborn_on, younger_on
from volunteers.enums import EventKind, TrainingModule
from volunteers.models import Attendance, CoachingContact, Event, RoleAssignment, Volunteer


def everyone(year: Year) -> "QuerySet[Volunteer]":
    """All volunteers of the branch."""
    return Volunteer.objects.all()


def volunteers(year: Year) -> "QuerySet[Volunteer]":
    """All volunteers of the branch, with the roles, matches and training that figures look at."""
    roles = RoleAssignment.objects.filter(volunteer=OuterRef("pk"))
    started_matches = Match.objects.filter(volunteer=OuterRef("pk"), started_on__isnull=False)
    trained = Attendance.objects.filter(volunteer=OuterRef("pk"), present=True, event__date__lte=year.last)
    return Volunteer.objects.annotate(
        roles_in_year=ArraySubquery(roles.held_between(*year.days).values("role")),
        roles_after=ArraySubquery(roles.held_after(year.last).values("role")),
        active_on_first=Exists(roles.held_between(year.first, year.first)),
        first_role_on=Subquery(roles.with_last_day().order_by("started_on").values("started_on")[:1]),
        first_match_on=Subquery(started_matches.order_by("started_on").values("started_on")[:1]),
        start_trained=Exists(trained.filter(event__kind=EventKind.START_TRAINING)),
        concern_trained=Exists(trained.filter(event__module=TrainingModule.CONCERN)),
        perinatal_trained=Exists(trained.filter(event__module=TrainingModule.PERINATAL)),
        perinatal_match=Exists(_perinatal_matches(year).filter(volunteer=OuterRef("pk"))),
        age=CompletedYears("birth_date", Least("stopped_on", year.last)),
    )


def _perinatal_matches(year: Year) -> "QuerySet[Match]":
    """Matches that run at the end of the year in a family with an unborn or small child on that day."""
    small = born_by(year.last) & younger_on(year.last, year.branch.perinatal_limit_months)
    children = (
        FamilyMember.objects.children()
        .filter(family=OuterRef("trajectory__family"))
        .in_household_on(year.last)
        .filter(unborn_on(year.last) | small)
    )
    return Match.objects.open_after(year.last).filter(Exists(children))


def roles_begun(year: Year) -> "QuerySet[RoleAssignment]":
    return RoleAssignment.objects.with_last_day().filter(started_on__range=year.days)


def events(year: Year) -> "QuerySet[Event]":
    return Event.objects.filter(date__range=year.days)


def attendances(year: Year) -> "QuerySet[Attendance]":
    return Attendance.objects.filter(present=True, event__date__range=year.days)


def coaching_contacts(year: Year) -> "QuerySet[CoachingContact]":
    return CoachingContact.objects.filter(date__range=year.days)
