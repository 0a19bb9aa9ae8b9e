"""The documents of a family: they come in cleaned, and go out as a file that no browser opens by itself."""

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from families.actions import documents as actions
from families.enums import NoteLevel
from families.forms.documents import DocumentForm, NewDocumentForm
from families.models import Document, Family
from families.models.levels import writable_levels
from families.views.common import family_or_404, file_url, values_of
from homestart.accounts.permissions import Permission, require
from homestart.accounts.requests import Request
from homestart.audit.reading import looked_at
from homestart.drafts.editing import Editing
from homestart.ui.navigation import branch_url
from homestart.uploads.formats import Format
from homestart.uploads.responses import attachment


@require(Permission.EDIT_FAMILIES)
def document_new(request: Request, family_id: UUID) -> HttpResponse:
    """Takes a document into the file."""
    family = family_or_404(request, family_id)
    editing = Editing(request)
    files = request.FILES if request.method == "POST" else None
    form = editing.form(NewDocumentForm, files=files, levels=writable_levels(request.permissions))
    if editing.is_valid(form):
        done = editing.save(
            form,
            lambda: actions.add_document(family, by=request.user, **form.cleaned_data),
            then=lambda document: _where(request, document),
            message=_("The document is in the file."),
        )
        if done:
            return done
    context = {"family": family, "form": form, "editing": editing, "title": _("Add a document")}
    return render(request, "families/form.html", context)


@require(Permission.EDIT_FAMILIES)
def document_edit(request: Request, family_id: UUID, document_id: UUID) -> HttpResponse:
    """Corrects what is told of a document; a document that is wrong is removed and added anew."""
    family = family_or_404(request, family_id)
    document = get_object_or_404(_readable(request, family), pk=document_id)
    looked_at(request, family)
    editing = Editing(request, about=document)
    form = editing.form(
        DocumentForm,
        levels=writable_levels(request.permissions),
        initial=values_of(document, DocumentForm),
    )
    if editing.is_valid(form):
        done = editing.save(
            form,
            lambda: actions.change_document(
                document, by=request.user, version=editing.version, **form.cleaned_data
            ),
            then=lambda document: _where(request, document),
            message=_("The document is in the file."),
        )
        if done:
            return done
    context = {"family": family, "form": form, "editing": editing, "title": _("Change the document")}
    return render(request, "families/form.html", context | {"part": "documenten", "record": document})


@require(Permission.READ_FAMILIES)
@require_safe
def document(request: Request, family_id: UUID, document_id: UUID) -> HttpResponse:
    """The document itself, to be saved; who takes it out of the file is in the log."""
    family = family_or_404(request, family_id)
    found = get_object_or_404(_readable(request, family).select_related("content"), pk=document_id)
    looked_at(request, family, document=1)
    return attachment(bytes(found.content.content), found.name, Format(found.format))


@require(Permission.READ_CONCERNS)
@require_safe
def concern_documents(request: Request, family_id: UUID) -> HttpResponse:
    """The documents that only those see who follow concerns."""
    family = family_or_404(request, family_id)
    looked_at(request, family)
    documents = family.documents.about_concerns(request.permissions).order_by("-date", "name")
    return render(request, "families/concern_documents.html", {"family": family, "documents": documents})


def _readable(request: Request, family: Family) -> Any:
    """The documents of this family that the user may read, also those with its concerns."""
    rows = Document.objects.filter(family=family)
    return rows.readable_by(request.permissions) | rows.about_concerns(request.permissions)


def _where(request: Request, document: Document) -> str:
    """Where a document stands: one about a concern not in the ordinary file."""
    if document.level == NoteLevel.CONCERN:
        return branch_url(request.branch, "families:concern_documents", family_id=document.family_id)
    return file_url(request, document.family_id, "documenten")
