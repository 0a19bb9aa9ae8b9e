"""Where a family was led to."""

from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from families.actions import family as actions
from families.enums import OnwardOutcome
from families.forms.onward import OnwardForm
from families.models import OnwardReferral
from families.views.common import FROM_TODAY, back_to, family_or_404, file_url, is_from_today, values_of
from homestart.accounts.permissions import Permission, require
from homestart.accounts.requests import Request
from homestart.audit.reading import looked_at
from homestart.drafts.editing import Editing
from homestart.tenancy.versions import Outdated
from homestart.ui.messages import say_done
from homestart.ui.navigation import branch_url


@require(Permission.EDIT_FAMILIES)
def onward_new(request: Request, family_id: UUID) -> HttpResponse:
    """The family goes to another service too."""
    family = family_or_404(request, family_id)
    editing = Editing(request)
    form = editing.form(OnwardForm)
    if editing.is_valid(form):
        done = editing.save(
            form,
            lambda: actions.add_onward_referral(family, by=request.user, **form.cleaned_data),
            then=lambda onward: file_url(request, family.pk, "tijdlijn"),
            message=_("The onward referral is saved."),
        )
        if done:
            return done
    title = _("Refer onward")
    return render(
        request, "families/form.html", {"family": family, "form": form, "editing": editing, "title": title}
    )


@require(Permission.EDIT_FAMILIES)
def onward_edit(request: Request, family_id: UUID, onward_id: UUID) -> HttpResponse:
    """What came of it."""
    family = family_or_404(request, family_id)
    onward = get_object_or_404(OnwardReferral.objects.all(), family=family, pk=onward_id)
    looked_at(request, family)
    editing = Editing(request, about=onward)
    form = editing.form(OnwardForm, initial=values_of(onward, OnwardForm))
    if editing.is_valid(form):
        done = editing.save(
            form,
            lambda: actions.change_onward_referral(
                onward, by=request.user, version=editing.version, **form.cleaned_data
            ),
            then=lambda onward: file_url(request, family.pk, "tijdlijn"),
            message=_("The onward referral is saved."),
        )
        if done:
            return done
    context = {
        "family": family,
        "form": form,
        "editing": editing,
        "title": _("Onward referral"),
        "part": "doorverwijzingen",
        "record": onward,
    }
    return render(request, "families/form.html", context)


#: In the address, an outcome that is taken back.
NOT_KNOWN = "nog-niet"


@require(Permission.EDIT_FAMILIES)
@require_POST
def onward_outcome(request: Request, family_id: UUID, onward_id: UUID, outcome: str) -> HttpResponse:
    """What came of it in one press, with a way back to what stood there."""
    family = family_or_404(request, family_id)
    onward = get_object_or_404(OnwardReferral.objects.all(), family=family, pk=onward_id)
    before = onward.outcome or NOT_KNOWN
    if outcome != NOT_KNOWN and outcome not in OnwardOutcome.values:
        raise Http404
    value = "" if outcome == NOT_KNOWN else outcome
    try:
        actions.change_onward_referral(onward, by=request.user, version=None, outcome=value)
    except Outdated:
        raise Http404 from None
    ids = {"family_id": family.pk, "onward_id": onward.pk, "outcome": before}
    undo = branch_url(request.branch, "families:onward_outcome", **ids)
    say_done(
        request,
        _("The outcome of the onward referral is saved."),
        undo + FROM_TODAY if is_from_today(request) else undo,
    )
    return redirect(back_to(request, family, "tijdlijn"))
