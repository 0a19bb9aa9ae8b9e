"""What the coordinator does with a volunteer: contacts and expenses."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from homestart.accounts.models import User
from homestart.tenancy.models import KeyedModel, TenantForeignKey, TenantModel
from homestart.tenancy.privacy import plain, sensitive
from homestart.tenancy.versions import Versioned
from volunteers.enums import CoachingKind, ExpenseKind, ExpenseStatus
from volunteers.models.volunteer import Volunteer


class CoachingContact(Versioned, TenantModel):
    volunteer = plain(
        TenantForeignKey(Volunteer, related_name="coaching_contacts", verbose_name=_("volunteer"))
    )
    date = plain(models.DateField(_("date")))
    kind = plain(models.CharField(_("kind"), max_length=20, choices=CoachingKind))
    note = sensitive(models.TextField(_("note"), blank=True))
    noted_by = plain(
        models.ForeignKey(
            User, null=True, blank=True, editable=False, on_delete=models.PROTECT, related_name="+"
        )
    )

    class Meta(TenantModel.Meta):
        verbose_name = _("contact with a volunteer")
        indexes = [models.Index(fields=["branch", "date"], name="coaching_branch_date")]

    def __str__(self) -> str:
        return f"{self.kind} {self.date}"


class ExpenseNote(KeyedModel):
    volunteer = plain(TenantForeignKey(Volunteer, related_name="expenses", verbose_name=_("volunteer")))
    date = plain(models.DateField(_("date")))
    kind = plain(models.CharField(_("kind"), max_length=20, choices=ExpenseKind))
    quantity = plain(
        models.DecimalField(_("kilometres"), max_digits=10, decimal_places=2, null=True, blank=True)
    )
    amount = plain(
        models.DecimalField(_("amount in euro"), max_digits=10, decimal_places=2, null=True, blank=True)
    )
    status = plain(models.CharField(_("status"), max_length=20, choices=ExpenseStatus, blank=True))
    paid_on = plain(models.DateField(_("paid on"), null=True, blank=True))

    class Meta(KeyedModel.Meta):
        verbose_name = _("expense note")
        indexes = [models.Index(fields=["branch", "date"], name="expense_branch_date")]
        constraints = [
            models.CheckConstraint(
                condition=(Q(quantity__isnull=True) | Q(quantity__gte=0))
                & (Q(amount__isnull=True) | Q(amount__gte=0)),
                name="expensenote_not_negative",
                violation_error_message=_("Kilometres and amounts are not negative."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.date}"
