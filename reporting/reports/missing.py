"""What is missing in the records of a year, to be mended before the report is made; one query each."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from families.enums import Decision
from families.models import Family, ProfileFact, Referral, WaitingListEntry
from matching.enums import CardStatus
from matching.models import Match, QuarterCard, ReviewTalk, Trajectory
from reporting.indicators.dates import Year
from reporting.indicators.populations.families import supported_families
from reporting.reports.blocks import Label
from volunteers.models import RoleAssignment, Volunteer


@dataclass(frozen=True)
class Check:
    """`find` gives the records to mend; `help` says what to do."""

    code: str
    title: Label
    help: Label
    find: Callable[[Year], "QuerySet[Any]"]


def families_without_profile(year: Year) -> "QuerySet[Family]":
    """Supported families of which nothing is known on the reference date of the year."""
    facts = ProfileFact.objects.filter(family=OuterRef("pk"), valid_from__lte=OuterRef("reference_date"))
    return supported_families(year).filter(~Exists(facts))


def volunteers_without_birth_date(year: Year) -> "QuerySet[Volunteer]":
    """Volunteers with a role in the year whose age is therefore unknown."""
    roles = RoleAssignment.objects.held_between(*year.days).filter(volunteer=OuterRef("pk"))
    return Volunteer.objects.filter(Exists(roles), birth_date=None).order_by("last_name", "first_name")


def cards_not_received(year: Year) -> "QuerySet[QuarterCard]":
    """Quarter cards of the year that nobody has received or checked."""
    received = (CardStatus.RECEIVED, CardStatus.CHECKED)
    return QuarterCard.objects.filter(year=year.number).exclude(status__in=received).order_by("quarter")


def referrals_without_decision(year: Year) -> "QuerySet[Referral]":
    """Referrals received in the year that still wait for an answer."""
    return Referral.objects.filter(received_on__range=year.days, decision="").order_by("received_on")


def talks_without_date(year: Year) -> "QuerySet[ReviewTalk]":
    """Review talks that were due in the year and have no day on which they were held."""
    return ReviewTalk.objects.filter(due_on__range=year.days, held_on=None).order_by("due_on")


def matches_without_end(year: Year) -> "QuerySet[Match]":
    """Matches that go on although the trajectory has ended or the volunteer has stopped."""
    over = Q(trajectory__ended_on__lte=year.last) | Q(volunteer__stopped_on__lte=year.last)
    return Match.objects.filter(over, started_on__lte=year.last, ended_on=None).order_by("started_on")


def waiting_although_supported(year: Year) -> "QuerySet[Family]":
    """Families that stand on the waiting list on 31 December while a trajectory runs."""
    own = {"family": OuterRef("pk")}
    return Family.objects.filter(
        Exists(WaitingListEntry.objects.waiting_after(year.last).filter(**own)),
        Exists(Trajectory.objects.open_after(year.last).filter(**own)),
    )


def started_before_decision(year: Year) -> "QuerySet[Trajectory]":
    """Trajectories started in the year before their referral was accepted, or although it was refused."""
    contradiction = Q(started_on__lt=F("referral__decided_on")) | Q(
        referral__decision__in=[Decision.REFUSED, Decision.WITHDRAWN]
    )
    return Trajectory.objects.filter(contradiction, started_on__range=year.days).order_by("started_on")


CHECKS = (
    Check(
        "gezinnen-zonder-profiel",
        _("Families without a profile"),
        _("Fill in the profile as it was on 31 December, or on the last day of the support."),
        families_without_profile,
    ),
    Check(
        "vrijwilligers-zonder-geboortedatum",
        _("Volunteers without a birth date"),
        _("Ask for the birth date: without it the table of ages is not complete."),
        volunteers_without_birth_date,
    ),
    Check(
        "kwartaaloverzichten-niet-ontvangen",
        _("Quarter cards not received"),
        _("Ask the volunteer for the card, or note that there were no visits."),
        cards_not_received,
    ),
    Check(
        "aanmeldingen-zonder-beslissing",
        _("Referrals without a decision"),
        _("Note what was decided and when."),
        referrals_without_decision,
    ),
    Check(
        "gesprekken-zonder-datum",
        _("Talks without a date"),
        _("Note the day of the talk when it was held."),
        talks_without_date,
    ),
    Check(
        "koppelingen-zonder-einde",
        _("Matches without an end"),
        _("The trajectory has ended or the volunteer has stopped: note the last day of the match."),
        matches_without_end,
    ),
    Check(
        "wachtend-en-ondersteund",
        _("On the waiting list and supported"),
        _("Take the family off the waiting list on the day of the start."),
        waiting_although_supported,
    ),
    Check(
        "gestart-zonder-aanvaarding",
        _("Started before or without being accepted"),
        _("Check the day of the decision and the decision itself."),
        started_before_decision,
    ),
)


def check(code: str) -> Check | None:
    """The check with this code, or None."""
    return next((check for check in CHECKS if check.code == code), None)


def counts(year: Year) -> list[tuple[Check, int]]:
    """Every check with the number of records to mend."""
    return [(check, check.find(year).count()) for check in CHECKS]
