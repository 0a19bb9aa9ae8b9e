"""Supported families, their children and their days of support, each with what figures count them by."""

from typing import Any

from django.contrib.postgres.aggregates import StringAgg
from django.contrib.postgres.aggregates.mixins import OrderableAggMixin
from django.contrib.postgres.fields import ArrayField
from django.db.models import (
    Aggregate,
    Case,
    CharField,
    Exists,
    F,
    Func,
    JSONField,
    Max,
    OuterRef,
    Q,
    QuerySet,
    RowRange,
    Subquery,
    TextField,
    Value,
    When,
    Window,
)
from django.db.models.functions import Greatest, Least
from django.db.models.lookups import GreaterThan, LessThanOrEqual

from families.models import Family, FamilyMember, ProfileFact
from matching.models import Match, QuarterCard, ReviewTalk, Trajectory, Visit
from reporting.indicators.dates import AddDays, AddMonths, DaysBetween, Year
from volunteers.enums import VolunteerRole

#: An unborn child is counted from so many days before the due date.
PREGNANCY_DAYS = 280
AGE_UNKNOWN = Q(birth_date=None, due_date=None)


def born_by(day: Any) -> Q:
    return Q(birth_date__lte=day)


def unborn_on(day: Any) -> Q:
    """There is a due date, no birth by `day`, and `day` is in the 280 days before the due date or later."""
    return (Q(birth_date=None) | Q(birth_date__gt=day)) & Q(due_date__lte=AddDays(day, PREGNANCY_DAYS))


def younger_on(day: Any, months: int) -> Q:
    """Born, or to be born, less than `months` before `day`."""
    return Q(GreaterThan(AddMonths("birth_date", months), day))


def support(year: Year) -> "QuerySet[Any]":
    """Trajectories with a day of support in the year; `last_day` is the last of those days."""
    return Trajectory.objects.overlapping(*year.days).annotate(last_day=Least("ended_on", year.last))


def last_day_of_support(year: Year, family: str) -> Subquery:
    """The reference date: 31 December, or the last day of the family's support in the year if earlier."""
    return Subquery(
        support(year).filter(family=OuterRef(family)).order_by("-last_day").values("last_day")[:1]
    )


def supported_families(year: Year) -> "QuerySet[Family]":
    """Families with support on some day of the year, each once, with what their profile is made of."""
    own_support = support(year).filter(family=OuterRef("pk"))
    return (
        Family.objects.filter(Exists(own_support))
        .annotate(
            reference_date=last_day_of_support(year, "pk"),
            first_started_on=Subquery(own_support.order_by("started_on").values("started_on")[:1]),
        )
        .annotate(
            situation=_facts_on(OuterRef("reference_date")),
            themes=_themes(year),
            coached=Exists(
                Match.objects.overlapping(*year.days).filter(
                    trajectory__family=OuterRef("pk"), role=VolunteerRole.FAMILY_COACH
                )
            ),
            **_children_on(OuterRef("reference_date")),
            **_during_support(year),
            **_parents_on(OuterRef("first_started_on")),
            pregnant_at_start=Exists(
                _members()
                .children()
                .in_household_on(OuterRef("first_started_on"))
                .filter(unborn_on(OuterRef("first_started_on")))
            ),
        )
    )


def _members() -> Any:
    return FamilyMember.objects.filter(family=OuterRef("pk"))


def _children_on(day: OuterRef) -> dict[str, Exists]:
    children = _members().children().in_household_on(day)
    return {
        "has_child_0_6": Exists(children.filter(born_by(day), younger_on(day, 7 * 12))),
        "has_child_of_unknown_age": Exists(children.filter(AGE_UNKNOWN)),
    }


def _parents_on(day: OuterRef) -> dict[str, Exists]:
    parents = _members().parents().in_household_on(day)
    return {
        "has_parent": Exists(parents),
        "newcomer": Exists(parents.filter(GreaterThan(AddMonths("arrived_in_belgium_on", 5 * 12), day))),
        "young_parent": Exists(parents.filter(younger_on(day, 25 * 12))),
        "has_parent_of_unknown_age": Exists(parents.filter(birth_date=None)),
    }


