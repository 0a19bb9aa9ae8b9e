"""A trajectory: starting it, seeing it, correcting, closing and reopening it."""

from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from families.models import Family
from homestart.accounts.permissions import Permission, require
from homestart.accounts.requests import Request
from homestart.audit.reading import looked_at
from homestart.drafts.editing import Editing, as_number
from homestart.tenancy.versions import Outdated
from homestart.ui.messages import say_done
from homestart.ui.navigation import branch_url
from matching import actions
from matching.actions.closing import ended_with
from matching.enums import Present
from matching.forms import AddMatchForm, CloseForm, StartForm
from matching.models import Trajectory
from matching.queries import last_visit
from matching.views.common import trajectory_or_404, trajectory_url
from matching.views.lists import next_step, present, state_badge


@require(Permission.READ_FAMILIES)
@require_safe
def trajectory(request: HttpRequest, trajectory_id: UUID) -> HttpResponse:
    """The support of a family: since when, by whom, and what can be done."""
    support = trajectory_or_404(request, trajectory_id)
    here = present(support)
    talk = actions.closing_talk(support) if support.ended_on else None
    context = {
        "trajectory": support,
        "state": state_badge(support),
        "next": next_step(request.branch, support),
        "last_visit": last_visit(support, timezone.localdate()),
        "present": here,
        "former": [match for match in support.people if match not in here],
        "talk": talk,
        "present_at_talk": ", ".join(str(Present(one).label) for one in talk.present) if talk else "",
        "others": support.family.trajectories.exclude(pk=support.pk).order_by("-started_on"),
    }
    return render(request, "matching/trajectory.html", context)


@require(Permission.EDIT_FAMILIES)
def start(request: HttpRequest, family_id: UUID) -> HttpResponse:
    """A trajectory for this family, with a volunteer; the family leaves the waiting list with it."""
    family = get_object_or_404(Family.objects.all(), pk=family_id)
    looked_at(request, family)
    running = family.trajectories.filter(ended_on=None).first()
    editing = Editing(request)
    form = editing.form(AddMatchForm, search_url=branch_url(request.branch, "matching:volunteers"))
    if editing.is_valid(form):
        done = editing.save(
            form,
            lambda: actions.start_trajectory(family, by=request.user, **form.cleaned_data),
            then=lambda support: trajectory_url(request, support),
            message=_("The trajectory is there."),
        )
        if done:
            return done
    form.offer()
    context = {"form": form, "editing": editing, "family": family, "running": running}
    return render(request, "matching/start.html", context)


@require(Permission.EDIT_FAMILIES)
def begin(request: HttpRequest, trajectory_id: UUID) -> HttpResponse:
    """The day of the first visit: noted for a planned trajectory, corrected for another."""
    support = trajectory_or_404(request, trajectory_id)
    editing = Editing(request, about=support)
    form = editing.form(StartForm, initial={"started_on": support.started_on or timezone.localdate()})
    action = actions.correct_trajectory if support.started_on else actions.note_start
    if editing.is_valid(form):
        done = editing.save(
            form,
            lambda: action(support, by=request.user, version=editing.version, **form.cleaned_data),
            then=lambda support: trajectory_url(request, support),
            message=_("The first visit is noted."),
        )
        if done:
            return done
    return render(request, "matching/begin.html", {"form": form, "editing": editing, "trajectory": support})


@require(Permission.EDIT_FAMILIES)
def close(request: Request, trajectory_id: UUID) -> HttpResponse:
    """The last day of the support, its reason, and what belongs to it; also to correct them."""
    support = trajectory_or_404(request, trajectory_id)
    editing = Editing(request, about=support)
    matches = list(ended_with(support, support.ended_on))
    form = editing.form(
        CloseForm,
        trajectory=support,
        matches=matches,
        talk=actions.closing_talk(support),
        years=settings.RETENTION_FILE_YEARS,
    )
    if editing.is_valid(form):
        done = editing.save(
            form,
            lambda: actions.close_trajectory(
                support, by=request.user, version=editing.version, **form.values()
            ),
            then=lambda closed: _after_closing(request, closed, is_correction=form.is_correction),
        )
        if done:
            return done
    context = {"form": form, "editing": editing, "trajectory": support, "matches": matches}
    return render(request, "matching/close.html", context)


def _after_closing(request: Request, closed: Trajectory, *, is_correction: bool) -> str:
    """Says what was done, with a way back, and leads to the trajectory."""
    if is_correction:
        messages.success(request, _("The closing is corrected."))
    else:
        undo = branch_url(request.branch, "matching:reopen", closed.pk)
        say_done(request, _("The trajectory is closed."), f"{undo}?versie={closed.version}")
    return trajectory_url(request, closed)


@require(Permission.EDIT_FAMILIES)
@require_POST
def reopen(request: Request, trajectory_id: UUID) -> HttpResponse:
    """Undoes close(), unless somebody changed the trajectory since the page with the button was made."""
    support = trajectory_or_404(request, trajectory_id)
    try:
        actions.reopen_trajectory(support, by=request.user, version=as_number(request.GET.get("versie")))
    except Outdated:
        messages.error(
            request, _("Somebody changed this trajectory meanwhile. See whether it is still needed.")
        )
    except ValidationError as refused:
        messages.error(request, " ".join(refused.messages))
    else:
        messages.success(request, _("The trajectory goes on."))
    return redirect(trajectory_url(request, support))
