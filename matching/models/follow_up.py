"""What happens during the support: visits, quarter cards, review talks and impact measurements."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from homestart.tenancy.models import KeyedModel, TenantForeignKey, TenantModel
from homestart.tenancy.privacy import Counted, plain, sensitive
from homestart.tenancy.versions import Versioned
from homestart.vocabulary import Theme
from matching.enums import (
    CancelledBy,
    CardStatus,
    ImpactDomain,
    Moment,
    Present,
    Respondent,
    TalkKind,
    VisitKind,
)
from matching.models.trajectory import Match, Trajectory


def themes_field() -> "ArrayField[list[str], list[str]]":
    return sensitive(
        ArrayField(
            models.CharField(max_length=30, choices=Theme), verbose_name=_("themes"), default=list, blank=True
        ),
        counted=Counted.ALWAYS,
    )


class Visit(KeyedModel):
    """A contact of the volunteer with the family."""

    match = plain(TenantForeignKey(Match, related_name="visits", verbose_name=_("match")))
    date = plain(models.DateField(_("date")))
    kind = plain(models.CharField(_("kind"), max_length=20, choices=VisitKind))
    took_place = plain(models.BooleanField(_("took place"), null=True, blank=True))
    cancelled_by = plain(models.CharField(_("cancelled by"), max_length=20, choices=CancelledBy, blank=True))
    minutes = plain(models.PositiveIntegerField(_("minutes"), null=True, blank=True))
    themes = themes_field()
    note = sensitive(models.TextField(_("note"), blank=True))

    class Meta(KeyedModel.Meta):
        verbose_name = _("visit")
        indexes = [
            models.Index(fields=["branch", "date"], name="visit_branch_date"),
            models.Index(fields=["branch", "match", "date"], name="visit_branch_match_date"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.date}"


class QuarterCard(TenantModel):
    """A volunteer's report of a whole quarter at once: visits that are not noted one by one."""

    match = plain(TenantForeignKey(Match, related_name="quarter_cards", verbose_name=_("match")))
    year = plain(models.PositiveSmallIntegerField(_("year")))
    quarter = plain(models.PositiveSmallIntegerField(_("quarter")))
    status = plain(models.CharField(_("status"), max_length=20, choices=CardStatus, blank=True))
    received_on = plain(models.DateField(_("received on"), null=True, blank=True))
    visit_count = plain(models.PositiveIntegerField(_("number of visits"), null=True, blank=True))
    themes = themes_field()

    class Meta(TenantModel.Meta):
        verbose_name = _("quarter card")
        indexes = [models.Index(fields=["branch", "year"], name="quartercard_branch_year")]
        constraints = [
            models.UniqueConstraint(
                fields=["branch", "match", "year", "quarter"],
                name="quartercard_once_a_quarter",
                violation_error_message=_("There is already a card for this quarter."),
            ),
            models.CheckConstraint(
                condition=Q(quarter__gte=1, quarter__lte=4),
                name="quartercard_quarter_1_to_4",
                violation_error_message=_("A quarter is 1, 2, 3 or 4."),
            ),
        ]

    def __str__(self) -> str:
        return _("quarter %(quarter)d of %(year)d") % {"quarter": self.quarter, "year": self.year}


class ReviewTalk(Versioned, TenantModel):
    """A talk of coordinator, family and volunteer about how it goes."""

    trajectory = plain(
        TenantForeignKey(Trajectory, related_name="review_talks", verbose_name=_("trajectory"))
    )
    kind = plain(models.CharField(_("kind"), max_length=20, choices=TalkKind))
    due_on = plain(models.DateField(_("due on"), null=True, blank=True))
    held_on = plain(models.DateField(_("held on"), null=True, blank=True))
    extended = plain(models.BooleanField(_("extended"), null=True, blank=True))
    themes = themes_field()
    present = plain(
        ArrayField(
            models.CharField(max_length=20, choices=Present),
            verbose_name=_("who was there"),
            default=list,
            blank=True,
        )
    )
    conclusion = sensitive(models.TextField(_("conclusion"), blank=True))

    class Meta(TenantModel.Meta):
        verbose_name = _("review talk")
        indexes = [models.Index(fields=["branch", "due_on"], name="reviewtalk_branch_due")]

    def __str__(self) -> str:
        return f"{self.kind} {self.due_on}"


class ImpactScore(TenantModel):
    """One answered item of an impact measurement, on a scale of 1 to 5; empty: not applicable."""

    trajectory = plain(
        TenantForeignKey(Trajectory, related_name="impact_scores", verbose_name=_("trajectory"))
    )
    moment = plain(models.CharField(_("moment"), max_length=10, choices=Moment))
    measured_on = plain(models.DateField(_("measured on")))
    respondent = plain(models.CharField(_("respondent"), max_length=20, choices=Respondent))
    domain = plain(models.CharField(_("domain"), max_length=20, choices=ImpactDomain))
    item = plain(models.CharField(_("item"), max_length=100))
    score = sensitive(
        models.PositiveSmallIntegerField(_("score"), null=True, blank=True), counted=Counted.ALWAYS
    )

    class Meta(TenantModel.Meta):
        verbose_name = _("impact score")
        constraints = [
            models.UniqueConstraint(
                fields=["branch", "trajectory", "moment", "measured_on", "respondent", "domain", "item"],
                name="impactscore_once",
                violation_error_message=_("This item was already answered on this day."),
            ),
            models.CheckConstraint(
                condition=Q(score__isnull=True) | Q(score__gte=1, score__lte=5),
                name="impactscore_1_to_5",
                violation_error_message=_("A score is 1, 2, 3, 4 or 5."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.item} {self.measured_on}"
