"""Partners, signals and what is done towards policy."""

from functools import partial

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from reporting.indicators.communication import JOURNAL, journal
from reporting.indicators.dates import Year
from reporting.indicators.figures import Count, Labels
from reporting.indicators.indicator import Indicator, Theme
from reporting.journal.enums import PARTNER_KINDS, JournalKind, SignalTheme
from reporting.journal.models import Signal

WITH_PARTNERS = Q(kind__in=PARTNER_KINDS)
NAMED_PLATFORM = ~Q(platform="")


def signals(year: Year) -> "QuerySet[Signal]":
    return Signal.objects.filter(date__range=year.days)


def platform(code: str, word: str) -> Q:
    """Meetings with partners of a platform, by its code or by its Dutch name in a longer text."""
    return WITH_PARTNERS & (Q(platform=code) | Q(platform__icontains=word))


indicator = partial(Indicator, Theme.POLICY)

INDICATORS = [
    indicator(
        "partner_introductions",
        _("introductions to referrers"),
        _("Meetings of the year to get to know a partner."),
        JOURNAL,
        Count(journal, Q(kind=JournalKind.PARTNER_INTRODUCTION)),
    ),
    indicator(
        "partner_consultations",
        _("consultations with partners"),
        _("Consultations and network meetings with partners in the year."),
        JOURNAL,
        Count(journal, Q(kind=JournalKind.PARTNER_CONSULTATION)),
    ),
    indicator(
        "partner_consultations_perinatal",
        _("consultations on perinatal referral"),
        _("Meetings with partners in the year, of all four kinds, with the theme perinatal."),
        JOURNAL,
        Count(journal, WITH_PARTNERS & Q(themes__contains=["perinatal"])),
    ),
    indicator(
        "partnerships",
        _("partnerships"),
        _(
            "Different platforms of the meetings with partners in the year: introductions, consultations, "
            "steering groups and project meetings. Rows without a platform do not count."
        ),
        JOURNAL,
        Count(journal, WITH_PARTNERS & NAMED_PLATFORM, distinct="platform"),
    ),
    indicator(
        "local_projects",
        _("local projects"),
        _("Different platforms of the project meetings in the year."),
        JOURNAL,
        Count(journal, Q(kind=JournalKind.PROJECT_MEETING) & NAMED_PLATFORM, distinct="platform"),
    ),
    indicator(
        "steering_group_meetings",
        _("meetings of the local steering group"),
        _("Meetings of the steering group in the year."),
        JOURNAL,
        Count(journal, Q(kind=JournalKind.STEERING_GROUP)),
    ),
    indicator(
        "wellbeing_forum_participations",
        _("participations in the local welfare forum"),
        _(
            "Meetings with partners in the year of the platform welfare_forum, or of a platform whose name "
            "contains welzijnsforum."
        ),
        JOURNAL,
        Count(journal, platform("welfare_forum", "welzijnsforum")),
    ),
    indicator(
        "digibank_steering_meetings",
        _("steering group of the Digibank"),
        _(
            "Meetings with partners in the year of the platform digibank, or of a platform whose name "
            "contains digibank."
        ),
        JOURNAL,
        Count(journal, platform("digibank", "digibank")),
    ),
    indicator(
        "digital_inclusion_actions",
        _("actions for digital inclusion"),
        _("Journal rows of the year, of all kinds, with the theme digital."),
        JOURNAL,
        Count(journal, Q(themes__contains=["digital"])),
    ),
    indicator(
        "perinatal_partner_actions",
        _("perinatal actions"),
        _("Journal rows of the year, of all kinds, with the theme perinatal."),
        JOURNAL,
        Count(journal, Q(themes__contains=["perinatal"])),
    ),
    indicator(
        "signals",
        _("needs and signals"),
        _("Signals of the year by theme. A signal counts once, however many families it is about."),
        _("signals"),
        Labels(signals, "theme", codes=SignalTheme.values),
    ),
    indicator(
        "advocacy_actions",
        _("work towards policy"),
        _("Actions of the year to inform or to influence policy."),
        JOURNAL,
        Count(journal, Q(kind=JournalKind.ADVOCACY)),
    ),
    indicator(
        "appreciation_actions",
        _("appreciation of volunteers"),
        _("Actions of the year to thank the volunteers."),
        JOURNAL,
        Count(journal, Q(kind=JournalKind.APPRECIATION)),
    ),
]
