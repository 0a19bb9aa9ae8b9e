"""What somebody promised to do for a family on a day."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from families.enums import NoteLevel
from families.models.care import FamilyContact
from families.models.family import Family
from families.models.levels import LevelQuerySet
from homestart.accounts.models import User
from homestart.tenancy.managers import TenantManager
from homestart.tenancy.models import TenantForeignKey, TenantModel
from homestart.tenancy.privacy import plain, sensitive
from homestart.tenancy.versions import Versioned


class FollowUp(Versioned, TenantModel):
    """Something to do for a family from a day on: call back, send a form; often agreed in a contact."""

    family = plain(TenantForeignKey(Family, related_name="follow_ups", verbose_name=_("family")))
    contact = plain(
        TenantForeignKey(
            FamilyContact,
            null=True,
            blank=True,
            editable=False,
            on_delete=models.SET_NULL,
            related_name="follow_ups",
            verbose_name=_("contact"),
        )
    )
    due_on = plain(models.DateField(_("on which day")))
    text = sensitive(models.CharField(_("what has to be done"), max_length=300))
    level = plain(
        models.CharField(_("who may read it"), max_length=20, choices=NoteLevel, default=NoteLevel.BRANCH)
    )
    for_whom = plain(
        models.ForeignKey(
            User,
            null=True,
            blank=True,
            on_delete=models.PROTECT,
            related_name="+",
            verbose_name=_("who does it"),
        )
    )
    done_on = plain(models.DateField(_("done on"), null=True, blank=True))
    done_by = plain(
        models.ForeignKey(
            User, null=True, blank=True, editable=False, on_delete=models.PROTECT, related_name="+"
        )
    )

    objects = TenantManager.from_queryset(LevelQuerySet)()

    class Meta(TenantModel.Meta):
        verbose_name = _("follow-up")
        indexes = [
            models.Index(fields=["branch", "due_on"], name="followup_branch_due", condition=Q(done_on=None))
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(done_by=None) | Q(done_on__isnull=False),
                name="followup_done_by_has_day",
                violation_error_message=_("What is done has a day."),
            )
        ]

    def __str__(self) -> str:
        return self.text
