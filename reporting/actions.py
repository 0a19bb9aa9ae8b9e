"""What can be done with a report."""

import hashlib

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from homestart.accounts.models import User
from homestart.audit.models import record
from homestart.jobs.actions import enqueue
from homestart.jobs.handlers import JobFailed
from homestart.jobs.models import Job
from homestart.tenancy.context import active_branch
from reporting.enums import ReportState
from reporting.models import FinalReport, Report, ReportPdf, ReportText
from reporting.reports.document import Document

MAKE_PDF = "make_report_pdf"
FINALISE = "finalise_report"


class Outdated(Exception):
    """Somebody else changed the record meanwhile; nothing was saved. `current` is the record as it is now."""

    def __init__(self, current: Report | ReportText | None) -> None:
        super().__init__()
        self.current = current


class ReportIsFinal(Exception):
    """The report is final: a change needs a new version."""


@transaction.atomic
def open_report(year: int, *, by: User | None) -> Report:
    """The report of the active branch for `year`: the one that is there, or a new draft."""
    report, is_new = Report.objects.select_related("branch").get_or_create(year=year)
    if is_new:
        record("open_report", by=by, about=report, year=year)
    return report


@transaction.atomic
def save_text(report: Report, slot: str, *, text: str, version: int, by: User) -> ReportText:
    """The text in its place, as a new version.

    `version` is that of the text which the writer had before him, 0 when there was none. Raises Outdated when
    somebody saved another text meanwhile, and ReportIsFinal when the report is final.
    """
    report = _locked(report)
    if report.is_final:
        raise ReportIsFinal
    saved = report.texts.filter(slot=slot).first()
    if (saved.version if saved else 0) != version:
        raise Outdated(saved)
    if saved is None:
        saved = ReportText(report=report, slot=slot, version=0)
    saved.text, saved.version = text, saved.version + 1
    saved.changed_by, saved.changed_at = by, timezone.now()
    saved.save()
    _next_version(report)
    record("write_report_text", by=by, about=report, slot=slot)
    return saved


@transaction.atomic
def change_state(report: Report, state: ReportState, *, version: int, by: User) -> Report:
    """The report, being written again or being read over. Also opens a new version of a final report.

    Raises Outdated when the report is no longer the `version` that was on the screen, ValueError for FINAL:
    that takes `ask_to_finalise`.
    """
    if state == ReportState.FINAL:
        raise ValueError("A report becomes final together with its figures and its PDF.")
    report = _expected(report, version)
    report.state = state
    _next_version(report)
    record("change_report_state", by=by, about=report, state=state)
    return report


def ask_for_pdf(report: Report, *, by: User | None) -> Job:
    """The job that makes the PDF of the report as it is now; the one that is already open, if any."""
    return enqueue(MAKE_PDF, by=by, params={"report": report.pk})


@transaction.atomic
def ask_to_finalise(report: Report, *, version: int, fingerprint: str, reason: str, by: User) -> Job:
    """The job that makes the report final, provided that nothing changes before it does.

    `version` and `fingerprint` are those of the report that was confirmed on the screen; `reason` is needed
    from the second version on. Raises Outdated, or ReportIsFinal.
    """
    report = _expected(report, version)
    if report.is_final:
        raise ReportIsFinal
    report.confirmed, report.reason = fingerprint, reason
    _next_version(report)
    return enqueue(FINALISE, by=by, params={"report": report.pk, "version": report.version})


@transaction.atomic
def save_pdf(report: Report, *, pdf: bytes, fingerprint: str) -> ReportPdf:
    """The PDF as the latest one of the report, in the place of the one before."""
    values = {
        "content": pdf,
        "sha256": hashlib.sha256(pdf).hexdigest(),
        "fingerprint": fingerprint,
        "made_at": timezone.now(),
    }
    return ReportPdf.objects.update_or_create(report=report, defaults=values)[0]


@transaction.atomic
def freeze(
    report: Report, document: Document, *, pdf: bytes, version: int, number: int, by: User | None
) -> FinalReport:
    """The report as version `number`, with its figures, definitions, texts and PDF; never changed again.

    Raises JobFailed when the report is no longer the `version` that was confirmed.
    """
    try:
        report = _expected(report, version)
    except Outdated:
        raise JobFailed(
            _("The report was changed meanwhile. Look at it again before you make it final.")
        ) from None
    final = FinalReport.objects.create(
        year=report.year,
        version=number,
        reason=report.reason if number > 1 else "",
        figures={str(year): values for year, values in document.figures.items()},
        definitions=document.definitions,
        texts=document.texts,
        pdf=pdf,
        sha256=hashlib.sha256(pdf).hexdigest(),
        finalised_by=str(by) if by else "",
    )
    report.state, report.confirmed, report.reason = ReportState.FINAL, "", ""
    _next_version(report)
    record("finalise_report", by=by, about=report, version=number, sha256=final.sha256)
    return final


def _locked(report: Report) -> Report:
    """The report as it is now; nobody else changes it before this transaction ends."""
    return Report.objects.select_for_update().get(pk=report.pk, branch=active_branch())


def _expected(report: Report, version: int) -> Report:
    current = _locked(report)
    if current.version != version:
        raise Outdated(current)
    return current


def _next_version(report: Report) -> None:
    report.version += 1
    report.save()
