"""What coordinators and volunteers do with the families."""

from fractions import Fraction
from functools import partial

from django.db.models import Q, QuerySet
from django.db.models import Sum as TotalOf
from django.utils.functional import Promise
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from families.enums import ConcernOutcome, WaitingCareKind
from families.models import Concern, FamilyContact, OnwardReferral, WaitingCareAction
from homestart.vocabulary import Theme as SupportTheme
from matching.enums import CardStatus
from matching.models import QuarterCard, ReviewTalk, Trajectory, Visit
from reporting.indicators.dates import AddDays, DaysBetween, Year
from reporting.indicators.figures import (
    DAYS_A_MONTH,
    Count,
    Days,
    Labels,
    Measured,
    Ratio,
    Share,
    Sum,
)
from reporting.indicators.indicator import Indicator, Theme, Unit
from reporting.indicators.populations.families import days_of_support, supported_families
from reporting.journal.enums import StoryKind
from reporting.journal.models import Story

DAYS_A_QUARTER = Fraction("91.3125")
#: A review talk held so many days after its due date is still on time.
TALK_DAYS = 30


def visits(year: Year) -> "QuerySet[Visit]":
    return Visit.objects.filter(took_place=True, date__range=year.days)


def quarter_cards(year: Year) -> "QuerySet[QuarterCard]":
    return QuarterCard.objects.filter(year=year.number)


def coordinator_contacts(year: Year) -> "QuerySet[FamilyContact]":
    return FamilyContact.objects.filter(took_place=True, date__range=year.days)


def talks_due(year: Year) -> "QuerySet[ReviewTalk]":
    return ReviewTalk.objects.filter(due_on__range=year.days)


def ended_trajectories(year: Year) -> "QuerySet[Trajectory]":
    """Trajectories ended in the year with `lasted`: the days from start to end."""
    return Trajectory.objects.filter(ended_on__range=year.days, started_on__isnull=False).annotate(
        lasted=DaysBetween("started_on", "ended_on")
    )


def waiting_care(year: Year) -> "QuerySet[WaitingCareAction]":
    return WaitingCareAction.objects.filter(date__range=year.days)


def onward_referrals(year: Year) -> "QuerySet[OnwardReferral]":
    return OnwardReferral.objects.filter(date__range=year.days)


def concerns(year: Year) -> "QuerySet[Concern]":
    return Concern.objects.filter(date__range=year.days)


def stories(year: Year) -> "QuerySet[Story]":
    return Story.objects.filter(date__range=year.days)


VISITS = Sum(
    {
        "visits": Count(visits),
        "cards": Measured(quarter_cards, TotalOf("visit_count", default=0), where=Q(visit_count__gt=0)),
    }
)
DAYS = Measured(days_of_support, TotalOf("new_days", default=0))

VISITS_COUNT = _(
    "Visits of the volunteer that took place in the year, plus the number of visits on the quarter cards "
    "of the year, whatever the status of the card. A visit without an answer to whether it took place does "
    "not count."
)
DAYS_COUNT = _(
    "Divided by the days of support in the year of all supported families: the first and the last day "
    "count, and a day on which a family has two trajectories counts once."
)

indicator = partial(Indicator, Theme.SUPPORT)

VISIT_RECORDS = _("visits and quarter cards")


def by_theme(id: str, label: str | Promise, *themes: SupportTheme) -> Indicator:
    return indicator(
        id,
        label,
        format_lazy(
            "{} {}",
            format_lazy(
                _("Supported families with one of these themes in the year: {themes}."),
                themes=_comma_separated(themes),
            ),
            _(
                "A family has a theme when a visit that took place, a quarter card of the year or a review "
                "talk held in the year carries it. Base: all supported families."
            ),
        ),
        _("visits, quarter cards and review talks"),
        Share(supported_families, where=Q(themes__overlap=[theme.value for theme in themes])),
        Unit.PERCENT,
    )


def _comma_separated(themes: tuple[SupportTheme, ...]) -> object:
    return format_lazy(", ".join(["{}"] * len(themes)), *(theme.label for theme in themes))


