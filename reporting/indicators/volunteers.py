"""Who the volunteers are, how they come and go, and how they are trained and coached."""

from functools import partial

from django.db.models import F, Max, Min, Q
from django.db.models import Sum as TotalOf
from django.utils.translation import gettext_lazy as _

from homestart.vocabulary import Gender
from reporting.indicators.dates import AddDays, Year
from reporting.indicators.figures import Count, Labels, Measured, Share, Sum, Table
from reporting.indicators.indicator import Indicator, Theme, Unit
from reporting.indicators.populations.volunteers import (
    attendances,
    coaching_contacts,
    events,
    everyone,
    roles_begun,
    volunteers,
)
from volunteers.enums import (
    NOT_FOR_A_FAMILY,
    SUPPORTER_ROLES,
    EventKind,
    InterviewResult,
    RecruitmentChannel,
    StopReason,
    TrainingModule,
    VolunteerRole,
)

#: Who stops within so many days of the first match's start has stopped early.
EARLY_DAYS = 56


ACTIVE = Q(roles_in_year__len__gt=0)
ACTIVE_AFTER = Q(roles_after__len__gt=0)


def with_role(*roles: VolunteerRole) -> Count:
    return Count(volunteers, Q(roles_in_year__overlap=[role.value for role in roles]))


def stopped(year: Year) -> Q:
    return Q(stopped_on__range=year.days)


def started(year: Year) -> Q:
    return Q(first_match_on__range=year.days)


def interested(year: Year) -> Q:
    return Q(interested_on__range=year.days)


def interviewed(year: Year) -> Q:
    return Q(interview_on__range=year.days)


def _interview_gave(result: InterviewResult, year: Year) -> Q:
    return interviewed(year) & Q(interview_result=result.value)


def trained_and_waiting(year: Year) -> Q:
    negative = Q(
        interview_on__lte=year.last,
        interview_result__in=[InterviewResult.NOT_SUITED, InterviewResult.WITHDREW],
    )
    return (
        Q(start_trained=True)
        & (Q(first_match_on=None) | Q(first_match_on__gt=year.last))
        & (Q(stopped_on=None) | Q(stopped_on__gt=year.last))
        & (Q(interview_on=None) | ~negative)
        & ~Q(roles_after__overlap=[role.value for role in NOT_FOR_A_FAMILY])
    )


def stopped_early(year: Year) -> Q:
    return stopped(year) & Q(
        stopped_on__gte=F("first_match_on"), stopped_on__lte=AddDays("first_match_on", EARLY_DAYS)
    )


def active_a_year(year: Year) -> Q:
    # The first role began a year before 31 December, or earlier.
    return ACTIVE_AFTER & Q(first_role_on__lte=year.last.replace(year=year.number - 1))


def participants(**event: str) -> Sum:
    """Different volunteers present at such events in the year, plus the other participants."""
    present = Q(**{f"event__{name}": value for name, value in event.items()})
    others = Q(**event)
    return Sum(
        {
            "persons": Count(attendances, present, distinct="volunteer"),
            "others": Measured(events, TotalOf("other_participants", filter=others, default=0), where=others),
        }
    )


def age_share(**bounds: int) -> Share:
    return Share(volunteers, where=Q(**bounds), known=Q(age__isnull=False), among=ACTIVE)


INFO_SESSION = participants(kind=EventKind.INFO_SESSION.value)
START_TRAINING = participants(kind=EventKind.START_TRAINING.value)
INTERVIEWS = Count(volunteers, interviewed)
STARTED = Count(volunteers, started)

indicator = partial(Indicator, Theme.VOLUNTEERS)

ROLES = _("roles of volunteers")
MATCHES = _("matches")
ATTENDANCE = _("events and attendance")
VOLUNTEERS = _("volunteers")

