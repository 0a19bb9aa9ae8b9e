"""The hand-over page: every family and every volunteer on a sheet, for the colleague who takes over."""

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from families.views.common import family_or_404
from homestart.accounts.permissions import Permission, require
from homestart.accounts.requests import Request
from homestart.audit.reading import looked_at
from homestart.drafts.editing import Editing
from homestart.ui.navigation import branch_url
from matching import actions
from matching.forms import HandOverForm
from matching.handover import family_sheets, volunteer_sheets
from matching.models import HandOverNote
from volunteers.models import Volunteer


@require(Permission.READ_FAMILIES)
@require_safe
def sheets(request: Request) -> HttpResponse:
    """All families that wait or are supported, and all volunteers: to read through, or to print."""
    today = timezone.localdate()
    looked_at(request, None)
    families = family_sheets(request.permissions, today)
    context = {
        "today": today,
        "families": families,
        "volunteers": volunteer_sheets(families, today),
    }
    return render(request, "matching/handover/list.html", context)


@require(Permission.READ_FAMILIES)
@require_safe
def family(request: Request, family_id: UUID) -> HttpResponse:
    """One family on one sheet."""
    found = family_or_404(request, family_id)
    looked_at(request, found)
    today = timezone.localdate()
    (sheet,) = family_sheets(request.permissions, today, only=found)
    return render(request, "matching/handover/family.html", {"sheet": sheet, "today": today})


@require(Permission.READ_VOLUNTEERS)
@require_safe
def volunteer(request: Request, volunteer_id: UUID) -> HttpResponse:
    """One volunteer on one sheet, with the families whom he or she supports."""
    found = get_object_or_404(Volunteer.objects.all(), pk=volunteer_id)
    looked_at(request, found)
    today = timezone.localdate()
    (sheet,) = volunteer_sheets(family_sheets(request.permissions, today), today, only=found)
    return render(request, "matching/handover/volunteer.html", {"sheet": sheet, "today": today})


@require(Permission.EDIT_FAMILIES)
def note(request: Request, family_id: UUID) -> HttpResponse:
    """What has to be known of the family and stands nowhere else."""
    found = family_or_404(request, family_id)
    looked_at(request, found)
    before = HandOverNote.objects.filter(family=found).first()
    editing = Editing(request, about=before)
    form = editing.form(HandOverForm, initial={"text": before.text if before else ""})
    if editing.is_valid(form):
        done = editing.save(
            form,
            lambda: actions.write_handover(
                found, by=request.user, version=editing.version, **form.cleaned_data
            ),
            then=lambda note: branch_url(request.branch, "handover:family", family_id=found.pk),
            message=_("The note is saved."),
        )
        if done:
            return done
    context = {"form": form, "editing": editing, "family": found}
    return render(request, "matching/handover/note.html", context)
