"""The support of one family, and the volunteers in it."""

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeOperators
from django.db import models
from django.db.models import F, Func, Q, TextField
from django.db.models.functions import Cast, Concat
from django.utils.translation import gettext_lazy as _

from families.models import Family, Referral
from homestart.tenancy.managers import TenantManager
from homestart.tenancy.models import KeyedModel, TenantForeignKey
from homestart.tenancy.periods import PeriodQuerySet, ends_after_start
from homestart.tenancy.privacy import Counted, plain, sensitive
from homestart.tenancy.versions import Versioned
from matching.enums import Afterwards, ClosingReason
from volunteers.enums import VolunteerRole
from volunteers.models import Volunteer


class Trajectory(Versioned, KeyedModel):
    """The support of one family. A family that comes back gets a new trajectory."""

    family = plain(TenantForeignKey(Family, related_name="trajectories", verbose_name=_("family")))
    referral = plain(
        TenantForeignKey(
            Referral, null=True, blank=True, related_name="trajectories", verbose_name=_("referral")
        )
    )
    started_on = plain(models.DateField(_("first visit on"), null=True, blank=True))
    ended_on = plain(models.DateField(_("last day"), null=True, blank=True))
    closing_reason = sensitive(
        models.CharField(_("reason of closing"), max_length=30, choices=ClosingReason, blank=True),
        counted=Counted.ALWAYS,
    )
    closing_note = sensitive(models.TextField(_("note at closing"), blank=True))
    family_thanked_on = plain(models.DateField(_("family thanked on"), null=True, blank=True))

    objects = TenantManager.from_queryset(PeriodQuerySet)()

    class Meta(KeyedModel.Meta):
        verbose_name = _("trajectory")
        verbose_name_plural = _("trajectories")
        indexes = [models.Index(fields=["branch", "started_on", "ended_on"], name="trajectory_branch_period")]
        constraints = [ends_after_start("trajectory_ends_after_start")]

    def __str__(self) -> str:
        return f"{self.key} ({self.started_on or '…'}–{self.ended_on or ''})"


OVERLAP = "overlap"
#: Who supports whom, and as what.
PAIR = Concat(
    Cast("trajectory", TextField()), Cast("volunteer", TextField()), "role", output_field=TextField()
)


class Match(Versioned, KeyedModel):
    """A volunteer in a trajectory: proposed, introduced, started, ended."""

    trajectory = plain(TenantForeignKey(Trajectory, related_name="matches", verbose_name=_("trajectory")))
    volunteer = plain(TenantForeignKey(Volunteer, related_name="matches", verbose_name=_("volunteer")))
    role = plain(models.CharField(_("role"), max_length=30, choices=VolunteerRole, blank=True))
    proposed_on = plain(models.DateField(_("proposed on"), null=True, blank=True))
    family_answer = plain(models.BooleanField(_("answer of the family"), null=True, blank=True))
    volunteer_answer = plain(models.BooleanField(_("answer of the volunteer"), null=True, blank=True))
    introduced_on = plain(models.DateField(_("introduced on"), null=True, blank=True))
    started_on = plain(models.DateField(_("started on"), null=True, blank=True))
    ended_on = plain(models.DateField(_("last day"), null=True, blank=True))
    end_reason = sensitive(models.CharField(_("reason of the end"), max_length=500, blank=True))
    # Ended by the closing of the trajectory, and going on when that is undone.
    ended_by_closing = plain(
        models.BooleanField(_("ended with the trajectory"), default=False, editable=False)
    )
    afterwards = plain(
        models.CharField(_("the volunteer afterwards"), max_length=20, choices=Afterwards, blank=True)
    )
    thanked_on = plain(models.DateField(_("volunteer thanked on"), null=True, blank=True))
    # For the volunteer too, who sees nothing else of the file.
    agreements = sensitive(models.TextField(_("agreements"), blank=True))

    objects = TenantManager.from_queryset(PeriodQuerySet)()

    class Meta(KeyedModel.Meta):
        verbose_name = _("match")
        verbose_name_plural = _("matches")
        indexes = [models.Index(fields=["branch", "started_on", "ended_on"], name="match_branch_period")]
        constraints = [
            ends_after_start("match_ends_after_start"),
            # Half-open: a pair may go on in a new match on the day on which the former ends.
            ExclusionConstraint(
                name="match_pair_does_not_overlap",
                expressions=[
                    ("branch", RangeOperators.EQUAL),
                    # As one text: with columns, PostgreSQL would look matches up in this slow index.
                    (PAIR, RangeOperators.EQUAL),
                    (Func(F("started_on"), F("ended_on"), function="daterange"), RangeOperators.OVERLAPS),
                ],
                condition=Q(started_on__isnull=False),
                violation_error_code=OVERLAP,
                violation_error_message=_(
                    "This volunteer already has this role in this trajectory at that time."
                ),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.key} ({self.started_on or '…'}–{self.ended_on or ''})"
