"""A volunteer in a trajectory: added, corrected, ended; and finding one to ask."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from homestart.accounts.permissions import Permission, require
from homestart.audit.reading import looked_at
from homestart.drafts.editing import Editing
from homestart.ui.forms import Combobox
from homestart.ui.navigation import branch_url
from matching import actions
from matching.forms import AddMatchForm, EndMatchForm, MatchForm
from matching.models import Match
from matching.queries import volunteers_to_ask
from matching.views.common import trajectory_or_404, trajectory_url


@require(Permission.EDIT_FAMILIES)
@require_POST
def find_volunteers(request: HttpRequest) -> HttpResponse:
    """Whom one can choose for what was typed: who is trained and waits for a family comes first."""
    typed = request.POST.get("volunteer" + Combobox.TYPED, "").replace("\x00", "").strip()
    found = volunteers_to_ask(typed, timezone.localdate())
    return render(
        request, "components/choices.html", {"name": "volunteer", "found": found, "typed": typed, "value": ""}
    )


@require(Permission.EDIT_FAMILIES)
def add(request: HttpRequest, trajectory_id: UUID) -> HttpResponse:
    """Another volunteer for the family: beside the first one, or after."""
    support = trajectory_or_404(request, trajectory_id)
    editing = Editing(request)
    form = editing.form(AddMatchForm, search_url=branch_url(request.branch, "matching:volunteers"))
    if editing.is_valid(form):
        done = editing.save(
            form,
            lambda: actions.add_match(support, by=request.user, **form.cleaned_data),
            then=lambda match: trajectory_url(request, support),
            message=_("The volunteer is added."),
        )
        if done:
            return done
    form.offer()
    return render(request, "matching/add.html", {"form": form, "editing": editing, "trajectory": support})


@require(Permission.EDIT_FAMILIES)
def edit(request: HttpRequest, match_id: UUID) -> HttpResponse:
    """The dates, the role and the agreements of a match, corrected."""
    match = _match_or_404(request, match_id)
    url = trajectory_url(request, match.trajectory)
    editing = Editing(request, about=match)
    form = editing.form(MatchForm, instance=match)
    if editing.is_valid(form):
        done = editing.save(
            form,
            lambda: actions.change_match(
                match, by=request.user, version=editing.version, **form.cleaned_data
            ),
            then=lambda match: url,
            message=_("The match is saved."),
        )
        if done:
            return done
    return render(request, "matching/match.html", {"form": form, "editing": editing, "match": match})


@require(Permission.EDIT_FAMILIES)
def end(request: HttpRequest, match_id: UUID) -> HttpResponse:
    """The volunteer stops with this family; next, another one can be added."""
    match = _match_or_404(request, match_id)
    editing = Editing(request, about=match)
    values = {"ended_on": match.ended_on, "end_reason": match.end_reason}
    form = editing.form(EndMatchForm, initial=values if match.ended_on else {})
    if editing.is_valid(form):
        done = editing.save(
            form,
            lambda: actions.change_match(
                match, by=request.user, version=editing.version, **form.cleaned_data
            ),
            then=lambda match: trajectory_url(request, match.trajectory),
            message=_("The match is ended. The family may go on with another volunteer."),
        )
        if done:
            return done
    return render(request, "matching/end.html", {"form": form, "editing": editing, "match": match})


def _match_or_404(request: HttpRequest, match_id: UUID) -> Match:
    matches = Match.objects.select_related("volunteer", "trajectory__family")
    match: Match = get_object_or_404(matches, pk=match_id)
    looked_at(request, match.trajectory.family)
    return match
