"""What an indicator is."""

from dataclasses import dataclass

from django.db import models
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from reporting.indicators.figures import Figure


class Theme(models.TextChoices):
    """The chapters under which indicators are explained; each has a module of its name."""

    FAMILIES = "families", _("Families")
    PROFILE = "profile", _("Profile of the families")
    REFERRALS = "referrals", _("Referrals and waiting")
    SUPPORT = "support", _("Support")
    IMPACT = "impact", _("Impact")
    VOLUNTEERS = "volunteers", _("Volunteers")
    COMMUNICATION = "communication", _("Communication")
    POLICY = "policy", _("Partners, signals and policy")
    ORGANISATION = "organisation", _("Organisation")


class Unit(models.TextChoices):
    COUNT = "count", _("number")
    PERCENT = "percent", _("percentage, with numerator and base")
    DAYS = "days", _("days, and months of 30.4375 days")
    AVERAGE = "average", _("average")
    AGE = "age", _("age in years")
    FTE = "fte", _("full-time equivalents")
    SCALE = "scale", _("change on a scale of 1 to 5, and percentages")


@dataclass(frozen=True)
class Indicator:
    """A figure of a branch-year: how it is called, how it is counted in words, and how it is counted.

    `definition` is printed where the report explains how it counts: it names the rule that was chosen where
    the label leaves a choice. `source` says which records the figure is made of.
    """

    theme: Theme
    id: str
    label: str | Promise
    definition: str | Promise
    source: str | Promise
    figure: Figure
    unit: Unit = Unit.COUNT

    def __str__(self) -> str:
        return str(self.label)
