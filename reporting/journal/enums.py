"""Code lists of the journal; the values are those of the exchange format."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class JournalKind(models.TextChoices):
    PARTNER_INTRODUCTION = "partner_introduction", _("introduction to a partner")
    PARTNER_CONSULTATION = "partner_consultation", _("consultation with partners")
    STEERING_GROUP = "steering_group", _("steering group")
    PROJECT_MEETING = "project_meeting", _("project meeting")
    CAMPAIGN = "campaign", _("campaign action")
    PERMANENT_COMMUNICATION = "permanent_communication", _("permanent communication")
    STORY = "story", _("published story")
    NEWSLETTER = "newsletter", _("newsletter")
    ADVOCACY = "advocacy", _("advocacy")
    APPRECIATION = "appreciation", _("appreciation")


#: The four kinds that are meetings with partners.
PARTNER_KINDS = (
    JournalKind.PARTNER_INTRODUCTION,
    JournalKind.PARTNER_CONSULTATION,
    JournalKind.STEERING_GROUP,
    JournalKind.PROJECT_MEETING,
)


class SignalTheme(models.TextChoices):
    HOUSING = "housing", _("housing")
    EDUCATION = "education", _("education")
    MOBILITY = "mobility", _("mobility")
    INCOME = "income", _("income")
    CHILDCARE = "childcare", _("childcare")
    LANGUAGE = "language", _("language")
    LEISURE = "leisure", _("leisure")
    DIGITAL = "digital", _("digital gap")
    CRISIS = "crisis", _("crisis and concern")
    MULTIPLE_PROBLEMS = "multiple_problems", _("multiple problems")


class SignalLevel(models.TextChoices):
    LOCAL = "local", _("local")
    FLEMISH = "flemish", _("Flemish")


class StoryKind(models.TextChoices):
    COMPLEX_CASE = "complex_case", _("complex case")
    QUOTE_FAMILY = "quote_family", _("quote of a family")
    QUOTE_VOLUNTEER = "quote_volunteer", _("quote of a volunteer")
    QUOTE_COORDINATOR = "quote_coordinator", _("quote of a coordinator")
