"""Removing a part of a file at once, with a way back: better than asking whether one is sure."""

from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from families.actions import removal
from families.enums import NoteLevel
from families.models.levels import writable_levels
from families.views.common import family_or_404, file_url
from homestart.accounts.permissions import Permission, require
from homestart.accounts.requests import Request
from homestart.audit.history import removed_values
from homestart.tenancy.versions import Outdated
from homestart.ui.messages import say_done
from homestart.ui.navigation import branch_url


@require(Permission.EDIT_FAMILIES)
@require_POST
def remove(request: Request, family_id: UUID, part: str, record_id: UUID) -> HttpResponse:
    """The record is gone; the next page has a button that puts it back."""
    family = family_or_404(request, family_id)
    model = removal.PARTS.get(part)
    if model is None:
        raise Http404
    record = get_object_or_404(model.objects.all(), family=family, pk=record_id)
    if getattr(record, "level", NoteLevel.BRANCH) not in writable_levels(request.permissions):
        raise Http404
    try:
        removal.remove_from_file(record, family=family, by=request.user)
    except Outdated:
        # Removed by somebody else at this very moment.
        raise Http404 from None
    undo = branch_url(
        request.branch, "families:put_back", family_id=family.pk, part=part, record_id=record_id
    )
    say_done(request, _("It is removed from the file."), undo)
    return redirect(file_url(request, family.pk))


@require(Permission.EDIT_FAMILIES)
@require_POST
def put_back(request: Request, family_id: UUID, part: str, record_id: UUID) -> HttpResponse:
    """What was removed is there again, also for whoever presses twice."""
    family = family_or_404(request, family_id)
    model = removal.PARTS.get(part)
    if model is None:
        raise Http404
    level = removed_values(model, record_id, family).get("level", NoteLevel.BRANCH)
    if level not in writable_levels(request.permissions):
        raise Http404
    try:
        if removal.put_back_in_file(model, record_id, family=family, by=request.user) is None:
            raise Http404
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    else:
        messages.success(request, _("It is in the file again."))
    return redirect(file_url(request, family.pk))
