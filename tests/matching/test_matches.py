"""A volunteer has a role in a trajectory once at a time; the database keeps it, whoever writes."""

import datetime

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from families.models import Family
from homestart.tenancy.context import branch_context
from matching.models import Match, Trajectory
from volunteers.enums import VolunteerRole
from volunteers.models import Volunteer

MARCH, JUNE, SEPTEMBER = (datetime.date(2025, month, 1) for month in (3, 6, 9))


@pytest.fixture
def pair(herent):
    """What a family buddy's match from March to September is made of."""
    with branch_context(herent):
        yield {
            "trajectory": Trajectory.objects.create(family=Family.objects.create(), started_on=MARCH),
            "volunteer": Volunteer.objects.create(first_name="Mieke"),
            "role": VolunteerRole.FAMILY_BUDDY,
        }


def test_the_same_pair_does_not_overlap(pair):
    Match.objects.create(**pair, started_on=MARCH, ended_on=SEPTEMBER)
    with pytest.raises(IntegrityError, match="match_pair_does_not_overlap"), transaction.atomic():
        Match.objects.create(**pair, started_on=JUNE)
    with pytest.raises(ValidationError) as refused:
        Match(**pair, started_on=JUNE).full_clean()
    assert "Deze vrijwilliger" in str(refused.value)


@pytest.mark.parametrize(
    "change",
    [{"started_on": SEPTEMBER}, {"started_on": None}, {"role": VolunteerRole.LANGUAGE_BUDDY}],
    ids=["afterwards", "not started", "in another role"],
)
def test_what_is_no_overlap(pair, change):
    Match.objects.create(**pair, started_on=MARCH, ended_on=SEPTEMBER)
    Match.objects.create(**{**pair, "started_on": JUNE, **change})
    assert Match.objects.count() == 2


def test_another_volunteer_may_come_beside(pair):
    Match.objects.create(**pair, started_on=MARCH)
    Match.objects.create(**{**pair, "volunteer": Volunteer.objects.create()}, started_on=MARCH)
    assert Match.objects.count() == 2
