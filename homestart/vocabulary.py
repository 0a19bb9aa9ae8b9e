"""Code lists of the exchange format that more than one app uses."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


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


class Language(models.TextChoices):
    """Languages that one chooses from in a form; records may hold any other code of ISO 639 too."""

    DUTCH = "nl", pgettext_lazy("language", "Dutch")
    FRENCH = "fr", pgettext_lazy("language", "French")
    ENGLISH = "en", pgettext_lazy("language", "English")
    GERMAN = "de", pgettext_lazy("language", "German")
    ARABIC = "ar", pgettext_lazy("language", "Arabic")
    TURKISH = "tr", pgettext_lazy("language", "Turkish")
    TAMAZIGHT = "zgh", pgettext_lazy("language", "Tamazight")
    UKRAINIAN = "uk", pgettext_lazy("language", "Ukrainian")
    RUSSIAN = "ru", pgettext_lazy("language", "Russian")
    POLISH = "pl", pgettext_lazy("language", "Polish")
    ROMANIAN = "ro", pgettext_lazy("language", "Romanian")
    BULGARIAN = "bg", pgettext_lazy("language", "Bulgarian")
    ALBANIAN = "sq", pgettext_lazy("language", "Albanian")
    SPANISH = "es", pgettext_lazy("language", "Spanish")
    PORTUGUESE = "pt", pgettext_lazy("language", "Portuguese")
    ITALIAN = "it", pgettext_lazy("language", "Italian")
    PERSIAN = "fa", pgettext_lazy("language", "Persian (Farsi, Dari)")
    PASHTO = "ps", pgettext_lazy("language", "Pashto")
    KURDISH = "ku", pgettext_lazy("language", "Kurdish")
    SOMALI = "so", pgettext_lazy("language", "Somali")
    TIGRINYA = "ti", pgettext_lazy("language", "Tigrinya")
    LINGALA = "ln", pgettext_lazy("language", "Lingala")
    SWAHILI = "sw", pgettext_lazy("language", "Swahili")
    NEPALI = "ne", pgettext_lazy("language", "Nepali")
    URDU = "ur", pgettext_lazy("language", "Urdu")
    CHINESE = "zh", pgettext_lazy("language", "Chinese")
