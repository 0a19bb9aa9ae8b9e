"""The contacts of the coordinator with a volunteer."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _

from homestart.accounts.permissions import Permission, require
from homestart.audit.reading import looked_at
from homestart.drafts.editing import Editing
from volunteers import actions
from volunteers.forms import ContactForm
from volunteers.models import CoachingContact, Volunteer
from volunteers.views.files import file_url


@require(Permission.EDIT_VOLUNTEERS)
def new(request: HttpRequest, volunteer_id: UUID) -> HttpResponse:
    """A contact with this volunteer: today, a call, unless said otherwise."""
    volunteer = get_object_or_404(Volunteer.objects.all(), pk=volunteer_id)
    editing = Editing(request)
    form = editing.form(ContactForm)
    if editing.is_valid(form):
        done = editing.save(
            form,
            lambda: actions.note_contact(volunteer, by=request.user, **form.cleaned_data),
            then=lambda contact: file_url(request, volunteer),
            message=_("The contact is noted."),
        )
        if done:
            return done
    context = {
        "form": form,
        "editing": editing,
        "volunteer": volunteer,
        "file_url": file_url(request, volunteer),
    }
    return render(request, "volunteers/contact.html", context)


@require(Permission.EDIT_VOLUNTEERS)
def edit(request: HttpRequest, coaching_contact_id: UUID) -> HttpResponse:
    """A contact, corrected."""
    contact = get_object_or_404(CoachingContact.objects.select_related("volunteer"), pk=coaching_contact_id)
    looked_at(request, contact.volunteer)
    url = file_url(request, contact.volunteer)
    editing = Editing(request, about=contact)
    form = editing.form(ContactForm, instance=contact)
    if editing.is_valid(form):
        done = editing.save(
            form,
            lambda: actions.change_contact(
                contact, by=request.user, version=editing.version, **form.cleaned_data
            ),
            then=lambda contact: url,
            message=_("The contact is saved."),
        )
        if done:
            return done
    context = {
        "form": form,
        "editing": editing,
        "volunteer": contact.volunteer,
        "contact": contact,
        "file_url": url,
    }
    return render(request, "volunteers/contact.html", context)
