"""What the branch tells about itself, and to whom."""

from functools import partial

from django.db.models import CharField, Q, QuerySet
from django.db.models import Sum as TotalOf
from django.db.models.functions import Cast, ExtractMonth
from django.utils.translation import gettext_lazy as _

from reporting.indicators.dates import Year
from reporting.indicators.figures import Count, Labels, Measured, Table
from reporting.indicators.indicator import Indicator, Theme
from reporting.journal.enums import JournalKind
from reporting.journal.models import JournalEntry


def journal(year: Year) -> "QuerySet[JournalEntry]":
    """Journal rows of the year: that of the date, else the year that is filled in."""
    return JournalEntry.objects.of_year(year.number)


COMMUNICATION_KINDS = (JournalKind.CAMPAIGN, JournalKind.PERMANENT_COMMUNICATION)
WITH_ATTENDANCE = Q(kind__in=COMMUNICATION_KINDS, attendance__isnull=False)

CAMPAIGN = Q(kind=JournalKind.CAMPAIGN)
MONTH = Cast(ExtractMonth("date"), CharField())

indicator = partial(Indicator, Theme.COMMUNICATION)

JOURNAL = _("journal")

INDICATORS = [
    indicator(
        "campaign_actions_by_month",
        _("recruitment and communication actions by month"),
        _("Campaign actions of the year by month. An action without a date stands under unknown."),
        JOURNAL,
        Labels(journal, MONTH, where=CAMPAIGN, codes=[str(month) for month in range(1, 13)]),
    ),
    indicator(
        "permanent_communication_actions",
        _("permanent communication"),
        _("Permanent communication actions of the year."),
        JOURNAL,
        Count(journal, Q(kind=JournalKind.PERMANENT_COMMUNICATION)),
    ),
    indicator(
        "stories_published",
        _("stories published"),
        _("Stories and testimonies published in the year."),
        JOURNAL,
        Count(journal, Q(kind=JournalKind.STORY)),
    ),
    indicator(
        "newsletters_sent",
        _("newsletters"),
        _("Newsletters sent in the year."),
        JOURNAL,
        Count(journal, Q(kind=JournalKind.NEWSLETTER)),
    ),
    indicator(
        "event_attendance",
        _("people at actions"),
        _(
            "Campaign actions and permanent communication of the year with a number of people present, and "
            "that number."
        ),
        JOURNAL,
        Table(
            {
                "actions": Count(journal, WITH_ATTENDANCE),
                "persons": Measured(
                    journal, TotalOf("attendance", filter=WITH_ATTENDANCE, default=0), where=WITH_ATTENDANCE
                ),
            }
        ),
    ),
]
