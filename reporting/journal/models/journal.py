"""What a branch does besides families and volunteers, for its reports."""

from typing import Any, Self

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from homestart.tenancy.managers import TenantManager, TenantQuerySet
from homestart.tenancy.models import KeyedModel, TenantModel
from homestart.tenancy.periods import PeriodQuerySet, ends_after_start
from homestart.tenancy.privacy import plain, sensitive
from homestart.vocabulary import Theme
from reporting.journal.enums import JournalKind, SignalLevel, SignalTheme, StoryKind


class JournalQuerySet(TenantQuerySet[Any]):
    def of_year(self, year: int) -> Self:
        """The rows of a year: that of the date, else the year of what runs all year."""
        return self.filter(Q(date__year=year) | Q(date=None, year=year))


class JournalEntry(KeyedModel):
    """A meeting, a campaign action, a newsletter … with a date, or with a year when it runs all year."""

    kind = plain(models.CharField(_("kind"), max_length=30, choices=JournalKind))
    date = plain(models.DateField(_("date"), null=True, blank=True))
    year = plain(models.PositiveSmallIntegerField(_("year"), null=True, blank=True))
    title = plain(models.CharField(_("title"), max_length=500, blank=True))
    partner = plain(models.CharField(_("partner"), max_length=300, blank=True))
    platform = plain(models.CharField(_("platform"), max_length=300, blank=True))
    channel = plain(models.CharField(_("channel"), max_length=300, blank=True))
    attendance = plain(models.PositiveIntegerField(_("number present"), null=True, blank=True))
    themes = plain(
        ArrayField(models.CharField(max_length=100), verbose_name=_("themes"), default=list, blank=True)
    )
    goals = plain(
        ArrayField(models.CharField(max_length=100), verbose_name=_("goals"), default=list, blank=True)
    )

    objects = TenantManager.from_queryset(JournalQuerySet)()

    class Meta(KeyedModel.Meta):
        verbose_name = _("journal entry")
        indexes = [models.Index(fields=["branch", "kind", "date"], name="journal_branch_kind_date")]
        constraints = [
            models.CheckConstraint(
                condition=Q(date__isnull=False) | Q(year__isnull=False),
                name="journalentry_date_or_year",
                violation_error_message=_("Fill in a date, or a year when it runs all year."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.title or self.kind} ({self.date or self.year})"


class Signal(TenantModel):
    """A need seen in the families, never with a name."""

    date = plain(models.DateField(_("date")))
    theme = plain(models.CharField(_("theme"), max_length=30, choices=SignalTheme))
    title = plain(models.CharField(_("title"), max_length=300, blank=True))
    text = plain(models.TextField(_("text"), blank=True))
    families = plain(models.PositiveIntegerField(_("number of families"), null=True, blank=True))
    level = plain(models.CharField(_("level"), max_length=20, choices=SignalLevel, blank=True))
    delivered_to = plain(models.CharField(_("delivered to"), max_length=300, blank=True))

    class Meta(TenantModel.Meta):
        verbose_name = _("signal")
        indexes = [models.Index(fields=["branch", "date"], name="signal_branch_date")]

    def __str__(self) -> str:
        return f"{self.title or self.theme} ({self.date})"


class Story(TenantModel):
    """An anonymised case or quote for the report; a complex case is printed after a second reader agreed."""

    date = plain(models.DateField(_("date")))
    kind = plain(models.CharField(_("kind"), max_length=30, choices=StoryKind))
    theme = plain(models.CharField(_("theme"), max_length=30, choices=Theme, blank=True))
    text = sensitive(models.TextField(_("text"), blank=True))
    consent_on = plain(models.DateField(_("consent given on"), null=True, blank=True))
    second_reader_on = plain(models.DateField(_("second reader agreed on"), null=True, blank=True))

    class Meta(TenantModel.Meta):
        verbose_name = _("story")
        verbose_name_plural = _("stories")
        indexes = [models.Index(fields=["branch", "date"], name="story_branch_date")]

    def __str__(self) -> str:
        return f"{self.kind} {self.date}"


class Appointment(KeyedModel):
    """A function at the branch, with its full-time equivalent."""

    function = plain(models.CharField(_("function"), max_length=200, blank=True))
    fte = plain(
        models.DecimalField(_("full-time equivalent"), max_digits=6, decimal_places=4, null=True, blank=True)
    )
    started_on = plain(models.DateField(_("from"), null=True, blank=True))
    ended_on = plain(models.DateField(_("until"), null=True, blank=True))

    objects = TenantManager.from_queryset(PeriodQuerySet)()

    class Meta(KeyedModel.Meta):
        verbose_name = _("appointment")
        constraints = [ends_after_start("appointment_ends_after_start")]

    def __str__(self) -> str:
        return f"{self.function} {self.fte}"
