"""A report of a branch-year: its texts, its latest PDF, and the versions that are final."""

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from homestart.accounts.models import User
from homestart.tenancy.models import SharedModel, TenantForeignKey, TenantModel
from homestart.tenancy.privacy import identifying, plain
from reporting.enums import ReportState


class Report(TenantModel):
    """The annual report of a year while it is being made. Its figures are computed, not kept."""

    year = plain(models.PositiveSmallIntegerField(_("year")))
    state = plain(models.CharField(_("state"), max_length=10, choices=ReportState, default=ReportState.DRAFT))
    # Rises with every change of state or text: who confirms an older version is told, and nothing is lost.
    version = plain(models.PositiveIntegerField(_("version of the record"), default=1))
    # What was on the screen of whoever asked to make it final, and why a new version is needed.
    confirmed = plain(models.CharField(_("what was confirmed"), max_length=64, blank=True))
    reason = plain(models.CharField(_("reason of the new version"), max_length=500, blank=True))

    class Meta(TenantModel.Meta):
        verbose_name = _("report")
        constraints = [
            models.UniqueConstraint(
                fields=["branch", "year"],
                name="report_once_a_year",
                violation_error_message=_("There is already a report of this year."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.year}"

    @property
    def is_final(self) -> bool:
        return self.state == ReportState.FINAL


class ReportText(TenantModel):
    """What a person wrote in one place of the report."""

    report = plain(TenantForeignKey(Report, related_name="texts", verbose_name=_("report")))
    slot = plain(models.CharField(_("place in the report"), max_length=50))
    text = plain(models.TextField(_("text"), blank=True))
    version = plain(models.PositiveIntegerField(_("version of the text"), default=1))
    changed_at = plain(models.DateTimeField(_("changed at"), default=timezone.now))
    changed_by = plain(
        models.ForeignKey(
            User, null=True, on_delete=models.PROTECT, related_name="+", verbose_name=_("changed by")
        )
    )

    class Meta(TenantModel.Meta):
        verbose_name = _("text of a report")
        constraints = [
            models.UniqueConstraint(
                fields=["branch", "report", "slot"],
                name="reporttext_once",
                violation_error_message=_("This text is already there."),
            )
        ]

    def __str__(self) -> str:
        return self.slot


class ReportPdf(TenantModel):
    """The PDF that was made last. It lives in the database, so that result and job are saved together."""

    report = plain(TenantForeignKey(Report, related_name="pdfs", verbose_name=_("report")))
    content = plain(models.BinaryField(_("PDF")))
    sha256 = plain(models.CharField(_("checksum"), max_length=64))
    fingerprint = plain(models.CharField(_("of which figures and texts"), max_length=64))
    made_at = plain(models.DateTimeField(_("made at"), default=timezone.now))

    class Meta(TenantModel.Meta):
        verbose_name = _("PDF of a report")
        constraints = [models.UniqueConstraint(fields=["branch", "report"], name="reportpdf_latest_only")]

    def __str__(self) -> str:
        return self.sha256[:12]


class FinalReport(SharedModel):
    """A version of a report as it was made final. It never changes; a correction is a new version."""

    append_only = True

    year = plain(models.PositiveSmallIntegerField(_("year")))
    version = plain(models.PositiveSmallIntegerField(_("version")))
    reason = plain(models.CharField(_("reason of the new version"), max_length=500, blank=True))
    # {year: {indicator id: value}} of every year that the report shows.
    figures = plain(models.JSONField(_("figures")))
    # {indicator id: {"label": …, "definition": …, "unit": …}} as they were then.
    definitions = plain(models.JSONField(_("definitions")))
    texts = plain(models.JSONField(_("texts")))
    pdf = plain(models.BinaryField(_("PDF")))
    sha256 = plain(models.CharField(_("checksum"), max_length=64))
    finalised_at = plain(models.DateTimeField(_("made final at"), default=timezone.now))
    finalised_by = identifying(models.CharField(_("made final by"), max_length=200, blank=True))

    class Meta(SharedModel.Meta):
        verbose_name = _("final report")
        constraints = [
            models.UniqueConstraint(
                fields=["branch", "year", "version"],
                name="finalreport_version_once",
                violation_error_message=_("This version is already final."),
            ),
            models.CheckConstraint(
                condition=Q(version=1) | (Q(version__gt=1) & ~Q(reason="")),
                name="finalreport_new_version_has_reason",
                violation_error_message=_("Say why there is a new version."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.year} v{self.version}"
