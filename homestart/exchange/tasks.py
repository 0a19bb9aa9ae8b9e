"""The background work of import and export, and the cleaning that the timetable asks for."""

from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory

from celery import shared_task
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from homestart.accounts.middleware import permissions_of
from homestart.accounts.permissions import Permission
from homestart.exchange.actions import carry_out, clean, keep_check, keep_export
from homestart.exchange.containers import write_tables
from homestart.exchange.exporting import tables_of_one_moment
from homestart.exchange.importing import ImportResult, Reading, import_reading, read_folder
from homestart.exchange.models import CHECK, EXPORT, IMPORT, Export, ExportState, Import, ImportState
from homestart.exchange.own_lists import in_own_words, own_lists, reading_of
from homestart.exchange.problems import ImportRefused, Problems
from homestart.exchange.sources import as_file, sheet_of
from homestart.jobs.handlers import Commit, JobFailed, ReportProgress, job_handler
from homestart.jobs.models import Job
from homestart.tenancy.context import branch_context
from homestart.tenancy.models import Branch


def import_url(job: Job) -> str:
    """The page of the file that the job is about."""
    return reverse("exchange:import", args=[job.branch.slug, job.params["import"]])


def export_url(job: Job) -> str:
    """The page of the export that the job makes."""
    return reverse("exchange:export", args=[job.branch.slug, job.params["export"]])


@job_handler(
    CHECK,
    title=gettext_lazy("Checking the file"),
    permission=Permission.EXCHANGE_DATA,
    result_url=import_url,
)
def check_file(job: Job, report_progress: ReportProgress) -> Commit | None:
    """What an import of the file would do; nothing of it is written."""
    report_progress(5, _("Reading the file"))
    offered = _offered(job, ImportState.CHECKING)
    if offered is None:
        return None
    found: ImportResult | Problems
    try:
        reading = _read(offered, job.branch)
        report_progress(40, _("Comparing with what the branch holds"))
        found = import_reading(reading, by=job.created_by, only=job.branch, dry_run=True)
    except ImportRefused as refused:
        found = _in_own_words(refused.problems, offered) if offered.own_list else refused.problems
    report_progress(95, _("Writing down what was found"))
    return partial(keep_check, offered, found)


@job_handler(
    IMPORT,
    title=gettext_lazy("Importing"),
    permission=Permission.EXCHANGE_DATA,
    result_url=import_url,
)
def import_file(job: Job, report_progress: ReportProgress) -> Commit | None:
    """Exactly what was checked and confirmed; all records are written with the job's own end, or none."""
    report_progress(5, _("Reading the file"))
    offered = _offered(job, ImportState.CHECKED)
    if offered is None:
        return None
    try:
        reading = _read(offered, job.branch)
    except ImportRefused as refused:
        raise JobFailed(_("The file can no longer be read. Choose it again.")) from refused
    report_progress(40, _("Checking once more, then writing all records"))
    return partial(carry_out, offered, reading, by=job.created_by)


@job_handler(
    EXPORT,
    title=gettext_lazy("Making the export"),
    permission=Permission.EXCHANGE_DATA,
    result_url=export_url,
)
def make_export(job: Job, report_progress: ReportProgress) -> Commit | None:
    """Everything of the branch as it is at one moment."""
    report_progress(5, _("Collecting the records"))
    with branch_context(job.branch):
        asked = Export.objects.filter(pk=job.params["export"], state=ExportState.MAKING).first()
    if asked is None:
        return None
    # What he may read goes along, and nothing else.
    may = permissions_of(job.created_by, job.branch) if job.created_by else frozenset[Permission]()
    tables = tables_of_one_moment(job.branch, may)
    report_progress(50, _("Making the file"))
    with TemporaryDirectory() as folder:
        target = Path(folder) / f"export.{asked.format}"
        try:
            write_tables(target, tables)
        except ValueError as too_long:
            raise JobFailed(_("A text is too long for a workbook. Choose the ZIP.")) from too_long
        content = target.read_bytes()
    report_progress(95, _("Keeping the file for you"))
    return partial(keep_export, asked, content, tables, by=job.created_by)


@shared_task
def clean_up() -> None:
    """Removes in every branch the files that are older than a day."""
    for branch in Branch.objects.all():
        with branch_context(branch):
            clean()


def _offered(job: Job, state: ImportState) -> Import | None:
    """The file that the job is about, while it is in this state."""
    with branch_context(job.branch):
        return Import.objects.filter(pk=job.params["import"], state=state).first()


def _read(offered: Import, branch: Branch) -> Reading:
    """Raises ImportRefused."""
    if offered.own_list:
        with branch_context(branch):
            return reading_of(own_lists()[offered.own_list], sheet_of(offered), offered.fields)
    with as_file(offered) as source:
        return read_folder(source)


def _in_own_words(found: Problems, offered: Import) -> Problems:
    """What is wrong in a list of one's own, told of its own columns; of a file that is no list, as it is."""
    try:
        sheet = sheet_of(offered)
    except ImportRefused:
        return found
    told = Problems()
    for problem in found.first(found.count):
        told.report(in_own_words(problem, own_lists()[offered.own_list], sheet, offered.fields))
    return told
