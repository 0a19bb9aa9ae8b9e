"""Noting a contact with a family, and correcting it."""

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _

from families.actions import contacts
from families.enums import NoteLevel
from families.forms.contacts import ContactChangeForm, ContactForm
from families.models import Family, FamilyContact
from families.models.levels import writable_levels
from families.views.common import family_or_404, file_url, values_of
from homestart.accounts.permissions import Permission, require
from homestart.accounts.requests import Request
from homestart.audit.reading import looked_at
from homestart.drafts.editing import Editing
from homestart.ui.navigation import branch_url


def contact_or_404(request: Request, family: Family, contact_id: UUID) -> Any:
    """The contact, for who may read a note of its level; for others there is none."""
    readable = FamilyContact.objects.filter(family=family).known_to(request.permissions)
    return get_object_or_404(readable, pk=contact_id)


def _where_it_stands(request: Request, contact: FamilyContact) -> str:
    """A note about a concern does not stand on the file."""
    if contact.level == NoteLevel.CONCERN:
        return branch_url(request.branch, "families:concerns", family_id=contact.family_id)
    return file_url(request, contact.family_id, "tijdlijn")


@require(Permission.EDIT_FAMILIES)
def contact_new(request: Request, family_id: UUID) -> HttpResponse:
    """The quick form: today and the kind stand in it already. Shown in a window too."""
    family = family_or_404(request, family_id)
    editing = Editing(request)
    form = editing.form(ContactForm, levels=writable_levels(request.permissions))
    if editing.is_valid(form):
        done = editing.save(
            form,
            lambda: contacts.note_contact(family, by=request.user, **form.cleaned_data),
            then=lambda contact: _where_it_stands(request, contact),
            message=_("The contact is noted."),
        )
        if done:
            return done
    return render(
        request,
        "families/contact.html",
        {"family": family, "form": form, "editing": editing, "contact": None},
    )


@require(Permission.EDIT_FAMILIES)
def contact_edit(request: Request, family_id: UUID, contact_id: UUID) -> HttpResponse:
    """Corrects a contact, or removes it."""
    family = family_or_404(request, family_id)
    contact = contact_or_404(request, family, contact_id)
    looked_at(request, family)
    editing = Editing(request, about=contact)
    form = editing.form(
        ContactChangeForm,
        initial=values_of(contact, ContactChangeForm),
        levels=writable_levels(request.permissions),
    )
    if editing.is_valid(form):
        done = editing.save(
            form,
            lambda: contacts.change_contact(
                contact, by=request.user, version=editing.version, **form.cleaned_data
            ),
            then=lambda contact: _where_it_stands(request, contact),
            message=_("The contact is saved."),
        )
        if done:
            return done
    return render(
        request,
        "families/contact.html",
        {"family": family, "form": form, "editing": editing, "contact": contact},
    )