INDICATORS = [
    indicator(
        "contacts_volunteer_family",
        _("contacts of volunteers with families"),
        VISITS_COUNT,
        VISIT_RECORDS,
        VISITS,
    ),
    indicator("support_moments_total", _("support moments"), VISITS_COUNT, VISIT_RECORDS, VISITS),
    indicator(
        "contacts_volunteer_avg_per_quarter",
        _("contacts of volunteers per family per three months"),
        format_lazy("{} {} {}", VISITS_COUNT, DAYS_COUNT, _("Three months are 91.3125 days.")),
        VISIT_RECORDS,
        Ratio(VISITS, DAYS, per=DAYS_A_QUARTER),
        Unit.AVERAGE,
    ),
    indicator(
        "visits_per_active_month",
        _("contacts of volunteers per family per month"),
        format_lazy("{} {} {}", VISITS_COUNT, DAYS_COUNT, _("A month is 30.4375 days.")),
        VISIT_RECORDS,
        Ratio(VISITS, DAYS, per=DAYS_A_MONTH),
        Unit.AVERAGE,
    ),
    indicator(
        "quarterly_overview_completeness",
        _("quarter cards received"),
        _("Quarter cards of the year that were received or checked. Base: all quarter cards of the year."),
        _("quarter cards"),
        Share(quarter_cards, where=Q(status__in=[CardStatus.RECEIVED, CardStatus.CHECKED])),
        Unit.PERCENT,
    ),
    indicator(
        "contacts_coordinator_family",
        _("contacts of the coordinator with families"),
        _(
            "Contacts of the coordinator with families that took place in the year, of every kind: intake, "
            "screening, home visit, care consultation, long supporting call, confidant at a meeting, "
            "consultation with the school, other. Also with families that are only referred, wait or have "
            "stopped."
        ),
        _("contacts with families"),
        Count(coordinator_contacts),
    ),
    indicator(
        "talks_on_time",
        _("review talks on time"),
        _(
            "Review talks due in the year that were held by 30 days after the due date at the latest. "
            "Base: all review talks due in the year."
        ),
        _("review talks"),
        Share(talks_due, where=Q(held_on__lte=AddDays("due_on", TALK_DAYS))),
        Unit.PERCENT,
    ),
    indicator(
        "avg_trajectory_duration",
        _("duration of the support"),
        _(
            "Days from the start until the end, over the trajectories ended in the year; mean and median. "
            "A trajectory without a start has not begun and is not in it."
        ),
        _("trajectories"),
        Days(ended_trajectories, "lasted"),
        Unit.DAYS,
    ),
    by_theme(
        "support_type_parenting",
        _("support: parenting"),
        SupportTheme.LISTENING_EAR,
        SupportTheme.PARENTING,
    ),
    by_theme("support_type_network", _("support: strengthening the network"), SupportTheme.NETWORK),
    by_theme(
        "support_type_development",
        _("support: developing talents"),
        SupportTheme.LEISURE,
        SupportTheme.DEVELOPMENT,
        SupportTheme.SCHOOL,
        SupportTheme.LANGUAGE,
    ),
    by_theme(
        "support_type_rights",
        _("support: exploring rights"),
        SupportTheme.RIGHTS,
        SupportTheme.ADMINISTRATION,
        SupportTheme.DIGITAL,
    ),
    by_theme("support_type_perinatal", _("support: perinatal"), SupportTheme.PERINATAL),
    indicator(
        "family_coaching_families",
        _("families with a family coach"),
        _("Supported families with a match in the role of family coach on at least one day of the year."),
        _("matches"),
        Count(supported_families, Q(coached=True)),
    ),
    indicator(
        "frequent_onward_referrals",
        _("onward referrals"),
        _("Onward referrals of families in the year, by organisation."),
        _("onward referrals"),
        Labels(onward_referrals, "organisation"),
    ),
    indicator(
        "waiting_list_care_actions",
        _("care for waiting families"),
        _("Help given in the year to families on the waiting list, by kind."),
        _("waiting-list care"),
        Labels(waiting_care, "kind", codes=WaitingCareKind.values),
    ),
    indicator(
        "crisis_no_shelter",
        _("crisis without a place"),
        _("Worrying situations of the year with as outcome that there was no place available."),
        _("concerns"),
        Count(concerns, Q(outcome=ConcernOutcome.NO_PLACE_AVAILABLE)),
    ),
    indicator(
        "complex_cases",
        _("complex family stories"),
        _("Anonymous stories of the year about a complex situation, released by a second reader."),
        _("stories"),
        Count(stories, Q(kind=StoryKind.COMPLEX_CASE, second_reader_on__isnull=False)),
    ),
]
