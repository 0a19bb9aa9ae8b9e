"""What was promised to a local government."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from homestart.tenancy.models import KeyedModel, TenantForeignKey, TenantModel
from homestart.tenancy.periods import ends_after_start
from homestart.tenancy.privacy import plain


class Agreement(KeyedModel):
    authority = plain(models.CharField(_("authority"), max_length=200, blank=True))
    started_on = plain(models.DateField(_("from"), null=True, blank=True))
    ended_on = plain(models.DateField(_("until"), null=True, blank=True))
    amount_per_year = plain(
        models.DecimalField(
            _("amount a year in euro"), max_digits=12, decimal_places=2, null=True, blank=True
        )
    )

    class Meta(KeyedModel.Meta):
        verbose_name = _("agreement")
        constraints = [ends_after_start("agreement_ends_after_start")]

    def __str__(self) -> str:
        return self.authority or self.key


class Goal(KeyedModel):
    agreement = plain(TenantForeignKey(Agreement, related_name="goals", verbose_name=_("agreement")))
    code = plain(models.CharField(_("code"), max_length=50, blank=True))
    title = plain(models.CharField(_("title"), max_length=500, blank=True))

    class Meta(KeyedModel.Meta):
        verbose_name = _("goal")

    def __str__(self) -> str:
        return f"{self.code} {self.title}".strip()


class GoalTarget(TenantModel):
    goal = plain(TenantForeignKey(Goal, related_name="targets", verbose_name=_("goal")))
    indicator = plain(models.CharField(_("indicator"), max_length=100))
    year = plain(models.PositiveSmallIntegerField(_("year")))
    target = plain(models.DecimalField(_("target"), max_digits=12, decimal_places=2, null=True, blank=True))

    class Meta(TenantModel.Meta):
        verbose_name = _("target")
        constraints = [
            models.UniqueConstraint(
                fields=["branch", "goal", "indicator", "year"],
                name="goaltarget_once_a_year",
                violation_error_message=_("There is already a target for this year."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.indicator} {self.year}"
