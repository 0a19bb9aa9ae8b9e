"""Families that are referred, what is decided, and how long they wait."""

from functools import partial

from django.db.models import Case, CharField, Exists, F, OuterRef, Q, QuerySet, Value, When
from django.db.models.functions import Concat
from django.utils.translation import gettext_lazy as _

from families.enums import Decision, RefusalReason
from families.models import FamilyContact, Referral, WaitingListEntry
from homestart.vocabulary import Theme as RequestTheme
from matching.models import Trajectory
from reporting.indicators.dates import DaysBetween, Year
from reporting.indicators.families import started_trajectories
from reporting.indicators.figures import Count, Days, Labels, Share, Table
from reporting.indicators.indicator import Indicator, Theme, Unit

ACCEPTED = Q(decision=Decision.ACCEPTED)
REFUSED = Q(decision=Decision.REFUSED)
OUTSIDE_AREA = REFUSED & Q(refusal_reason=RefusalReason.OUTSIDE_AREA)


def received_referrals(year: Year) -> "QuerySet[Referral]":
    """Referrals received in the year, with what became of them by 31 December."""
    return Referral.objects.filter(received_on__range=year.days).annotate(
        started=Exists(Trajectory.objects.filter(referral=OuterRef("pk"), started_on__lte=year.last)),
        waiting=Exists(WaitingListEntry.objects.waiting_after(year.last).filter(referral=OuterRef("pk"))),
    )


def starts_with_wait(year: Year) -> "QuerySet[Trajectory]":
    """Trajectories started in the year with `waited`: the days since the decision to accept."""
    return started_trajectories(year).annotate(
        waited=Case(
            When(
                referral__decision=Decision.ACCEPTED, then=DaysBetween("referral__decided_on", "started_on")
            ),
            default=None,
        )
    )


def open_waits(year: Year) -> "QuerySet[WaitingListEntry]":
    """Places on the waiting list on 31 December with `waited`: the days since the decision to accept."""
    return WaitingListEntry.objects.waiting_after(year.last).annotate(
        waited=Case(
            When(referral__decision=Decision.ACCEPTED, then=DaysBetween("referral__decided_on", year.last)),
            default=None,
        )
    )


def screenings_at_home(year: Year) -> "QuerySet[FamilyContact]":
    return FamilyContact.objects.filter(
        kind="screening", place="home", took_place=True, date__range=year.days
    )


def requesting(*themes: str) -> Share:
    return Share(received_referrals, where=Q(requests__overlap=list(themes)), known=Q(requests__len__gt=0))


REFERRER = Case(
    When(referrer=None, then=Value("self")),
    When(referrer__service="", then=F("referrer__organisation")),
    default=Concat("referrer__organisation", Value(" / "), "referrer__service"),
    output_field=CharField(),
)
MUNICIPALITY = Case(
    When(~Q(municipality=""), then=F("municipality")),
    When(~Q(municipality_name=""), then=F("municipality_name")),
    default=Value("unknown"),
    output_field=CharField(),
)

indicator = partial(Indicator, Theme.REFERRALS)

REFERRALS = _("referrals")

INDICATORS = [
    indicator(
        "referrals_total",
        _("referrals"),
        _(
            "Referrals received in the year, whatever was decided. A family that is referred twice counts "
            "twice."
        ),
        REFERRALS,
        Count(received_referrals),
    ),
    indicator(
        "referrals_accepted",
        _("referrals accepted"),
        _("Referrals received in the year that were accepted, also when that was decided in the next year."),
        REFERRALS,
        Count(received_referrals, ACCEPTED),
    ),
    indicator(
        "referrals_refused",
        _("referrals not accepted"),
        _(
            "Referrals received in the year that were refused, also when that was decided in the next "
            "year. Withdrawn and open referrals are not in it."
        ),
        REFERRALS,
        Count(received_referrals, REFUSED),
    ),
    indicator(
        "referral_acceptance_rate",
        _("share of the referrals accepted"),
        _("Referrals of the year that were accepted. Base: all referrals of the year, open ones included."),
        REFERRALS,
        Share(received_referrals, where=ACCEPTED),
        Unit.PERCENT,
    ),
    indicator(
        "refusal_reasons",
        _("reasons of refusal"),
        _("Refused referrals of the year by their main reason; without a reason they stand under unknown."),
        REFERRALS,
        Labels(received_referrals, "refusal_reason", where=REFUSED, codes=RefusalReason.values),
    ),
    indicator(
        "screening_home_visits",
        _("screening visits at home"),
        _(
            "Contacts of the coordinator of the kind screening, at the family's home, that took place in "
            "the year."
        ),
        _("contacts with families"),
        Count(screenings_at_home),
    ),
    indicator(
        "accepted_referrals_started",
        _("accepted and started"),
        _("Accepted referrals of the year with a trajectory that started on or before 31 December."),
        _("referrals and trajectories"),
        Count(received_referrals, ACCEPTED & Q(started=True)),
    ),
    indicator(
        "accepted_referrals_waitlisted",
        _("accepted and on the waiting list"),
        _(
            "Accepted referrals of the year with a place on the waiting list that is still open at the end "
            "of 31 December."
        ),
        _("referrals and waiting list"),
        Count(received_referrals, ACCEPTED & Q(waiting=True)),
    ),
    indicator(
        "referrals_by_referrer",
        _("referrers"),
        _(
            "Referrals of the year by organisation, and by service where one is filled in. A family that "
            "found the way by itself stands under self."
        ),
        REFERRALS,
        Labels(received_referrals, REFERRER),
    ),
    indicator(
        "referrals_outside_area_by_municipality",
        _("referrals from outside the working area"),
        _(
            "Referrals of the year that were refused because the family lives outside the working area, by "
            "municipality (NIS code, else the name that was given, else unknown)."
        ),
        REFERRALS,
        Labels(received_referrals, MUNICIPALITY, where=OUTSIDE_AREA),
    ),
    indicator(
        "referrals_self",
        _("families that found the way by themselves"),
        _("Referrals of the year without a referrer: the family itself. Base: all referrals of the year."),
        REFERRALS,
        Share(received_referrals, where=Q(referrer=None)),
        Unit.PERCENT,
    ),
    indicator(
        "support_requests_at_referral",
        _("requests at referral"),
        _(
            "Referrals of the year that carry the request; one referral may carry several. Base: referrals "
            "with at least one request; those without stand beside it as unknown."
        ),
        REFERRALS,
        Table(
            {theme: requesting(theme) for theme in RequestTheme.values}
            | {"school_or_digital": requesting(RequestTheme.SCHOOL.value, RequestTheme.DIGITAL.value)}
        ),
        Unit.PERCENT,
    ),
    indicator(
        "avg_waiting_time",
        _("waiting time until the start"),
        _(
            "Days from the decision to accept the referral until the start, over the trajectories started "
            "in the year, a new start on the same referral included; mean and median. Missing: "
            "trajectories without an accepted referral or without a date of the decision."
        ),
        _("trajectories and referrals"),
        Days(starts_with_wait, "waited"),
        Unit.DAYS,
    ),
    indicator(
        "waiting_time_open",
        _("waiting time of who still waits"),
        _(
            "Days from the decision to accept the referral until 31 December, over the places on the "
            "waiting list that are open at the end of that day; mean and median. Missing: without an "
            "accepted referral or without a date of the decision."
        ),
        _("waiting list and referrals"),
        Days(open_waits, "waited"),
        Unit.DAYS,
    ),
]
