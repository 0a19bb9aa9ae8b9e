"""What came in from outside and waits for the coordinator: the public side adds it and cannot read it."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from families.enums import PublicLanguage, Sector, SubmissionSource
from families.models.referral import Referral
from homestart.accounts.models import User
from homestart.tenancy.models import TenantForeignKey, TenantModel
from homestart.tenancy.privacy import identifying, plain, sensitive
from homestart.tenancy.versions import Versioned
from homestart.tenancy.walls import ADD
from homestart.vocabulary import Theme


class Submission(Versioned, TenantModel):
    """A referral as somebody outside typed it. Its id is made with the form: sent twice, it is there once.

    `referral` is the one that it completes, and after it was taken in the one that it became.
    """

    public_may = ADD

    sent_at = plain(models.DateTimeField(_("sent"), default=timezone.now, editable=False))
    source = plain(models.CharField(_("came in by"), max_length=10, choices=SubmissionSource))
    language = plain(
        models.CharField(
            _("language of the form"), max_length=2, choices=PublicLanguage, default=PublicLanguage.NL
        )
    )
    from_branch = plain(models.CharField(_("from branch"), max_length=200, blank=True))
    intake_stopped = plain(models.BooleanField(_("sent while the waiting list was closed"), default=False))
    by_family = plain(models.BooleanField(_("the family asks for itself"), default=False))

    organisation = plain(models.CharField(_("organisation"), max_length=200, blank=True))
    service = plain(models.CharField(_("service"), max_length=200, blank=True))
    sector = plain(models.CharField(_("sector"), max_length=20, choices=Sector, blank=True))
    referrer_person = identifying(models.CharField(_("contact person"), max_length=200, blank=True))
    referrer_email = identifying(models.CharField(_("e-mail address"), max_length=254, blank=True))
    referrer_phone = identifying(models.CharField(_("telephone"), max_length=50, blank=True))

    family_name = identifying(models.CharField(_("name of the family"), max_length=200, blank=True))
    phone = identifying(models.CharField(_("telephone"), max_length=50, blank=True))
    family_email = identifying(
        models.CharField(_("e-mail address of the family"), max_length=254, blank=True)
    )
    municipality = plain(models.CharField(_("municipality (NIS code)"), max_length=5, blank=True))
    municipality_name = plain(models.CharField(_("municipality (name)"), max_length=100, blank=True))
    youngest_born_on = identifying(
        models.DateField(_("birth date or due date of the youngest child"), null=True, blank=True)
    )
    # When the day is not known: as it was on the day of sending.
    youngest_age = sensitive(
        models.PositiveSmallIntegerField(_("age of the youngest child"), null=True, blank=True)
    )
    requests = sensitive(
        ArrayField(
            models.CharField(max_length=30, choices=Theme),
            verbose_name=_("requests"),
            default=list,
            blank=True,
        )
    )
    explanation = sensitive(models.TextField(_("explanation"), blank=True))
    family_agrees = plain(models.BooleanField(_("the family agrees"), null=True, blank=True))

    referral = plain(
        TenantForeignKey(
            Referral,
            null=True,
            blank=True,
            editable=False,
            related_name="submissions",
            verbose_name=_("referral"),
        )
    )
    handled_at = plain(models.DateTimeField(_("handled"), null=True, blank=True, editable=False))
    handled_by = plain(
        models.ForeignKey(
            User, null=True, blank=True, editable=False, on_delete=models.PROTECT, related_name="+"
        )
    )
    discarded_at = plain(models.DateTimeField(_("discarded"), null=True, blank=True, editable=False))

    class Meta(TenantModel.Meta):
        verbose_name = _("what came in")
        indexes = [models.Index(fields=["branch", "handled_at", "sent_at"], name="submission_branch_open")]

    def __str__(self) -> str:
        return f"{self.family_name or self.pk} ({self.sent_at:%Y-%m-%d})"

    @property
    def title(self) -> str:
        """By what a person knows it: the name, else the telephone number."""
        return self.family_name or self.phone or self.family_email
