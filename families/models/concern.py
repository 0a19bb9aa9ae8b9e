"""Worrying situations: what was seen, which steps of the plan were taken, who knows of it, what came of it.

For who has the permission for concerns alone; nothing of it stands in an ordinary file, list or search.
"""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from families.enums import ConcernOutcome, Informed
from families.models.family import Family
from families.models.plan import ConcernPlan, ConcernPlanStep
from homestart.accounts.models import User
from homestart.tenancy.managers import TenantManager, TenantQuerySet
from homestart.tenancy.models import KeyedModel, TenantForeignKey, TenantModel
from homestart.tenancy.privacy import Counted, identifying, plain, sensitive
from homestart.tenancy.versions import Versioned

#: What an imported concern without a day of closing says when somebody still follows it.
STILL_FOLLOWED = ("", ConcernOutcome.MONITORED)


class ConcernQuerySet(TenantQuerySet["Concern"]):
    def open(self) -> "models.QuerySet[Concern]":
        """Those that somebody still has to follow.

        What was brought in from older files has no day of closing: there an outcome says that it is over.
        """
        return self.filter(Q(plan__isnull=False) | Q(outcome__in=STILL_FOLLOWED), closed_on=None)


class Concern(Versioned, KeyedModel):
    """A worrying situation. `consulted` and `step` are what the exchange format tells of the rows below."""

    family = plain(TenantForeignKey(Family, related_name="concerns", verbose_name=_("family")))
    date = plain(models.DateField(_("date")))
    facts = sensitive(models.TextField(_("facts"), blank=True))
    consulted = sensitive(models.TextField(_("consulted"), blank=True))
    step = sensitive(models.CharField(_("step"), max_length=500, blank=True))
    outcome = sensitive(
        models.CharField(_("outcome"), max_length=20, choices=ConcernOutcome, blank=True),
        counted=Counted.ALWAYS,
    )
    #: The version of the step plan that was in force when it began; none for what was imported.
    plan = plain(
        models.ForeignKey(
            ConcernPlan, null=True, blank=True, editable=False, on_delete=models.PROTECT, related_name="+"
        )
    )
    noted_by = plain(
        models.ForeignKey(
            User, null=True, blank=True, editable=False, on_delete=models.PROTECT, related_name="+"
        )
    )
    second_name = identifying(models.CharField(_("second pair of eyes"), max_length=200, blank=True))
    second_on = plain(models.DateField(_("talked about on"), null=True, blank=True))
    second_view = sensitive(models.TextField(_("what this colleague thinks"), blank=True))
    confirmed_by = plain(
        models.ForeignKey(
            User, null=True, blank=True, editable=False, on_delete=models.PROTECT, related_name="+"
        )
    )
    confirmed_on = plain(models.DateField(_("confirmed on"), null=True, blank=True))
    look_again_on = plain(models.DateField(_("look at it again on"), null=True, blank=True))
    closed_on = plain(models.DateField(_("closed on"), null=True, blank=True))
    conclusion = sensitive(models.TextField(_("what was decided and why"), blank=True))

    objects = TenantManager.from_queryset(ConcernQuerySet)()

    class Meta(KeyedModel.Meta):
        verbose_name = _("concern")
        indexes = [models.Index(fields=["branch", "date"], name="concern_branch_date")]
        constraints = [
            models.CheckConstraint(
                condition=Q(closed_on=None) | Q(closed_on__gte=F("date")),
                name="concern_closed_after_it_began",
                violation_error_message=_("A concern cannot be closed before the day on which it began."),
            ),
            models.CheckConstraint(
                condition=Q(confirmed_on=None, confirmed_by=None)
                | Q(confirmed_on__isnull=False, confirmed_by__isnull=False),
                name="concern_confirmed_by_somebody",
                violation_error_message=_("A confirmation has a person and a day."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.date}"

    @property
    def is_open(self) -> bool:
        """As the queryset says."""
        return self.closed_on is None and (self.plan_id is not None or self.outcome in STILL_FOLLOWED)


class ConcernStep(Versioned, TenantModel):
    """A step of the plan that was taken; without `step`, one that was noted before the plan was on screen."""

    concern = plain(TenantForeignKey(Concern, related_name="steps", verbose_name=_("concern")))
    step = plain(
        models.ForeignKey(
            ConcernPlanStep,
            null=True,
            blank=True,
            editable=False,
            on_delete=models.PROTECT,
            related_name="+",
            verbose_name=_("step"),
        )
    )
    done_on = plain(models.DateField(_("done on")))
    note = sensitive(models.TextField(_("note"), blank=True))
    done_by = plain(
        models.ForeignKey(
            User, null=True, blank=True, editable=False, on_delete=models.PROTECT, related_name="+"
        )
    )

    class Meta(TenantModel.Meta):
        verbose_name = _("step of a concern")
        constraints = [
            models.UniqueConstraint(
                fields=["branch", "concern", "step"],
                name="concernstep_once",
                violation_error_message=_("This step is noted already."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.done_on}"


class ConcernNotice(Versioned, TenantModel):
    """Somebody who was told of a concern, or asked about it."""

    concern = plain(TenantForeignKey(Concern, related_name="notices", verbose_name=_("concern")))
    date = plain(models.DateField(_("date")))
    who = plain(models.CharField(_("who was told"), max_length=20, choices=Informed))
    name = identifying(models.CharField(_("name"), max_length=200, blank=True))
    note = sensitive(models.TextField(_("note"), blank=True))

    class Meta(TenantModel.Meta):
        verbose_name = _("notice of a concern")

    def __str__(self) -> str:
        return f"{self.who} {self.date}"
