"""What a colleague who takes over has to know of a family."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from families.models import Family
from homestart.tenancy.models import TenantForeignKey, TenantModel
from homestart.tenancy.privacy import plain, sensitive
from homestart.tenancy.versions import Versioned


class HandOverNote(Versioned, TenantModel):
    """One text per family, changed as things change; what it said before is in the history of the file."""

    family = plain(TenantForeignKey(Family, related_name="handover_notes", verbose_name=_("family")))
    text = sensitive(models.TextField(_("for who takes over"), blank=True))
    written_on = plain(models.DateField(_("written on")))

    class Meta(TenantModel.Meta):
        verbose_name = _("hand-over note")
        constraints = [
            models.UniqueConstraint(fields=["branch", "family"], name="handovernote_one_per_family")
        ]

    def __str__(self) -> str:
        return f"{self.written_on}"
