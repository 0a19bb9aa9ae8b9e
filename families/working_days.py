"""Terms in working days: from Monday to Friday, but not on the public holidays of Belgium."""

import datetime
from functools import cache

from holidays import country_holidays


def is_working_day(day: datetime.date) -> bool:
    return day.weekday() < 5 and day not in _holidays(day.year)


def working_days_after(day: datetime.date, count: int) -> datetime.date:
    """The day that comes `count` working days after `day`, which itself may be any day."""
    while count:
        day += datetime.timedelta(days=1)
        count -= is_working_day(day)
    return day


@cache
def _holidays(year: int) -> frozenset[datetime.date]:
    return frozenset(country_holidays("BE", years=year))
