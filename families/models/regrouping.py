"""Who belongs to which file changed: files made one, a member moved, a family taken apart or joined again."""

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from families.enums import RegroupingKind
from families.models.family import Family
from homestart.accounts.models import User
from homestart.tenancy.models import TenantForeignKey, TenantModel
from homestart.tenancy.privacy import identifying, plain, sensitive


class Regrouping(TenantModel):
    """What was done, and all that is needed to take it back.

    Of two files made one, `family` is the one that stays and `gone_id` the one that went: its addresses lead
    to the one that stays. Of a member that moved, `family` is where it left; of a family taken apart, the one
    that keeps the file; of one joined again, the one to which everybody came. `other` is the other file.
    """

    kind = plain(models.CharField(_("what was done"), max_length=10, choices=RegroupingKind))
    family = plain(TenantForeignKey(Family, related_name="regroupings", verbose_name=_("family")))
    other = plain(
        TenantForeignKey(
            Family, null=True, blank=True, related_name="regroupings_as_other", verbose_name=_("other family")
        )
    )
    # No reference: the row is gone. It comes back with this id when the merging is undone.
    gone_id = plain(models.UUIDField(_("file that went"), null=True, blank=True))
    gone_name = identifying(models.CharField(_("name of the file that went"), max_length=200, blank=True))
    # Where the family stood when it was done: a later merging takes `family` along.
    into_id = plain(models.UUIDField(_("file at that moment")))
    # The first day in the other family; empty for a correction of what was never so.
    day = plain(models.DateField(_("from"), null=True, blank=True))
    at = plain(models.DateTimeField(_("moment"), default=timezone.now))
    by = plain(
        models.ForeignKey(
            User, null=True, blank=True, editable=False, on_delete=models.PROTECT, related_name="+"
        )
    )
    undone_at = plain(models.DateTimeField(_("undone at"), null=True, blank=True))
    steps = sensitive(models.JSONField(_("what to put back"), default=list))

    #: Whether both files are apart since; set by `regroupings_of` (families/queries/merging.py).
    is_apart = False

    class Meta(TenantModel.Meta):
        verbose_name = _("change of who belongs to which family")
        indexes = [models.Index(fields=["branch", "gone_id"], name="regrouping_branch_gone")]
        constraints = [
            models.UniqueConstraint(
                fields=["branch", "gone_id"],
                condition=models.Q(undone_at__isnull=True, gone_id__isnull=False),
                name="regrouping_gone_once",
                violation_error_message=_("This file was merged already."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.at:%Y-%m-%d}"
