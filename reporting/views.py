"""The pages of the reports."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from homestart.accounts.permissions import Permission, require
from homestart.accounts.queries import branches_whose_finals
from homestart.tenancy.context import network_context
from homestart.tenancy.models import Branch
from homestart.ui.navigation import branch_url
from reporting import actions
from reporting.enums import ReportState
from reporting.forms import FinaliseForm, StateForm, TextForm, YearForm
from reporting.indicators import INDICATORS, cases
from reporting.indicators.dates import Year
from reporting.models import FinalReport, Report, ReportText
from reporting.queries import (
    finals_by_branch,
    finals_for,
    latest_final,
    offered_text,
    open_job,
    report_document,
    report_years,
)
from reporting.reports import missing
from reporting.reports.annual import ANNUAL
from reporting.reports.cases import is_listed, lines, ordered, parts_of
from reporting.reports.differences import differences
from reporting.reports.document import text_block
from reporting.reports.labels import part_label
from reporting.reports.printing import fingerprint

LINES_PER_PAGE = 50


@require(Permission.EDIT_REPORTS)
def report_list(request: HttpRequest) -> HttpResponse:
    """The years of the branch with the state of their reports; a POST opens the report of a year."""
    form = YearForm(request.POST or None)
    if form.is_valid():
        report = actions.open_report(form.cleaned_data["year"], by=request.user)
        return redirect(branch_url(request.branch, "reports:detail", report.year))
    return render(request, "reporting/list.html", {"form": form, "years": report_years(request.branch)})


@require(Permission.EDIT_REPORTS)
@require_safe
def detail(request: HttpRequest, year: int) -> HttpResponse:
    """The report: what is missing, figures and texts chapter by chapter, the PDF and the final versions."""
    report = _report(request, year)
    document, final = report_document(report), latest_final(report)
    pdf = report.pdfs.defer("content").first()
    context = {
        "report": report,
        "document": document,
        "links": True,
        "pdf": pdf,
        "pdf_is_current": pdf is not None and pdf.fingerprint == fingerprint(document),
        "job": open_job(report),
        "missing": missing.counts(Year(request.branch, year)),
        "finals": FinalReport.objects.filter(year=year).defer("pdf", "figures", "texts").order_by("-version"),
        "differences": differences(final, document.figures) if final else [],
        "states": ReportState,
    }
    return render(request, "reporting/detail.html", context)


@require(Permission.EDIT_REPORTS)
@require_safe
def case_list(request: HttpRequest, year: int, indicator: str) -> HttpResponse:
    """The records of the branch that one number counts."""
    if indicator not in INDICATORS:
        raise Http404
    parts = parts_of(indicator)
    # PostgreSQL refuses a text with NUL in it.
    part = request.GET.get("onderdeel", next(iter(parts), "")).replace("\x00", "")
    try:
        records = cases(indicator, year, part)
    except KeyError:
        raise Http404 from None
    if not is_listed(records):
        raise Http404
    context = {
        "title": str(INDICATORS[indicator].label),
        "part": parts.get(part) or part_label(indicator, part),
        "tabs": [(code, label, code == part) for code, label in parts.items()],
        "explanation": INDICATORS[indicator].definition,
    }
    return _listed(request, year, records, context)


@require(Permission.EDIT_REPORTS)
@require_safe
def missing_list(request: HttpRequest, year: int, check: str) -> HttpResponse:
    """The records in which something is missing for the report of this year."""
    found = missing.check(check)
    if found is None:
        raise Http404
    context = {"title": found.title, "explanation": found.help}
    return _listed(request, year, found.find(Year(request.branch, year)), context)


@require(Permission.EDIT_REPORTS)
def edit_text(request: HttpRequest, year: int, slot: str) -> HttpResponse:
    """One text of the report. A save on an older version shows both texts, one on a final report the own."""
    report, place = _report(request, year), ANNUAL.slot(slot)
    if place is None:
        raise Http404
    final = _("This report is final. Begin a new version to change it.")
    if report.is_final and request.method != "POST":
        messages.error(request, final)
        return redirect(branch_url(request.branch, "reports:detail", year))
    saved = report.texts.filter(slot=slot).first()
    context: dict[str, Any] = {"report": report, "place": place, "other": None}
    offered = offered_text(report, slot, saved, request.GET.get("begin", ""))
    form = TextForm(request.POST or None, initial=offered, slot=place)
    if form.is_valid():
        text, version = form.cleaned_data["text"], form.cleaned_data["version"]
        try:
            saved = actions.save_text(report, slot, text=text, version=version, by=request.user)
        except actions.Outdated as outdated:
            context["other"] = outdated.current
            form = TextForm(initial={"text": text, "version": _version(outdated.current)}, slot=place)
        except actions.ReportIsFinal:
            form.add_error(None, final)
        else:
            return _text_saved(request, report, saved)
    name = "reporting/_text_form.html" if request.htmx else "reporting/text.html"
    return render(request, name, context | {"form": form})


@require(Permission.EDIT_REPORTS)
@require_POST
def make_pdf(request: HttpRequest, year: int) -> HttpResponse:
    """Asks for the PDF; the report shows how far it is, also to whoever leaves and comes back."""
    actions.ask_for_pdf(_report(request, year), by=request.user)
    return redirect(branch_url(request.branch, "reports:detail", year) + "#pdf")


@require(Permission.EDIT_REPORTS)
@require_safe
def download_draft(request: HttpRequest, year: int) -> HttpResponse:
    """The PDF that was made last."""
    pdf = _report(request, year).pdfs.first()
    if pdf is None:
        raise Http404
    return _attachment(pdf.content, request.branch, year, _("draft"))


@require(Permission.EDIT_REPORTS)
@require_POST
def change_state(request: HttpRequest, year: int) -> HttpResponse:
    """Sends the report to be read over, back to be written, or opens a new version of a final one."""
    report, form = _report(request, year), StateForm(request.POST)
    if form.is_valid():
        try:
            actions.change_state(
                report, form.cleaned_data["state"], version=form.cleaned_data["version"], by=request.user
            )
        except actions.Outdated:
            messages.error(request, _("Somebody changed the report meanwhile. Look at it again."))
    return redirect(branch_url(request.branch, "reports:detail", year))


@require(Permission.FINALISE_REPORTS)
def finalise(request: HttpRequest, year: int) -> HttpResponse:
    """Shows what will be frozen and asks to confirm; then a job computes, prints and freezes it."""
    report = _report(request, year)
    if report.is_final:
        return redirect(branch_url(request.branch, "reports:detail", year))
    final = latest_final(report)
    form = FinaliseForm(request.POST or None, is_new_version=final is not None)
    if form.is_valid():
        try:
            job = actions.ask_to_finalise(report, **form.answers(), by=request.user)
        except actions.Outdated:
            messages.error(request, _("Somebody changed the report meanwhile. Look at it again."))
            return redirect(branch_url(request.branch, "reports:detail", year))
        return redirect(branch_url(request.branch, "jobs:progress", job_id=job.pk))
    document = report_document(report)
    if not form.is_bound:
        form.initial = {"version": report.version, "fingerprint": fingerprint(document)}
    context = {
        "report": report,
        "form": form,
        "missing": [(check, n) for check, n in missing.counts(Year(request.branch, year)) if n],
        "differences": differences(final, document.figures) if final else [],
        "number": final.version + 1 if final else 1,
    }
    return render(request, "reporting/finalise.html", context)


@require(Permission.EDIT_REPORTS)
@require_safe
def download_final(request: HttpRequest, year: int, version: int) -> HttpResponse:
    """A final version of the branch's own report."""
    final = get_object_or_404(FinalReport.objects.all(), year=year, version=version)
    return _attachment(final.pdf, request.branch, year, _version_name(final))


