"""Code lists of the exchange format that more than one app uses."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Gender(models.TextChoices):
    FEMALE = "f", _("woman")
    MALE = "m", _("man")
    OTHER = "x", _("X")


class Theme(models.TextChoices):
    """What a family asks for or is helped with; one list for every report (exchange format, "Themes")."""

    LISTENING_EAR = "listening_ear", _("listening ear")
    PARENTING = "parenting", _("parenting support")
    RIGHTS = "rights", _("rights exploration")
    ADMINISTRATION = "administration", _("administration")
    DIGITAL = "digital", _("digital support")
    PERINATAL = "perinatal", _("perinatal support")
    NETWORK = "network", _("widening the network")
    LEISURE = "leisure", _("leisure")
    DEVELOPMENT = "development", _("talent and development")
    SCHOOL = "school", _("school support")
    LANGUAGE = "language", _("language stimulation")
