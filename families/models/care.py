"""What the coordinator does with a family: contacts and onward referrals."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from families.enums import ContactKind, NoteLevel, OnwardOutcome, Place
from families.models.family import Family
from families.models.levels import LevelQuerySet
from homestart.accounts.models import User
from homestart.tenancy.managers import TenantManager
from homestart.tenancy.models import KeyedModel, TenantForeignKey, TenantModel
from homestart.tenancy.privacy import identifying, plain, sensitive
from homestart.tenancy.versions import Versioned
from homestart.vocabulary import Theme


class FamilyContact(Versioned, KeyedModel):
    """A contact of the coordinator with a family: referred, waiting, active or closed."""

    family = plain(TenantForeignKey(Family, related_name="contacts", verbose_name=_("family")))
    date = plain(models.DateField(_("date")))
    kind = plain(models.CharField(_("kind"), max_length=30, choices=ContactKind))
    place = plain(models.CharField(_("place"), max_length=20, choices=Place, blank=True))
    took_place = plain(models.BooleanField(_("took place"), null=True, blank=True))
    minutes = plain(models.PositiveIntegerField(_("minutes"), null=True, blank=True))
    note = sensitive(models.TextField(_("note"), blank=True))
    with_whom = identifying(models.CharField(_("with whom"), max_length=200, blank=True))
    level = plain(
        models.CharField(_("who may read it"), max_length=20, choices=NoteLevel, default=NoteLevel.BRANCH)
    )
    noted_by = plain(
        models.ForeignKey(
            User, null=True, blank=True, editable=False, on_delete=models.PROTECT, related_name="+"
        )
    )

    objects = TenantManager.from_queryset(LevelQuerySet)()

    class Meta(KeyedModel.Meta):
        verbose_name = _("contact with a family")
        indexes = [
            models.Index(fields=["branch", "date"], name="familycontact_branch_date"),
            models.Index(fields=["branch", "family", "date"], name="familycontact_branch_family"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.date}"


class OnwardReferral(Versioned, TenantModel):
    family = plain(TenantForeignKey(Family, related_name="onward_referrals", verbose_name=_("family")))
    date = plain(models.DateField(_("date")))
    organisation = plain(models.CharField(_("organisation"), max_length=200))
    need = sensitive(models.CharField(_("need"), max_length=30, choices=Theme, blank=True))
    accompanied = plain(models.BooleanField(_("accompanied"), null=True, blank=True))
    outcome = plain(models.CharField(_("outcome"), max_length=20, choices=OnwardOutcome, blank=True))

    class Meta(TenantModel.Meta):
        verbose_name = _("onward referral")
        indexes = [models.Index(fields=["branch", "date"], name="onwardreferral_branch_date")]

    def __str__(self) -> str:
        return f"{self.organisation} {self.date}"