INDICATORS = [
    indicator(
        "volunteers_total",
        _("volunteers"),
        _(
            "Persons with a role on at least one day of the year. A role ends at the latest on the day on "
            "which the volunteer stops. A person counts once, however many roles."
        ),
        ROLES,
        Count(volunteers, ACTIVE),
    ),
    indicator(
        "volunteers_family_supporters",
        _("volunteers who support families"),
        _(
            "Persons with the role of family buddy, language buddy or family coach on at least one day of "
            "the year."
        ),
        ROLES,
        with_role(*SUPPORTER_ROLES),
    ),
    indicator(
        "language_buddies",
        _("language buddies"),
        _("Persons with the role of language buddy on at least one day of the year."),
        ROLES,
        with_role(VolunteerRole.LANGUAGE_BUDDY),
    ),
    indicator(
        "volunteers_digital",
        _("digital helpers"),
        _("Persons with the role of digital helper on at least one day of the year."),
        ROLES,
        with_role(VolunteerRole.DIGITAL_HELPER),
    ),
    indicator(
        "volunteers_waiting_list_care",
        _("waiting-list buddies"),
        _("Persons with the role of waiting-list buddy on at least one day of the year."),
        ROLES,
        with_role(VolunteerRole.WAITING_LIST_BUDDY),
    ),
    indicator(
        "volunteers_mentors",
        _("mentors"),
        _("Persons with the role of mentor on at least one day of the year."),
        ROLES,
        with_role(VolunteerRole.MENTOR),
    ),
    indicator(
        "mentors_started",
        _("mentors started"),
        _("Roles of mentor that began in the year."),
        ROLES,
        Count(roles_begun, Q(role=VolunteerRole.MENTOR)),
    ),
    indicator(
        "volunteers_started",
        _("volunteers started"),
        _("Persons whose first match ever started in the year."),
        MATCHES,
        STARTED,
    ),
    indicator(
        "volunteers_stopped",
        _("volunteers stopped"),
        _("Persons who stopped in the year."),
        VOLUNTEERS,
        Count(volunteers, stopped),
    ),
    indicator(
        "volunteer_stop_reasons",
        _("reasons of stopping"),
        _("Persons who stopped in the year by their reason; without a reason they stand under unknown."),
        VOLUNTEERS,
        Labels(everyone, "stop_reason", where=stopped, codes=StopReason.values),
    ),
    indicator(
        "volunteer_early_dropouts",
        _("stopped after a few weeks"),
        _("Persons who stopped in the year, within 56 days of the start of their first match."),
        _("volunteers and matches"),
        Count(volunteers, stopped_early),
    ),
    indicator(
        "volunteer_non_start_reasons",
        _("interested, but not started"),
        _(
            "Persons with an interview in the year whose result was: not suited, or withdrew. The year is "
            "that of the interview."
        ),
        VOLUNTEERS,
        Table(
            {
                result.value: Count(volunteers, partial(_interview_gave, result))
                for result in (InterviewResult.NOT_SUITED, InterviewResult.WITHDREW)
            }
        ),
    ),
    indicator(
        "interested_candidates_by_channel",
        _("channel through which interested people came"),
        _(
            "Persons who showed interest in the year by the channel through which they came; without a "
            "channel they stand under unknown."
        ),
        VOLUNTEERS,
        Labels(everyone, "channel", where=interested, codes=RecruitmentChannel.values),
    ),
    indicator(
        "info_sessions_organised",
        _("info sessions"),
        _("Info sessions held in the year."),
        ATTENDANCE,
        Count(events, Q(kind=EventKind.INFO_SESSION)),
    ),
    indicator(
        "info_session_participants",
        _("participants of info sessions"),
        _(
            "Different persons present at an info session in the year, plus the number of other "
            "participants. Without an answer to whether a person was present, the person does not count."
        ),
        ATTENDANCE,
        INFO_SESSION,
    ),
    indicator(
        "intro_interviews",
        _("interviews with candidates"),
        _("Persons with an interview in the year."),
        VOLUNTEERS,
        INTERVIEWS,
    ),
    indicator(
        "start_trainings_organised",
        _("start trainings"),
        _("Start trainings held in the year. A training in several parts counts once."),
        ATTENDANCE,
        Count(events, Q(kind=EventKind.START_TRAINING)),
    ),
    indicator(
        "start_training_participants",
        _("participants of start trainings"),
        _(
            "Different persons present at a start training in the year, plus the number of other "
            "participants."
        ),
        ATTENDANCE,
        START_TRAINING,
    ),
    indicator(
        "volunteers_trained_waiting",
        _("trained volunteers who wait for a family"),
        _(
            "Persons who, on 31 December, attended a start training, have not started a match, have not "
            "stopped, had no negative interview, and have no role as digital helper, waiting-list buddy or "
            "mentor."
        ),
        _("volunteers, attendance, matches and roles"),
        Count(volunteers, trained_and_waiting),
    ),
    indicator(
        "recruitment_funnel",
        _("from interested to started"),
        _(
            "Persons who showed interest, came to an info session, had an interview, followed the start "
            "training and started with a family. Each step counts whoever took it in the year, so it need "
            "not be the same persons."
        ),
        VOLUNTEERS,
        Table(
            {
                "interested": Count(volunteers, interested),
                "info_session": INFO_SESSION,
                "interview": INTERVIEWS,
                "training": START_TRAINING,
                "started": STARTED,
            }
        ),
    ),
    indicator(
        "volunteers_by_gender",
        _("volunteers by gender"),
        _("The volunteers of the year by gender. Base: volunteers of whom it is known."),
        VOLUNTEERS,
        Table(
            {
                gender.value: Share(
                    volunteers, where=Q(gender=gender.value), known=~Q(gender=""), among=ACTIVE
                )
                for gender in Gender
            }
        ),
        Unit.PERCENT,
    ),
    indicator(
        "volunteers_by_age",
        _("volunteers by age"),
        _(
            "The volunteers of the year by age in completed years on 31 December, or on the day they "
            "stopped if that is earlier. Base: volunteers whose birth date is known."
        ),
        VOLUNTEERS,
        Table(
            {
                "under_26": age_share(age__lte=25),
                "26-50": age_share(age__gte=26, age__lte=50),
                "51-65": age_share(age__gte=51, age__lte=65),
                "66-75": age_share(age__gte=66, age__lte=75),
                "over_75": age_share(age__gte=76),
            }
        ),
        Unit.PERCENT,
    ),
    indicator(
        "volunteers_age_range",
        _("youngest and oldest volunteer"),
        _(
            "The lowest and the highest age in completed years of the volunteers of the year, on 31 "
            "December or on the day they stopped if that is earlier."
        ),
        VOLUNTEERS,
        Table(
            {
                "youngest": Measured(volunteers, Min("age", filter=ACTIVE), where=ACTIVE, add=min),
                "oldest": Measured(volunteers, Max("age", filter=ACTIVE), where=ACTIVE, add=max),
            }
        ),
        Unit.AGE,
    ),
    indicator(
        "volunteers_active_one_year_plus",
        _("volunteers active for a year or longer"),
        _(
            "Persons with a role at the end of 31 December whose first role began a year before that day "
            "or earlier."
        ),
        ROLES,
        Count(volunteers, active_a_year),
    ),
    indicator(
        "volunteer_retention",
        _("volunteers who stayed"),
        _(
            "Persons with a role at the end of 31 December. Base: persons with a role on 1 January of the "
            "year."
        ),
        ROLES,
        Share(volunteers, where=ACTIVE_AFTER, among=Q(active_on_first=True)),
        Unit.PERCENT,
    ),
    indicator(
        "volunteers_perinatal_trained",
        _("volunteers with the perinatal training"),
        _(
            "Different persons present at an event with the perinatal module in the year, plus the number "
            "of other participants."
        ),
        ATTENDANCE,
        participants(module=TrainingModule.PERINATAL.value),
    ),
    indicator(
        "mandatory_training_compliance",
        _("compulsory training followed"),
        _(
            "Persons who were ever, up to 31 December, present at an event with the module. Concern: of "
            "all with a role at the end of 31 December. Perinatal: of all with a match that goes on after "
            "31 December in a family with an unborn child or a child below the perinatal limit on that "
            "day."
        ),
        _("roles, matches, events and attendance"),
        Table(
            {
                "concern": Share(volunteers, where=Q(concern_trained=True), among=ACTIVE_AFTER),
                "perinatal": Share(
                    volunteers, where=Q(perinatal_trained=True), among=Q(perinatal_match=True)
                ),
            }
        ),
        Unit.PERCENT,
    ),
    indicator(
        "contacts_coordinator_volunteer",
        _("individual contacts with volunteers"),
        _("Contacts of the coordinator with one volunteer in the year, of every kind."),
        _("contacts with volunteers"),
        Count(coaching_contacts),
    ),
    indicator(
        "group_support_events",
        _("intervisions, trainings and thank-you moments"),
        _("Events of the year of the kinds intervision, training and thank-you."),
        ATTENDANCE,
        Count(events, Q(kind__in=[EventKind.INTERVISION, EventKind.TRAINING, EventKind.THANK_YOU])),
    ),
]
