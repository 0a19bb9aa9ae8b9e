"""`{% load format %}`: numbers, dates and durations as the reader expects them; "–" for what is not known."""

from datetime import date, datetime

from django import template
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from homestart.ui.numbers import UNKNOWN, Number, format_number, format_percent, half_up

register = template.Library()

# Django's own Dutch short months have no full stop.
MONTHS = (
    _("Jan."),
    _("Feb."),
    _("Mar."),
    _("Apr."),
    _("May"),
    _("June"),
    _("July"),
    _("Aug."),
    _("Sept."),
    _("Oct."),
    _("Nov."),
    _("Dec."),
)
DAYS_PER_MONTH = 30.4375  # a year of 365.25 days in twelve, as the exchange format counts


@register.filter
def number(value: Number | None, decimals: int | None = None) -> str:
    """1302 as "1.302", 12.005 with two decimals as "12,01"."""
    return format_number(value, decimals)


@register.filter
def percent(share: Number | None, decimals: int = 0) -> str:
    """A part of one as a percentage: 0.245 as "25 %"."""
    return format_percent(share, decimals)


@register.filter
def day(value: date | datetime | None) -> str:
    """A date as "22 okt. 2025"; of a moment, the day in Belgium."""
    if value is None:
        return UNKNOWN
    if isinstance(value, datetime):
        value = timezone.localtime(value)
    return f"{value.day} {MONTHS[value.month - 1]} {value.year}"


@register.filter
def moment(value: datetime | None) -> str:
    """A moment as "22 okt. 2025, 14:05", in Belgian time."""
    if value is None:
        return UNKNOWN
    return f"{day(value)}, {timezone.localtime(value):%H:%M}"


@register.filter
def months(value: Number | None, decimals: int | None = None) -> str:
    """A number of months in words: "1 maand", "5 maanden", "13,3 maanden"."""
    if value is None:
        return UNKNOWN
    text = format_number(value, decimals)
    return ngettext("%(count)s month", "%(count)s months", 1 if text == "1" else 2) % {"count": text}


@register.filter
def duration(days: Number | None) -> str:
    """A number of days in words, as coarse as people say it: days, then weeks, then months."""
    if days is None:
        return UNKNOWN
    days = float(days)  # an average from the database is a Decimal
    if days < 14:
        count = int(half_up(days))
        return ngettext("%(count)s day", "%(count)s days", count) % {"count": format_number(count)}
    if days < 2 * DAYS_PER_MONTH:
        count = int(half_up(days / 7))
        return ngettext("%(count)s week", "%(count)s weeks", count) % {"count": format_number(count)}
    return months(half_up(days / DAYS_PER_MONTH))
