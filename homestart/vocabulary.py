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


class Daypart(models.TextChoices):
    """When somebody can or wants to: what a volunteer offers and a family wishes."""

    MON_AM = "mon_am", _("Monday morning")
    MON_PM = "mon_pm", _("Monday afternoon")
    MON_EVE = "mon_eve", _("Monday evening")
    TUE_AM = "tue_am", _("Tuesday morning")
    TUE_PM = "tue_pm", _("Tuesday afternoon")
    TUE_EVE = "tue_eve", _("Tuesday evening")
    WED_AM = "wed_am", _("Wednesday morning")
    WED_PM = "wed_pm", _("Wednesday afternoon")
    WED_EVE = "wed_eve", _("Wednesday evening")
    THU_AM = "thu_am", _("Thursday morning")
    THU_PM = "thu_pm", _("Thursday afternoon")
    THU_EVE = "thu_eve", _("Thursday evening")
    FRI_AM = "fri_am", _("Friday morning")
    FRI_PM = "fri_pm", _("Friday afternoon")
    FRI_EVE = "fri_eve", _("Friday evening")
    SAT_AM = "sat_am", _("Saturday morning")
    SAT_PM = "sat_pm", _("Saturday afternoon")
    SAT_EVE = "sat_eve", _("Saturday evening")
    SUN_AM = "sun_am", _("Sunday morning")
    SUN_PM = "sun_pm", _("Sunday afternoon")
    SUN_EVE = "sun_eve", _("Sunday evening")


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
