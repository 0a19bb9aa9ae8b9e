"""The periods in which the branch takes no new families on its waiting list."""

from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from families.actions import waiting as actions
from families.forms.waiting import StopForm
from families.models import IntakeStop
from families.views.common import values_of
from families.views.waiting import place_form
from homestart.accounts.permissions import Permission, require
from homestart.accounts.requests import Request
from homestart.drafts.editing import Editing
from homestart.ui.navigation import branch_url


@require(Permission.EDIT_FAMILIES)
@require_http_methods(["GET", "HEAD", "POST"])
def stop_new(request: Request) -> HttpResponse:
    """A period in which the branch takes no new families."""
    editing = Editing(request)
    form = editing.form(StopForm, initial={"started_on": timezone.localdate()})
    if editing.is_valid(form):
        done = editing.save(
            form,
            lambda: actions.add_intake_stop(by=request.user, **form.cleaned_data),
            then=lambda stop: branch_url(request.branch, "waiting:list"),
            message=_("The waiting list is closed in this period. Referrals can still be registered."),
        )
        if done:
            return done
    return place_form(request, form, editing, _("Close the waiting list for a while"), _("Save the stop"))


@require(Permission.EDIT_FAMILIES)
@require_http_methods(["GET", "HEAD", "POST"])
def stop_edit(request: Request, stop_id: UUID) -> HttpResponse:
    """Changes such a period, or fills in its last day."""
    stop = get_object_or_404(IntakeStop.objects.all(), pk=stop_id)
    editing = Editing(request, about=stop)
    form = editing.form(StopForm, initial=values_of(stop, StopForm))
    if editing.is_valid(form):
        done = editing.save(
            form,
            lambda: actions.change_intake_stop(
                stop,
                by=request.user,
                version=editing.version,
                **form.cleaned_data,
            ),
            then=lambda stop: branch_url(request.branch, "waiting:list"),
            message=_("The stop is saved."),
        )
        if done:
            return done
    return place_form(request, form, editing, _("Change or end the stop"), _("Save the stop"))


@require(Permission.EDIT_FAMILIES)
@require_POST
def stop_end(request: Request, stop_id: UUID) -> HttpResponse:
    """Today is the last day of the stop."""
    stop = get_object_or_404(IntakeStop.objects.all(), pk=stop_id)
    try:
        actions.end_intake_stop(stop, by=request.user)
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    else:
        messages.success(
            request, _("Today is the last day of the stop. From tomorrow the list is open again.")
        )
    return redirect(branch_url(request.branch, "waiting:list"))
