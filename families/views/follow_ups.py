"""What is to be done for a family on a day: planned, done or moved in one press."""

import datetime
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from families.actions import follow_ups as actions
from families.forms.follow_ups import FollowUpForm
from families.models import Family, FollowUp
from families.models.levels import writable_levels
from families.queries.follow_ups import colleagues
from families.views.common import FROM_TODAY, back_to, family_or_404, file_url, is_from_today, values_of
from homestart.accounts.permissions import Permission, require
from homestart.accounts.requests import Request
from homestart.audit.reading import looked_at
from homestart.drafts.editing import Editing
from homestart.tenancy.versions import Outdated
from homestart.ui.messages import say_done
from homestart.ui.navigation import branch_url
from homestart.ui.templatetags.format import day as in_words


def follow_up_or_404(request: Request, family: Family, follow_up_id: UUID) -> FollowUp:
    """For who may read it; for others there is none."""
    readable = FollowUp.objects.filter(family=family).known_to(request.permissions)
    found: FollowUp = get_object_or_404(readable, pk=follow_up_id)
    return found


@require(Permission.EDIT_FAMILIES)
def follow_up_new(request: Request, family_id: UUID) -> HttpResponse:
    """Something to do on a day, agreed in no contact."""
    family = family_or_404(request, family_id)
    editing = Editing(request)
    form = editing.form(
        FollowUpForm,
        levels=writable_levels(request.permissions),
        people=colleagues(request.branch),
        initial={"for_whom": request.user.pk},
    )
    if editing.is_valid(form):
        done = editing.save(
            form,
            lambda: actions.plan_follow_up(family, by=request.user, **form.cleaned_data),
            then=lambda follow_up: file_url(request, family.pk, "volgende"),
            message=_("It is planned."),
        )
        if done:
            return done
    context = {"family": family, "form": form, "editing": editing, "title": _("Plan something to do")}
    return render(request, "families/form.html", context)


@require(Permission.EDIT_FAMILIES)
def follow_up_edit(request: Request, family_id: UUID, follow_up_id: UUID) -> HttpResponse:
    """Another day, other words, somebody else; or taken away."""
    family = family_or_404(request, family_id)
    follow_up = follow_up_or_404(request, family, follow_up_id)
    looked_at(request, family)
    editing = Editing(request, about=follow_up)
    form = editing.form(
        FollowUpForm,
        levels=writable_levels(request.permissions),
        people=colleagues(request.branch),
        initial=values_of(follow_up, FollowUpForm),
    )
    if editing.is_valid(form):
        done = editing.save(
            form,
            lambda: actions.change_follow_up(
                follow_up, by=request.user, version=editing.version, **form.cleaned_data
            ),
            then=lambda follow_up: file_url(request, family.pk, "volgende"),
            message=_("It is saved."),
        )
        if done:
            return done
    context = {
        "family": family,
        "form": form,
        "editing": editing,
        "title": _("What has to be done"),
        "part": "opvolging",
        "record": follow_up,
    }
    return render(request, "families/form.html", context)


@require(Permission.EDIT_FAMILIES)
@require_POST
def follow_up_done(request: Request, family_id: UUID, follow_up_id: UUID) -> HttpResponse:
    """Done today, with a way back."""
    family = family_or_404(request, family_id)
    follow_up = follow_up_or_404(request, family, follow_up_id)
    try:
        actions.finish_follow_up(follow_up, by=request.user)
    except Outdated:
        raise Http404 from None
    say_done(request, _("Done."), _address(request, follow_up, "follow_up_again"))
    return redirect(back_to(request, family, "volgende"))


@require(Permission.EDIT_FAMILIES)
@require_POST
def follow_up_again(request: Request, family_id: UUID, follow_up_id: UUID) -> HttpResponse:
    """Still to be done."""
    family = family_or_404(request, family_id)
    try:
        actions.reopen_follow_up(follow_up_or_404(request, family, follow_up_id), by=request.user)
    except Outdated:
        raise Http404 from None
    messages.success(request, _("It is to be done again."))
    return redirect(back_to(request, family, "volgende"))


@require(Permission.EDIT_FAMILIES)
@require_POST
def follow_up_move(request: Request, family_id: UUID, follow_up_id: UUID, on: str) -> HttpResponse:
    """To another day, with a way back to the day before."""
    family = family_or_404(request, family_id)
    follow_up = follow_up_or_404(request, family, follow_up_id)
    before = follow_up.due_on
    try:
        day = datetime.date.fromisoformat(on)
        actions.move_follow_up(follow_up, by=request.user, day=day)
    except (ValueError, ValidationError, Outdated):
        raise Http404 from None
    said = _("Moved to %(day)s.") % {"day": in_words(day)}
    say_done(request, said, _address(request, follow_up, "follow_up_move", on=before.isoformat()))
    return redirect(back_to(request, family, "volgende"))


def _address(request: Request, follow_up: FollowUp, name: str, **kwargs: str) -> str:
    ids = {"family_id": follow_up.family_id, "follow_up_id": follow_up.pk}
    url = branch_url(request.branch, f"families:{name}", **ids, **kwargs)
    return url + FROM_TODAY if is_from_today(request) else url
