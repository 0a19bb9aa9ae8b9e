"""Taking a contact or a role out of the file of a volunteer, and putting it back."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from homestart.accounts.permissions import Permission, require
from homestart.tenancy.versions import Outdated
from homestart.ui.messages import say_done
from homestart.ui.navigation import branch_url
from volunteers import actions
from volunteers.models import CoachingContact, RoleAssignment, Volunteer
from volunteers.views.files import file_url


@require(Permission.EDIT_VOLUNTEERS)
@require_POST
def remove_contact(request: HttpRequest, coaching_contact_id: UUID) -> HttpResponse:
    """The next page has a button that puts it back."""
    contact = get_object_or_404(CoachingContact.objects.select_related("volunteer"), pk=coaching_contact_id)
    return _remove(request, contact, actions.remove_contact, "volunteers:contact_back")


@require(Permission.EDIT_VOLUNTEERS)
@require_POST
def remove_role(request: HttpRequest, role_id: UUID) -> HttpResponse:
    """The next page has a button that puts it back."""
    role = get_object_or_404(RoleAssignment.objects.select_related("volunteer"), pk=role_id)
    return _remove(request, role, actions.remove_role, "volunteers:role_back")


@require(Permission.EDIT_VOLUNTEERS)
@require_POST
def put_contact_back(request: HttpRequest, volunteer_id: UUID, coaching_contact_id: UUID) -> HttpResponse:
    """Undoes remove_contact()."""
    return _put_back(request, volunteer_id, CoachingContact, coaching_contact_id)


@require(Permission.EDIT_VOLUNTEERS)
@require_POST
def put_role_back(request: HttpRequest, volunteer_id: UUID, role_id: UUID) -> HttpResponse:
    """Undoes remove_role()."""
    return _put_back(request, volunteer_id, RoleAssignment, role_id)


def _remove(request: HttpRequest, record: Any, action: Any, undo: str) -> HttpResponse:
    undo_url = branch_url(request.branch, undo, record.volunteer_id, record.pk)  # type: ignore[attr-defined]
    try:
        action(record, by=request.user)
    except Outdated:
        # Removed by somebody else at this very moment.
        raise Http404 from None
    say_done(request, _("Removed from the file."), undo_url)
    return redirect(file_url(request, record.volunteer))


def _put_back(request: HttpRequest, volunteer_id: UUID, model: Any, record_id: UUID) -> HttpResponse:
    volunteer = get_object_or_404(Volunteer.objects.all(), pk=volunteer_id)
    try:
        record = actions.put_back_removed(model, record_id, volunteer=volunteer, by=request.user)
    except ValidationError as refused:
        messages.error(request, " ".join(refused.messages))
    else:
        if record is None:
            raise Http404
        messages.success(request, _("It is back in the file."))
    return redirect(file_url(request, volunteer))
