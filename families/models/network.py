"""What was agreed with a family, and who else is around it."""

from datetime import date

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from families.models.family import Family
from homestart.tenancy.managers import TenantManager, TenantQuerySet
from homestart.tenancy.models import TenantForeignKey, TenantModel
from homestart.tenancy.periods import ends_after_start
from homestart.tenancy.privacy import identifying, plain, sensitive
from homestart.tenancy.versions import Versioned


class AgreementQuerySet(TenantQuerySet["Agreement"]):
    def for_volunteers_on(self, day: date) -> "AgreementQuerySet":
        """What the volunteer of the family has to know on `day`."""
        return self.filter(Q(ended_on=None) | Q(ended_on__gt=day), for_volunteer=True, agreed_on__lte=day)


class Agreement(Versioned, TenantModel):
    """What was agreed with the family on a day, until it no longer held.

    Its volunteer reads it only when it is marked for her: she sees nothing else of the file.
    """

    family = plain(TenantForeignKey(Family, related_name="agreements", verbose_name=_("family")))
    agreed_on = plain(models.DateField(_("agreed on")))
    text = sensitive(models.TextField(_("what was agreed")))
    for_volunteer = plain(models.BooleanField(_("on the card of the volunteer"), default=False))
    ended_on = plain(models.DateField(_("no longer since"), null=True, blank=True))

    objects = TenantManager.from_queryset(AgreementQuerySet)()  # type: ignore[django-manager-missing,misc]

    class Meta(TenantModel.Meta):
        verbose_name = _("agreement with the family")
        constraints = [ends_after_start("agreement_ended_after_agreed", "agreed_on", "ended_on")]

    def __str__(self) -> str:
        return f"{self.agreed_on}"


class Professional(Versioned, TenantModel):
    """Somebody of another service who helps the family: the doctor, a teacher, Kind en Gezin."""

    family = plain(TenantForeignKey(Family, related_name="professionals", verbose_name=_("family")))
    function = plain(models.CharField(_("function"), max_length=100))
    name = identifying(models.CharField(_("name"), max_length=200, blank=True))
    organisation = plain(models.CharField(_("organisation"), max_length=200, blank=True))
    phone = identifying(models.CharField(_("telephone"), max_length=50, blank=True))
    email = identifying(models.EmailField(_("e-mail address"), blank=True))
    since = plain(models.DateField(_("since"), null=True, blank=True))
    until = plain(models.DateField(_("until"), null=True, blank=True))
    knows_us = plain(models.BooleanField(_("knows that Home-Start comes"), null=True, blank=True))
    note = sensitive(models.TextField(_("note"), blank=True))

    class Meta(TenantModel.Meta):
        verbose_name = _("professional around the family")
        constraints = [ends_after_start("professional_until_after_since", "since", "until")]

    def __str__(self) -> str:
        return self.name or self.function
