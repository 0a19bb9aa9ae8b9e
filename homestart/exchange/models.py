"""What is brought into a branch and taken out of it through the browser; the files live in the database.

Web and worker share no disk. A file is there as long as it is needed and a day at most; the rest of the row
stays, so that everybody sees who brought what in and took what out.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from homestart.accounts.models import User
from homestart.exchange.importing import FileResult
from homestart.exchange.problems import Problem
from homestart.tenancy.managers import TenantManager, TenantQuerySet
from homestart.tenancy.models import TenantModel
from homestart.tenancy.privacy import plain, sensitive

#: The kinds of background work: see tasks.py.
CHECK, IMPORT, EXPORT = "exchange_check", "exchange_import", "exchange_export"
#: How long a file is kept that nobody did anything with.
KEPT = timedelta(days=1)


class ImportState(models.TextChoices):
    MATCHING = "matching", _("columns to match")
    CHECKING = "checking", _("being checked")
    CHECKED = "checked", _("checked")
    REFUSED = "refused", _("has errors")
    DONE = "done", _("imported")
    DROPPED = "dropped", _("not imported")


OPEN_STATES = (ImportState.MATCHING, ImportState.CHECKING, ImportState.CHECKED, ImportState.REFUSED)


class ImportQuerySet(TenantQuerySet["Import"]):
    def open(self) -> ImportQuerySet:
        return self.filter(state__in=OPEN_STATES)

    def outlived(self) -> ImportQuerySet:
        return self.open().filter(offered_at__lt=Now() - KEPT)


class Import(TenantModel):
    """A file that somebody offers, what an import of it would do, and what became of it."""

    offered_by = plain(
        models.ForeignKey(
            User, on_delete=models.PROTECT, related_name="+", editable=False, verbose_name=_("offered by")
        )
    )
    offered_at = plain(models.DateTimeField(_("offered at"), default=timezone.now))
    filename = sensitive(models.CharField(_("name of the file"), max_length=100, blank=True))
    content = sensitive(models.BinaryField(_("contents of the file"), null=True))
    sha256 = plain(models.CharField(_("checksum"), max_length=64))
    state = plain(
        models.CharField(_("state"), max_length=10, choices=ImportState, default=ImportState.CHECKING)
    )
    # Of a list of one's own: which kind, and the field by the position of its column. See own_lists.py.
    own_list = plain(models.CharField(_("kind of list"), max_length=20, blank=True))
    matched = plain(models.JSONField(_("fields of the columns"), default=dict))
    # What would be done, or was done: see ImportResult.
    plan = plain(models.CharField(_("checksum of what would be done"), max_length=64, blank=True))
    files = plain(models.JSONField(_("records per file"), default=list))
    # The branch changed between the check and the import, so that it was checked once more.
    checked_again = plain(models.BooleanField(_("checked again"), default=False))
    problem_count = plain(models.PositiveIntegerField(_("number of errors"), default=0))
    problems = sensitive(models.JSONField(_("errors"), default=list))
    finished_at = plain(models.DateTimeField(_("finished at"), null=True))

    objects = TenantManager.from_queryset(ImportQuerySet)()  # type: ignore[django-manager-missing,misc]

    class Meta(TenantModel.Meta):
        verbose_name = _("import")
        constraints = [
            models.UniqueConstraint(
                fields=["branch", "offered_by", "sha256"],
                condition=Q(state__in=OPEN_STATES),
                name="import_open_once",
            ),
            models.CheckConstraint(
                condition=Q(state__in=OPEN_STATES) | Q(content__isnull=True), name="import_over_keeps_no_file"
            ),
        ]
        indexes = [models.Index(fields=["branch", "-offered_at"], name="import_branch_newest")]

    def __str__(self) -> str:
        return f"{self.sha256[:12]} ({self.state})"

    @property
    def is_open(self) -> bool:
        """Whether something can still be done with it."""
        return self.state in OPEN_STATES

    @property
    def fields(self) -> dict[int, str]:
        """Of a list of one's own: the field by the position of its column."""
        return {int(position): name for position, name in self.matched.items()}

    @property
    def results(self) -> list[FileResult]:
        return [FileResult(*counts) for counts in self.files]

    @property
    def made(self) -> int:
        return sum(file.made for file in self.results)

    @property
    def changed(self) -> int:
        return sum(file.changed for file in self.results)

    @property
    def found(self) -> list[Problem]:
        """The errors that are kept: the first ones, by file and line."""
        return [Problem(*problem) for problem in self.problems]


class MatchedColumn(TenantModel):
    """What a column of that name held in the last list of this kind; without a field, nothing to import."""

    own_list = plain(models.CharField(_("kind of list"), max_length=20))
    header = sensitive(models.CharField(_("name of the column"), max_length=100))
    field = plain(models.CharField(_("field"), max_length=40, blank=True))

    class Meta(TenantModel.Meta):
        verbose_name = _("matched column")
        constraints = [
            models.UniqueConstraint(fields=["branch", "own_list", "header"], name="matchedcolumn_once"),
        ]

    def __str__(self) -> str:
        return f"{self.header}: {self.field}"


class ExportState(models.TextChoices):
    MAKING = "making", _("being made")
    READY = "ready", _("ready")
    REMOVED = "removed", _("file removed")


class Format(models.TextChoices):
    ZIP = "zip", _("ZIP with a CSV file per kind of record")
    XLSX = "xlsx", _("Excel workbook with a sheet per kind of record")


class ExportQuerySet(TenantQuerySet["Export"]):
    def outlived(self) -> ExportQuerySet:
        return self.exclude(state=ExportState.REMOVED).filter(asked_at__lt=Now() - KEPT)


class Export(TenantModel):
    """Everything of the branch in one file, for the person who asked for it."""

    asked_by = plain(
        models.ForeignKey(
            User, on_delete=models.PROTECT, related_name="+", editable=False, verbose_name=_("asked by")
        )
    )
    asked_at = plain(models.DateTimeField(_("asked at"), default=timezone.now))
    format = plain(models.CharField(_("kind of file"), max_length=4, choices=Format, default=Format.ZIP))
    state = plain(
        models.CharField(_("state"), max_length=10, choices=ExportState, default=ExportState.MAKING)
    )
    content = sensitive(models.BinaryField(_("contents of the file"), null=True))
    files = plain(models.JSONField(_("records per file"), default=list))

    objects = TenantManager.from_queryset(ExportQuerySet)()  # type: ignore[django-manager-missing,misc]

    class Meta(TenantModel.Meta):
        verbose_name = _("export")
        constraints = [
            models.UniqueConstraint(
                fields=["branch", "asked_by", "format"],
                condition=Q(state=ExportState.MAKING),
                name="export_made_once",
            ),
            models.CheckConstraint(
                condition=Q(state=ExportState.READY, content__isnull=False)
                | (~Q(state=ExportState.READY) & Q(content__isnull=True)),
                name="export_ready_has_file",
            ),
        ]
        indexes = [models.Index(fields=["branch", "-asked_at"], name="export_branch_newest")]

    def __str__(self) -> str:
        return f"{self.format} ({self.state})"

    @property
    def until(self) -> datetime:
        """The last moment at which it can be downloaded."""
        return self.asked_at + KEPT

    @property
    def is_available(self) -> bool:
        """Whether it can be downloaded; also right when nobody has cleaned up yet."""
        return self.state == ExportState.READY and timezone.now() < self.until

    @property
    def records(self) -> int:
        return sum(count for _file, count in self.files)