def _during_support(year: Year) -> dict[str, Exists]:
    """Whether a child was unborn or small, or of unknown age, on some day of support in the year."""
    limit = year.branch.perinatal_limit_months
    perinatal_from = Least(AddDays("due_date", -PREGNANCY_DAYS), "birth_date")
    perinatal_until = AddDays(AddMonths("birth_date", limit), -1)
    supported_from = Greatest("joined_on", "family__trajectories__started_on", year.first)
    supported_until = Least("left_on", "family__trajectories__ended_on", year.last)

    def child(condition: Q, first: Any, last: Any) -> Exists:
        # In one filter(), so that all conditions are about the same trajectory.
        return Exists(
            _members()
            .children()
            .filter(condition, LessThanOrEqual(first, last), family__trajectories__in=support(year))
        )

    return {
        "perinatal": child(
            ~AGE_UNKNOWN, Greatest(perinatal_from, supported_from), Least(perinatal_until, supported_until)
        ),
        "unknown_child_in_support": child(AGE_UNKNOWN, supported_from, supported_until),
    }


class ObjectAgg(OrderableAggMixin, Aggregate):
    """One JSON object of keys and values; of equal keys the last one stays."""

    function = "jsonb_object_agg"
    template = "%(function)s(%(expressions)s %(order_by)s)"
    output_field = JSONField()


def _facts_on(day: OuterRef) -> Subquery:
    """{fact: value} of the last row of each fact on or before `day`."""
    rows = ProfileFact.objects.filter(family=OuterRef("pk"), valid_from__lte=day)
    return Subquery(
        rows.values("family")
        .annotate(facts=ObjectAgg("fact", "value", order_by="valid_from"))
        .values("facts")
    )


def _themes(year: Year) -> Func:
    """The themes of visits that took place, quarter cards and talks held in the year; they may repeat."""
    visits = Visit.objects.filter(
        match__trajectory__family=OuterRef("pk"), took_place=True, date__range=year.days
    ).values("match__trajectory__family")
    cards = QuarterCard.objects.filter(match__trajectory__family=OuterRef("pk"), year=year.number).values(
        "match__trajectory__family"
    )
    talks = ReviewTalk.objects.filter(trajectory__family=OuterRef("pk"), held_on__range=year.days).values(
        "trajectory__family"
    )
    joined = StringAgg(Func("themes", Value(";"), function="array_to_string", output_field=TextField()), ";")
    sources = [Subquery(rows.annotate(all=joined).values("all")) for rows in (visits, cards, talks)]
    # concat_ws leaves out what is empty.
    everything = Func(Value(";"), *sources, function="concat_ws", output_field=TextField())
    return Func(everything, Value(";"), function="string_to_array", output_field=ArrayField(TextField()))


def supported_children(year: Year) -> "QuerySet[FamilyMember]":
    """Children in the household of a supported family on its reference date, each with an `age_band`."""
    day = F("reference_date")
    band = Case(
        When(AGE_UNKNOWN, then=Value("unknown")),
        When(unborn_on(day), then=Value("unborn")),
        When(Q(birth_date=None) | Q(birth_date__gt=day), then=None),
        When(younger_on(day, 7 * 12), then=Value("0_6")),
        When(younger_on(day, 13 * 12), then=Value("7_12")),
        default=Value("over_12"),
        output_field=CharField(),
    )
    return (
        FamilyMember.objects.children()
        .filter(Exists(support(year).filter(family=OuterRef("family"))))
        .annotate(reference_date=last_day_of_support(year, "family"))
        .in_household_on(day)
        .annotate(age_band=band)
        .filter(age_band__isnull=False)
    )


def days_of_support(year: Year) -> "QuerySet[Trajectory]":
    """Trajectories of the year with `new_days`: days in the year that no other of the family has had yet."""
    return (
        support(year)
        .annotate(first_day=Greatest("started_on", year.first))
        .annotate(
            had_until=Window(
                Max("last_day"),
                partition_by="family",
                order_by=["first_day", "last_day", "pk"],
                frame=RowRange(end=-1),
            )
        )
        .annotate(
            new_days=Greatest(
                0,
                Least(
                    DaysBetween(AddDays("first_day", -1), "last_day"), DaysBetween("had_until", "last_day")
                ),
            )
        )
    )
