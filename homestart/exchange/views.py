"""Importing and exporting in the browser. The files themselves are read and made in the background."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from homestart.accounts.models import User
from homestart.accounts.permissions import Permission, require
from homestart.accounts.second_factor import confirmed_again
from homestart.audit.reading import looked_at
from homestart.exchange import actions, queries
from homestart.exchange.forms import ColumnsForm, ExportForm, OwnListForm, UploadForm
from homestart.exchange.handwriting import folded
from homestart.exchange.models import Export, Format, Import
from homestart.exchange.own_lists import own_lists
from homestart.exchange.problems import WHOLE_LINE, ImportRefused, one_line
from homestart.exchange.sources import sheet_of
from homestart.exchange.tables import history_table
from homestart.tenancy.models import Branch
from homestart.ui import spreadsheets
from homestart.ui.navigation import branch_url

CONTENT_TYPES = {Format.ZIP: "application/zip", Format.XLSX: spreadsheets.CONTENT_TYPE}


class BranchRequest(HttpRequest):
    """To a page of a branch, by somebody who is signed in."""

    branch: Branch
    user: User


@require(Permission.EXCHANGE_DATA)
@require_safe
def home(request: BranchRequest) -> HttpResponse:
    """The way to import and export, and the last of both."""
    return render(request, "exchange/home.html", {"table": history_table(request.branch, queries.history())})


@require(Permission.EXCHANGE_DATA)
@confirmed_again
def upload(request: BranchRequest) -> HttpResponse:
    """Takes a file in and has it checked."""
    sent = int(request.META.get("CONTENT_LENGTH") or 0)
    sending = request.method == "POST"
    form = UploadForm(request.POST if sending else None, request.FILES if sending else None, sent=sent)
    if form.is_valid():
        offered = actions.offer(form.cleaned_data["file"].read(), form.filename, by=request.user)
        return redirect(branch_url(request.branch, "exchange:import", offered.pk))
    return render(request, "exchange/upload.html", {"form": form})


@require(Permission.EXCHANGE_DATA)
@confirmed_again
def import_page(request: BranchRequest, import_id: UUID) -> HttpResponse:
    """What the file would do, the errors in it, or what it did; a POST imports it."""
    offered: Import = get_object_or_404(
        Import.objects.select_related("offered_by").defer("content"), pk=import_id
    )
    if request.method == "POST":
        if not actions.ask_to_import(offered, plan=request.POST.get("plan", ""), by=request.user):
            messages.error(request, _("This was changed meanwhile. Look at it again."))
        return redirect(branch_url(request.branch, "exchange:import", offered.pk))
    context = {
        "import": offered,
        "job": queries.job_of_import(offered),
        "files": [(file, queries.kind_of(file.file), queries.page_of(file.file)) for file in offered.results],
        "groups": queries.grouped(offered.found),
        "kept": len(offered.problems),
    }
    if offered.problems:
        looked_at(request, offered)
    return render(request, "exchange/import.html", context)


@require(Permission.EXCHANGE_DATA)
@confirmed_again
def own_list(request: BranchRequest) -> HttpResponse:
    """Takes in a list that the branch kept in its own way; its columns are matched on the next page."""
    sent = int(request.META.get("CONTENT_LENGTH") or 0)
    sending = request.method == "POST"
    form = OwnListForm(request.POST if sending else None, request.FILES if sending else None, sent=sent)
    if form.is_valid():
        offered = actions.offer(
            form.cleaned_data["file"].read(),
            form.filename,
            by=request.user,
            own_list=form.cleaned_data["own_list"],
        )
        return redirect(branch_url(request.branch, "exchange:columns", offered.pk))
    return render(request, "exchange/own_list.html", {"form": form})


@require(Permission.EXCHANGE_DATA)
@confirmed_again
def columns(request: BranchRequest, import_id: UUID) -> HttpResponse:
    """Says of each column of the list what it holds; a POST has the list checked so."""
    offered = get_object_or_404(Import.objects.open().filter(own_list__in=own_lists()), pk=import_id)
    own = own_lists()[offered.own_list]
    looked_at(request, offered)
    try:
        sheet = sheet_of(offered)
    except ImportRefused as refused:
        return render(
            request, "exchange/columns.html", {"import": offered, "problems": refused.problems.first()}
        )
    known = queries.remembered(own.name) | {
        folded(sheet.header[at])[:100]: name for at, name in offered.fields.items() if at < len(sheet.header)
    }
    form = ColumnsForm(request.POST or None, own=own, sheet=sheet, remembered=known)
    if form.is_valid():
        actions.match_columns(offered, sheet.header, form.matched, by=request.user)
        return redirect(branch_url(request.branch, "exchange:import", offered.pk))
    context = {"import": offered, "form": form, "own": own, "sheet": sheet, "lines": len(sheet.records)}
    return render(request, "exchange/columns.html", context)


@require(Permission.EXCHANGE_DATA)
@require_POST
def drop(request: BranchRequest, import_id: UUID) -> HttpResponse:
    """Removes the file without importing it."""
    offered = _import(import_id)
    if actions.drop(offered, by=request.user):
        messages.success(request, _("The file is removed. Nothing was imported."))
        return redirect(branch_url(request.branch, "exchange:home"))
    return redirect(branch_url(request.branch, "exchange:import", import_id))


@require(Permission.EXCHANGE_DATA)
@confirmed_again
@require_safe
def problem_list(request: BranchRequest, import_id: UUID) -> HttpResponse:
    """The errors as a workbook, to work through one by one."""
    offered = _import(import_id)
    if not offered.problems:
        raise Http404
    heads = (_("File"), _("Line"), _("Column"), _("What is wrong"))
    rows = [
        (one_line(p.file), p.line, "" if p.column == WHOLE_LINE else one_line(p.column), p.reason)
        for p in offered.found
    ]
    looked_at(request, offered)
    return _attachment(
        spreadsheets.workbook(_("errors"), heads, rows),
        f"{_('errors')}-{request.branch.slug}.xlsx",
        spreadsheets.CONTENT_TYPE,
    )


@require(Permission.EXCHANGE_DATA)
@confirmed_again
def new_export(request: BranchRequest) -> HttpResponse:
    """Says what will be in the file and asks of which kind it is."""
    form = ExportForm(request.POST or None)
    if form.is_valid():
        asked = actions.ask_for_export(form.cleaned_data["format"], by=request.user)
        return redirect(branch_url(request.branch, "exchange:export", asked.pk))
    counts = queries.record_counts()
    total = sum(count for _file, _kind, count in counts)
    return render(request, "exchange/new_export.html", {"form": form, "counts": counts, "total": total})


@require(Permission.EXCHANGE_DATA)
@require_safe
def export_page(request: BranchRequest, export_id: UUID) -> HttpResponse:
    """How far the export is, and the link to it for who asked for it."""
    asked: Export = get_object_or_404(
        Export.objects.select_related("asked_by").defer("content"), pk=export_id
    )
    context = {
        "export": asked,
        "is_mine": asked.asked_by_id == request.user.pk,
        "job": queries.job_of_export(asked),
    }
    return render(request, "exchange/export.html", context)


@require(Permission.EXCHANGE_DATA)
@confirmed_again
@require_safe
def download(request: BranchRequest, export_id: UUID) -> HttpResponse:
    """The file, for the person who asked for it."""
    asked = _export(export_id)
    if asked.asked_by != request.user or not asked.is_available:
        raise Http404
    looked_at(request, asked, records=asked.records)
    name = f"{request.branch.slug}-{timezone.localtime(asked.asked_at):%Y-%m-%d}.{asked.format}"
    return _attachment(bytes(asked.content or b""), name, CONTENT_TYPES[Format(asked.format)])


def _import(import_id: UUID) -> Import:
    found: Import = get_object_or_404(
        Import.objects.select_related("offered_by").defer("content"), pk=import_id
    )
    return found


def _export(export_id: UUID) -> Export:
    found: Export = get_object_or_404(
        Export.objects.select_related("asked_by").defer("content"), pk=export_id
    )
    return found


def _attachment(content: bytes, name: str, content_type: str) -> HttpResponse:
    return HttpResponse(
        content,
        content_type=content_type,
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )
