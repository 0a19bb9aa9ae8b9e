"""Until when a closed file is kept, and what for."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from families.enums import RetentionPurpose
from families.models.family import Family
from homestart.tenancy.models import TenantForeignKey, TenantModel
from homestart.tenancy.privacy import plain, sensitive
from homestart.tenancy.versions import Versioned


class Retention(Versioned, TenantModel):
    """What was decided about a closed file. Without a row the rule of the house holds (families/rules.py).

    A family that comes back has none any more: its file is open.
    """

    far_ahead = ("until",)

    family = plain(TenantForeignKey(Family, related_name="retentions", verbose_name=_("family")))
    until = plain(models.DateField(_("kept until")))
    purpose = plain(
        models.CharField(
            _("what for"), max_length=20, choices=RetentionPurpose, default=RetentionPurpose.ACCOUNT
        )
    )
    # Why another day than that of the rule.
    reason = sensitive(models.CharField(_("why until then"), max_length=300, blank=True))
    set_on = plain(models.DateField(_("set on")))
    # When it was first shown that the file is to go.
    announced_on = plain(models.DateField(_("announced on"), null=True, blank=True, editable=False))

    class Meta(TenantModel.Meta):
        verbose_name = _("keeping of a file")
        constraints = [models.UniqueConstraint(fields=["branch", "family"], name="retention_one_per_family")]
        indexes = [models.Index(fields=["branch", "until"], name="retention_branch_until")]

    def __str__(self) -> str:
        return f"{self.until}"
