"""The background work of the reports: making the PDF, and making a report final."""

from functools import partial
from typing import Any

from celery.signals import worker_init
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from homestart.accounts.permissions import Permission
from homestart.jobs.handlers import Commit, JobFailed, ReportProgress, job_handler
from homestart.jobs.models import Job
from homestart.tenancy.context import branch_context
from homestart.ui.templatetags.format import day
from reporting.actions import FINALISE, MAKE_PDF, freeze, save_pdf
from reporting.models import Report
from reporting.queries import latest_final, report_document
from reporting.reports.printing import fingerprint, print_html


@worker_init.connect
def load_weasyprint(**kwargs: Any) -> None:
    """Loads what makes PDFs once, before the worker's children are forked from it."""
    import reporting.pdf  # noqa: F401


def render_pdf(html: str) -> bytes:
    """The document as PDF/UA-1."""
    # Not at the top: WeasyPrint takes half a second to load, which every command and web process would pay.
    from reporting.pdf import render_pdf

    return render_pdf(html)


def report_url(job: Job) -> str:
    """The page of the report that the job is about."""
    report = Report.objects.get(pk=job.params["report"])
    return reverse("reports:detail", kwargs={"branch_slug": job.branch.slug, "year": report.year})


@job_handler(
    MAKE_PDF,
    title=gettext_lazy("Making the PDF of the annual report"),
    permission=Permission.EDIT_REPORTS,
    result_url=report_url,
)
def make_pdf(job: Job, report_progress: ReportProgress) -> Commit:
    """The draft as a PDF, of the figures and texts at this moment."""
    report_progress(5, _("Counting the figures"))
    with branch_context(job.branch):
        report = _report(job)
        document = report_document(report)
        made_of, html = fingerprint(document), print_html(document, _("Draft"))
    report_progress(30, _("Laying out the pages"))
    pdf = render_pdf(html)
    report_progress(95, _("Saving the PDF"))
    return partial(save_pdf, report, pdf=pdf, fingerprint=made_of)


@job_handler(
    FINALISE,
    title=gettext_lazy("Making the annual report final"),
    permission=Permission.FINALISE_REPORTS,
    result_url=report_url,
)
def finalise(job: Job, report_progress: ReportProgress) -> Commit:
    """Figures, definitions, texts and PDF frozen as one version, of exactly what was confirmed."""
    report_progress(5, _("Counting the figures"))
    with branch_context(job.branch):
        report = _report(job)
        document = report_document(report)
        if fingerprint(document) != report.confirmed:
            raise JobFailed(_("Figures or texts were changed meanwhile. Look at them again first."))
        last = latest_final(report)
        number = last.version + 1 if last else 1
        html = print_html(document, _stamp(number))
    report_progress(30, _("Laying out the pages"))
    pdf = render_pdf(html)
    report_progress(95, _("Saving the final version"))
    return partial(
        freeze,
        report,
        document,
        pdf=pdf,
        version=job.params["version"],
        number=number,
        by=job.created_by,
    )


def _report(job: Job) -> Report:
    return Report.objects.select_related("branch").get(pk=job.params["report"])


def _stamp(number: int) -> str:
    """What stands on the cover of a final version: nothing but the day on the first."""
    today = day(timezone.localdate())
    return today if number == 1 else _("Version %(number)s, %(day)s") % {"number": number, "day": today}
