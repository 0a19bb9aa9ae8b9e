"""Code lists of the support itself; the values are those of the exchange format."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class ClosingReason(models.TextChoices):
    GOALS_REACHED = "goals_reached", _("goals reached")
    YEAR_COMPLETED = "year_completed", _("year completed")
    MOVED = "moved", _("moved")
    FAMILY_STOPPED = "family_stopped", _("family stopped")
    VOLUNTEER_STOPPED = "volunteer_stopped", _("volunteer stopped")
    PROFESSIONAL_HELP = "professional_help", _("professional help took over")
    SAFETY = "safety", _("safety")
    NO_CONTACT = "no_contact", _("no contact any more")
    OTHER = "other", _("other reason")


class VisitKind(models.TextChoices):
    HOME_VISIT = "home_visit", _("home visit")
    OUTING = "outing", _("outing")
    ACCOMPANIMENT = "accompaniment", _("accompaniment")
    CALL = "call", _("call")


class CancelledBy(models.TextChoices):
    FAMILY = "family", _("family")
    VOLUNTEER = "volunteer", _("volunteer")


class CardStatus(models.TextChoices):
    EXPECTED = "expected", _("expected")
    RECEIVED = "received", _("received")
    CHECKED = "checked", _("checked")


class TalkKind(models.TextChoices):
    FOLLOW_UP = "follow_up", _("follow-up talk")
    ALIGNMENT = "alignment", _("alignment talk")
    CLOSING = "closing", _("closing talk")


class Moment(models.TextChoices):
    START = "start", _("start")
    INTERIM = "interim", _("interim")
    END = "end", _("end")


class Respondent(models.TextChoices):
    MOTHER = "mother", _("mother")
    FATHER = "father", _("father")
    OTHER_CARER = "other_carer", _("other carer")
    COORDINATOR = "coordinator", _("coordinator")


class ImpactDomain(models.TextChoices):
    COMMUNITY = "community", _("community and network")
    SCHOOL = "school", _("school")
    HOUSEHOLD = "household", _("household")
    PARENTING = "parenting", _("parenting")
    PARENT = "parent", _("parent")
    CHILD = "child", _("child")
    WELLBEING = "wellbeing", _("general wellbeing")


class TrajectoryState(models.TextChoices):
    """Where the support of a family stands today; computed, never stored."""

    RUNNING = "running", _("running")
    PLANNED = "planned", pgettext_lazy("trajectory", "planned")
    ENDED = "ended", pgettext_lazy("trajectory", "ended")


class Afterwards(models.TextChoices):
    """What a volunteer does once the support of a family has ended."""

    GOES_ON = "goes_on", pgettext_lazy("volunteer", "goes on with another family")
    RESTS = "rests", pgettext_lazy("volunteer", "rests for a while")
    STOPS = "stops", pgettext_lazy("volunteer", "stops as a volunteer")


class Present(models.TextChoices):
    """Who was at a talk."""

    FAMILY = "family", _("the family")
    VOLUNTEER = "volunteer", _("the volunteer")
    COORDINATOR = "coordinator", _("the coordinator")
    REFERRER = "referrer", _("the referrer")
    OTHER = "other", _("somebody else")