@require(Permission.READ_FINAL_REPORTS)
@require_safe
def final_list(request: HttpRequest) -> HttpResponse:
    """The final reports of the whole network, or of the user's own organisation."""
    with network_context():
        page = Paginator(finals_for(request.user), LINES_PER_PAGE).get_page(request.GET.get("pagina"))
        return render(request, "reporting/finals.html", {"page": page})


@require(Permission.READ_FINAL_REPORTS)
@require_safe
def download_from_list(request: HttpRequest, final_id: UUID) -> HttpResponse:
    """A final report of a branch in the list."""
    branches = branches_whose_finals(request.user)
    with network_context():
        final = get_object_or_404(
            FinalReport.network.filter(branch__in=branches).select_related("branch"), pk=final_id
        )
    return _attachment(final.pdf, final.branch, final.year, _version_name(final))


@require(Permission.MANAGE_NETWORK)
@require_safe
def finals_grid(request: HttpRequest) -> HttpResponse:
    """Which branch has made the report of which year final."""
    with network_context():
        return render(request, "reporting/grid.html", {"grid": finals_by_branch()})


def _report(request: HttpRequest, year: int) -> Report:
    return get_object_or_404(Report.objects.select_related("branch"), year=year)


def _listed(
    request: HttpRequest, year: int, records: "QuerySet[Any]", context: dict[str, Any]
) -> HttpResponse:
    """A page of records, each as one line."""
    page = Paginator(ordered(records), LINES_PER_PAGE).get_page(request.GET.get("pagina"))
    page.lines = lines(page.object_list)
    # A column of which no record has anything is left out.
    page.told = [name for name in ("key", "what", "date") if any(getattr(line, name) for line in page.lines)]
    return render(request, "reporting/cases.html", {**context, "year": year, "page": page})


def _text_saved(request: HttpRequest, report: Report, saved: ReportText) -> HttpResponse:
    if request.htmx:
        block = text_block(ANNUAL, saved.slot, saved.text)
        return render(
            request, "reporting/_text.html", {"report": report, "text": block, "links": True, "saved": True}
        )
    messages.success(request, _("The text is saved."))
    return redirect(branch_url(request.branch, "reports:detail", report.year) + f"#tekst-{saved.slot}")


def _version(text: ReportText | None) -> int:
    return text.version if text else 0


def _version_name(final: FinalReport) -> str:
    return f"v{final.version}" if final.version > 1 else ""


def _attachment(pdf: bytes, branch: Branch, year: int, suffix: str) -> HttpResponse:
    """The PDF as a file to save, under a name that says what it is."""
    name = "-".join(filter(None, [_("annual-report"), branch.slug, str(year), suffix]))
    return HttpResponse(
        bytes(pdf),
        content_type="application/pdf",
        headers={"Content-Disposition": f'attachment; filename="{name}.pdf"'},
    )
