"""The SQL of anniversaries and ages against the rule written out in Python."""

from datetime import date, timedelta

import pytest

from families.models import Family, FamilyMember
from homestart.tenancy.context import branch_context
from homestart.tenancy.models import Branch
from reporting.indicators.dates import AddDays, AddMonths, CompletedYears, DaysBetween


def months_later(day: date, months: int) -> date:
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    try:
        return date(year, month + 1, day.day)
    except ValueError:
        return date(year + month // 11, (month + 1) % 12 + 1, 1)


@pytest.fixture
def days(herent: Branch) -> list[date]:
    """Somebody is born on each day of a leap year and of the year after it."""
    with branch_context(herent):
        family = Family.objects.create()
        days = [date(2024, 1, 1) + timedelta(number) for number in range(731)]
        FamilyMember.objects.bulk_create(
            FamilyMember(family=family, role="child", birth_date=day) for day in days
        )
    return days


def computed(branch: Branch, expression: object) -> dict[date, object]:
    with branch_context(branch):
        return dict(FamilyMember.objects.annotate(it=expression).values_list("birth_date", "it"))


@pytest.mark.parametrize("months", [0, 1, 6, 12, 13, 24, 30, 60, 84, 156, 300])
def test_months_later(herent: Branch, days: list[date], months: int) -> None:
    assert computed(herent, AddMonths("birth_date", months)) == {
        day: months_later(day, months) for day in days
    }


@pytest.mark.parametrize(
    ("day", "months", "later"),
    [
        (date(2024, 2, 29), 12, date(2025, 3, 1)),
        (date(2024, 2, 29), 48, date(2028, 2, 29)),
        (date(2024, 1, 31), 1, date(2024, 3, 1)),
        (date(2024, 1, 30), 13, date(2025, 3, 1)),
        (date(2024, 12, 31), 30, date(2027, 7, 1)),
        (date(2024, 11, 30), 1, date(2024, 12, 30)),
    ],
)
def test_a_day_that_does_not_exist_becomes_the_first_of_the_next_month(
    herent: Branch, days: list[date], day: date, months: int, later: date
) -> None:
    assert computed(herent, AddMonths("birth_date", months))[day] == later


@pytest.mark.parametrize(
    "on", [date(2025, 2, 28), date(2026, 2, 28), date(2028, 2, 29), date(2031, 3, 1), date(2050, 12, 31)]
)
def test_a_year_is_completed_on_the_anniversary(herent: Branch, days: list[date], on: date) -> None:
    def age(born: date) -> int:
        years = on.year - born.year
        return years if months_later(born, 12 * years) <= on else years - 1

    ages = computed(herent, CompletedYears("birth_date", on))
    assert {day: years for day, years in ages.items() if day <= on} == {
        day: age(day) for day in days if day <= on
    }


def test_days_are_counted_as_differences(herent: Branch, days: list[date]) -> None:
    assert computed(herent, DaysBetween("birth_date", date(2025, 1, 1)))[date(2024, 1, 1)] == 366
    assert computed(herent, AddDays("birth_date", -280))[date(2024, 10, 7)] == date(2024, 1, 1)
