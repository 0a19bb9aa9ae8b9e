"""How many families and children are reached, and which families come and go."""

from functools import partial

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from families.models import Family, WaitingListEntry
from matching.models import Trajectory
from reporting.indicators.dates import Year
from reporting.indicators.figures import Count, Ratio, Share, Target
from reporting.indicators.indicator import Indicator, Theme, Unit
from reporting.indicators.populations.families import supported_children, supported_families


def started_trajectories(year: Year) -> "QuerySet[Trajectory]":
    return Trajectory.objects.filter(started_on__range=year.days)


def closed_families(year: Year) -> "QuerySet[Family]":
    trajectories = Trajectory.objects.filter(family=OuterRef("pk"), started_on__isnull=False)
    return Family.objects.filter(
        Exists(trajectories.filter(ended_on__range=year.days)), ~Exists(trajectories.open_after(year.last))
    )


def waiting_families(year: Year) -> "QuerySet[Family]":
    waiting = WaitingListEntry.objects.waiting_after(year.last)
    return Family.objects.filter(Exists(waiting.filter(family=OuterRef("pk"))))


indicator = partial(Indicator, Theme.FAMILIES)

TRAJECTORIES = _("trajectories")
CHILDREN = _("trajectories and family members")

FAMILIES_SUPPORTED = Count(supported_families)
CHILDREN_REACHED = Count(supported_children)

INDICATORS = [
    indicator(
        "families_supported",
        _("families supported"),
        _(
            "Families with a trajectory on at least one day of the year; the first and the last day of a "
            "trajectory count. A family counts once, however many trajectories it has. Being on the "
            "waiting list alone does not count."
        ),
        TRAJECTORIES,
        FAMILIES_SUPPORTED,
    ),
    indicator(
        "families_supported_target",
        _("families supported: agreed target"),
        _(
            "The target for the number of families supported in the agreement with the local government "
            "for this year; targets of several agreements are added. Empty when nothing was agreed."
        ),
        _("targets of agreements"),
        Target("families_supported"),
    ),
    indicator(
        "trajectories_started",
        _("trajectories started"),
        _(
            "Trajectories whose first visit after the introduction is in the year. A family that comes "
            "back counts again."
        ),
        TRAJECTORIES,
        Count(started_trajectories),
    ),
    indicator(
        "trajectories_closed",
        _("families closed"),
        _(
            "Families with a trajectory that ended in the year and without a trajectory that goes on after "
            "31 December. A trajectory that ends on 31 December has ended."
        ),
        TRAJECTORIES,
        Count(closed_families),
    ),
    indicator(
        "families_waiting_list",
        _("families on the waiting list"),
        _(
            "Families on the waiting list at the end of 31 December: entered on or before that day, and "
            "not left on or before it."
        ),
        _("waiting list"),
        Count(waiting_families),
    ),
    indicator(
        "children_reached",
        _("children reached"),
        _(
            "Children who belong to a supported family on the reference date: 31 December, or the last day "
            "of the family's support in the year if that is earlier. Unborn children and children of "
            "unknown age are included. A child counts from the day it joins the family until the day it "
            "leaves, both included."
        ),
        CHILDREN,
        CHILDREN_REACHED,
    ),
    indicator(
        "children_by_age_unborn",
        _("children reached: not yet born"),
        _(
            "Children reached with a due date who are not born on or before the reference date, when that "
            "date is at most 280 days before the due date. There is no limit after the due date."
        ),
        CHILDREN,
        Count(supported_children, Q(age_band="unborn")),
    ),
    indicator(
        "children_by_age_0_6",
        _("children reached: 0 to 6 years"),
        _("Children reached who are born and younger than 7 on the reference date, in completed years."),
        CHILDREN,
        Count(supported_children, Q(age_band="0_6")),
    ),
    indicator(
        "children_by_age_7_12",
        _("children reached: 7 to 12 years"),
        _("Children reached who are 7 to 12 on the reference date, in completed years."),
        CHILDREN,
        Count(supported_children, Q(age_band="7_12")),
    ),
    indicator(
        "children_by_age_over_12",
        _("children reached: 13 years and older"),
        _("Children reached who are 13 or older on the reference date, in completed years."),
        CHILDREN,
        Count(supported_children, Q(age_band="over_12")),
    ),
    indicator(
        "children_by_age_unknown",
        _("children reached: age unknown"),
        _("Children reached without a birth date and without a due date."),
        CHILDREN,
        Count(supported_children, Q(age_band="unknown")),
    ),
    indicator(
        "children_per_family",
        _("children per family"),
        _("Children reached divided by families supported."),
        CHILDREN,
        Ratio(CHILDREN_REACHED, FAMILIES_SUPPORTED),
        Unit.AVERAGE,
    ),
    indicator(
        "share_families_with_child_0_6",
        _("families with a child of 0 to 6 years"),
        _(
            "Supported families with at least one child who is born and younger than 7 on the reference "
            "date. Base: supported families of which it is known. Unknown: only a child of unknown age "
            "could decide. A family without children counts as no; a family with only an unborn child too."
        ),
        CHILDREN,
        Share(
            supported_families,
            where=Q(has_child_0_6=True),
            known=Q(has_child_0_6=True) | Q(has_child_of_unknown_age=False),
        ),
        Unit.PERCENT,
    ),
    indicator(
        "foster_families",
        _("foster families supported"),
        _("Supported families that are registered as a foster family."),
        TRAJECTORIES,
        Count(supported_families, Q(foster_family=True)),
    ),
]
