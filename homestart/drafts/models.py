"""What somebody typed and did not save yet, and which forms were sent already; rows of the branch."""

from datetime import timedelta

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from homestart.accounts.models import User
from homestart.tenancy.managers import TenantManager, TenantQuerySet
from homestart.tenancy.models import TenantModel
from homestart.tenancy.privacy import plain, sensitive

KEPT = timedelta(days=14)
REMEMBERED = timedelta(days=2)


class DraftQuerySet(TenantQuerySet["Draft"]):
    def outlived(self) -> "DraftQuerySet":
        return self.filter(saved_at__lt=timezone.now() - KEPT)


class Draft(TenantModel):
    """The fields of one form as one person left them. A form is known by the address of its page."""

    user = plain(models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", editable=False))
    path = plain(models.CharField(_("address of the form"), max_length=300))
    # The version of the record that was on the screen; 0 for a new one.
    version = plain(models.PositiveIntegerField(_("version"), default=0))
    # By field, all its values: what a browser sends.
    data = sensitive(models.JSONField(_("what was typed"), default=dict))
    saved_at = plain(models.DateTimeField(_("saved at"), default=timezone.now))

    objects = TenantManager.from_queryset(DraftQuerySet)()  # type: ignore[django-manager-missing,misc]

    class Meta(TenantModel.Meta):
        verbose_name = _("draft")
        constraints = [
            models.UniqueConstraint(fields=["branch", "user", "path"], name="draft_one_a_form"),
        ]
        indexes = [models.Index(fields=["branch", "saved_at"], name="draft_branch_saved")]

    def __str__(self) -> str:
        return f"{self.path} ({self.saved_at:%Y-%m-%d %H:%M})"


class SubmissionQuerySet(TenantQuerySet["Submission"]):
    def outlived(self) -> "SubmissionQuerySet":
        return self.filter(at__lt=timezone.now() - REMEMBERED)


class Submission(TenantModel):
    """A form that was sent and saved. Its token was in the form: a second click finds what the first made."""

    token = plain(models.UUIDField(_("token")))
    user = plain(models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", editable=False))
    at = plain(models.DateTimeField(_("moment"), default=timezone.now))
    # Where the person was sent; never with personal data, as all addresses.
    url = plain(models.CharField(_("address of the result"), max_length=500, blank=True))

    objects = TenantManager.from_queryset(SubmissionQuerySet)()  # type: ignore[django-manager-missing,misc]

    class Meta(TenantModel.Meta):
        verbose_name = _("sent form")
        constraints = [
            models.UniqueConstraint(fields=["branch", "user", "token"], name="submission_once"),
        ]
        indexes = [models.Index(fields=["branch", "at"], name="submission_branch_at")]

    def __str__(self) -> str:
        return f"{self.url} ({self.at:%Y-%m-%d %H:%M})"
