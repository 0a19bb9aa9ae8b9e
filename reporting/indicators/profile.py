"""Who the supported families are."""

from functools import partial
from typing import Any

from django.db.models import Q
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from families.enums import Fact, FactValue, Housing
from reporting.indicators.figures import Share, Table
from reporting.indicators.indicator import Indicator, Theme, Unit
from reporting.indicators.populations.families import supported_families

FACTS = _("trajectories and profile facts")
MEMBERS = _("trajectories and family members")
REFERENCE = _(
    "The value that holds on the reference date counts: 31 December, or the last day of the family's "
    "support in the year if that is earlier. Base: supported families of which the answer is known; the "
    "number unknown stands beside it."
)


def fact_share(fact: Fact) -> Share:
    return Share(
        supported_families,
        where=Q(**{f"situation__{fact}": FactValue.YES.value}),
        known=Q(**{f"situation__{fact}__in": [FactValue.YES.value, FactValue.NO.value]}),
    )


def by_fact(id: str, fact: Fact, label: Any, meaning: Any) -> Indicator:
    return Indicator(
        Theme.PROFILE,
        id,
        label,
        format_lazy("{} {}", meaning, REFERENCE),
        FACTS,
        fact_share(fact),
        Unit.PERCENT,
    )


def housing_share(housing: Housing) -> Share:
    known = [value.value for value in Housing if value != Housing.UNKNOWN]
    return Share(
        supported_families,
        where=Q(situation__housing=housing.value),
        known=Q(situation__housing__in=known),
    )


indicator = partial(Indicator, Theme.PROFILE)

INDICATORS = [
    by_fact(
        "profile_single_parent",
        Fact.SINGLE_PARENT,
        _("single parent"),
        _("Supported families with one parent who stands alone."),
    ),
    by_fact(
        "profile_no_income_from_work",
        Fact.NO_INCOME_FROM_WORK,
        _("no income from work"),
        _("Supported families in which no adult has an income from work."),
    ),
    indicator(
        "profile_home_language_not_dutch",
        _("language between parent and child other than Dutch"),
        _(
            "Supported families whose language between parent and child is not Dutch. Base: supported "
            "families of which the language is known; the number unknown stands beside it."
        ),
        _("trajectories and families"),
        Share(supported_families, where=~Q(home_language="nl"), known=~Q(home_language="")),
        Unit.PERCENT,
    ),
    indicator(
        "profile_newcomers",
        _("newcomers"),
        _(
            "Supported families with a parent who arrived in Belgium less than 5 years before the start of "
            "the family's first trajectory that touches the year. Parents who belong to the household on "
            "that day count. A parent without an arrival date is not a newcomer. Unknown: families without "
            "a parent."
        ),
        MEMBERS,
        Share(supported_families, where=Q(newcomer=True), known=Q(has_parent=True)),
        Unit.PERCENT,
    ),
    indicator(
        "profile_young_parent",
        _("parent younger than 25"),
        _(
            "Supported families with a parent younger than 25 on the start of the family's first "
            "trajectory that touches the year. Parents who belong to the household on that day count. "
            "Unknown: families without a parent, and families in which a birth date is missing while no "
            "parent is known to be younger than 25."
        ),
        MEMBERS,
        Share(
            supported_families,
            where=Q(young_parent=True),
            known=Q(young_parent=True) | Q(has_parent=True, has_parent_of_unknown_age=False),
        ),
        Unit.PERCENT,
    ),
    by_fact(
        "profile_psychological_vulnerability",
        Fact.PSYCHOLOGICAL_VULNERABILITY,
        _("psychological vulnerability"),
        _(
            "Supported families with at least one member, parent or child, with a psychological "
            "vulnerability."
        ),
    ),
    by_fact(
        "profile_physical_disability",
        Fact.PHYSICAL_DISABILITY,
        _("physical disability"),
        _("Supported families with at least one member with a physical disability."),
    ),
    indicator(
        "profile_perinatal",
        _("perinatal support"),
        _(
            "Supported families with, on some day of support in the year, an unborn child with a due date "
            "(from 280 days before it) or a child younger than the perinatal limit of the branch in "
            "months. Base: supported families of which it is known. Unknown: only a child of unknown age "
            "could decide. A family without children counts as no."
        ),
        MEMBERS,
        Share(
            supported_families,
            where=Q(perinatal=True),
            known=Q(perinatal=True) | Q(unknown_child_in_support=False),
        ),
        Unit.PERCENT,
    ),
    indicator(
        "perinatal_pregnant_at_start",
        _("perinatal support: pregnant at the start"),
        _(
            "Of the families with perinatal support: those with an unborn child on the start of their "
            "first trajectory that touches the year."
        ),
        MEMBERS,
        Share(supported_families, where=Q(pregnant_at_start=True), among=Q(perinatal=True)),
        Unit.PERCENT,
    ),
    by_fact(
        "profile_under_supervision",
        Fact.UNDER_SUPERVISION,
        _("under supervision"),
        _(
            "Supported families with a file at the confidential centre, the support centre or the youth "
            "court."
        ),
    ),
    indicator(
        "housing_situation",
        _("housing situation"),
        format_lazy("{} {}", _("Supported families by kind of housing."), REFERENCE),
        FACTS,
        Table({value.value: housing_share(value) for value in Housing if value != Housing.UNKNOWN}),
        Unit.PERCENT,
    ),
    indicator(
        "trend_parents_mental_disability_and_child_return",
        _("parent with a mental disability; child returning from care"),
        format_lazy(
            "{} {}",
            _(
                "Supported families with a parent with a mental disability, and supported families with a "
                "child that returns from residential care."
            ),
            REFERENCE,
        ),
        FACTS,
        Table(
            {
                fact.value: fact_share(fact)
                for fact in (Fact.PARENT_MENTAL_DISABILITY, Fact.CHILD_RETURNING_FROM_CARE)
            }
        ),
        Unit.PERCENT,
    ),
]
