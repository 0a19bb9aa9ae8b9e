"""The figures of a branch-year as computed last; network totals are made of these, never of cases."""

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from homestart.tenancy.models import SharedModel
from homestart.tenancy.privacy import plain


class BranchFigures(SharedModel):
    year = plain(models.PositiveSmallIntegerField(_("year")))
    computed_at = plain(models.DateTimeField(_("computed at"), default=timezone.now))
    # {indicator id: value}, as `manage.py figures` prints it.
    values = plain(models.JSONField(_("figures")))
    # {indicator id: …}: what a total needs and the figure does not show, such as the days behind a median.
    parts = plain(models.JSONField(_("parts for the totals"), default=dict))

    class Meta(SharedModel.Meta):
        verbose_name = _("figures of a year")
        constraints = [models.UniqueConstraint(fields=["branch", "year"], name="branchfigures_once_a_year")]

    def __str__(self) -> str:
        return f"{self.branch_id} {self.year}"
