"""The roles of a volunteer: given, ended, corrected."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.translation import gettext as _

from homestart.accounts.permissions import Permission, require
from homestart.audit.reading import looked_at
from homestart.drafts.editing import Editing
from volunteers import actions
from volunteers.enums import VolunteerRole
from volunteers.forms import RoleForm
from volunteers.models import RoleAssignment, Volunteer
from volunteers.views.files import file_url


@require(Permission.EDIT_VOLUNTEERS)
def new(request: HttpRequest, volunteer_id: UUID) -> HttpResponse:
    """A role for this volunteer, from today unless said otherwise."""
    volunteer = get_object_or_404(Volunteer.objects.all(), pk=volunteer_id)
    editing = Editing(request)
    start = {"role": VolunteerRole.FAMILY_BUDDY, "started_on": timezone.localdate()}
    form = editing.form(RoleForm, initial=start)
    if editing.is_valid(form):
        done = editing.save(
            form,
            lambda: actions.give_role(volunteer, by=request.user, **form.cleaned_data),
            then=lambda role: file_url(request, volunteer),
            message=_("The role is noted."),
        )
        if done:
            return done
    context = {
        "form": form,
        "editing": editing,
        "volunteer": volunteer,
        "file_url": file_url(request, volunteer),
    }
    return render(request, "volunteers/role.html", context)


@require(Permission.EDIT_VOLUNTEERS)
def edit(request: HttpRequest, role_id: UUID) -> HttpResponse:
    """A role with its last day, or corrected."""
    role = get_object_or_404(RoleAssignment.objects.select_related("volunteer"), pk=role_id)
    looked_at(request, role.volunteer)
    url = file_url(request, role.volunteer)
    editing = Editing(request, about=role)
    form = editing.form(RoleForm, instance=role)
    if editing.is_valid(form):
        done = editing.save(
            form,
            lambda: actions.change_role(role, by=request.user, version=editing.version, **form.cleaned_data),
            then=lambda role: url,
            message=_("The role is saved."),
        )
        if done:
            return done
    context = {"form": form, "editing": editing, "volunteer": role.volunteer, "role": role, "file_url": url}
    return render(request, "volunteers/role.html", context)
