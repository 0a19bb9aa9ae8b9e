"""Worrying situations: noted, followed by the step plan, closed. Every page that shows one is remembered."""

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from families.actions import concerns as actions
from families.forms.concerns import ConcernForm, NoticeForm, OutcomeForm, SecondForm, StepForm
from families.models import Concern, ConcernNotice, ConcernPlanStep, ConcernStep, FamilyContact
from families.queries.concerns import concern_record, concerns_in, plan_in_force
from families.views.common import family_or_404, values_of
from homestart.accounts.permissions import Permission, require
from homestart.accounts.queries import with_people
from homestart.accounts.requests import Request
from homestart.audit.queries import history_of, lookers_of
from homestart.audit.reading import looked_at
from homestart.drafts.editing import Editing
from homestart.tenancy.versions import Outdated
from homestart.ui.messages import say_done
from homestart.ui.navigation import branch_url

#: What can be taken out of a concern, by its word in the address.
PIECES: dict[str, type[ConcernStep] | type[ConcernNotice]] = {"stap": ConcernStep, "ingelicht": ConcernNotice}


def concern_or_404(request: Request, family_id: UUID, concern_id: UUID) -> Any:
    """The concern with its family, in the branch of the request."""
    family = family_or_404(request, family_id)
    concern = get_object_or_404(concerns_in(family), pk=concern_id)
    concern.family = family
    return concern


def concern_url(request: Request, concern: Concern, name: str = "concern", **kwargs: Any) -> str:
    ids = {"family_id": concern.family_id, "concern_id": concern.pk}
    return branch_url(request.branch, f"families:{name}", **ids, **kwargs)


@require(Permission.READ_CONCERNS)
@require_safe
def concern_list(request: Request) -> HttpResponse:
    """The concerns of the branch, the open ones first; without search and download: nobody takes it along."""
    looked_at(request, None, page="concerns")
    found = list(concerns_in())
    context = {
        "open": [concern for concern in found if concern.is_open],
        "closed": [concern for concern in found if not concern.is_open],
    }
    return render(request, "families/concerns/list.html", context)


@require(Permission.READ_CONCERNS)
@require_safe
def family_concerns(request: Request, family_id: UUID) -> HttpResponse:
    """The concerns about one family, and the notes that stand with them."""
    family = family_or_404(request, family_id)
    looked_at(request, family, page="concerns")
    notes = FamilyContact.objects.filter(family=family).about_concerns(request.permissions)
    context = {
        "family": family,
        "concerns": concerns_in(family),
        "notes": notes.select_related("noted_by").order_by("-date", "pk"),
    }
    return render(request, "families/concerns/family.html", context)


@require(Permission.READ_CONCERNS)
@require_safe
def concern(request: Request, family_id: UUID, concern_id: UUID) -> HttpResponse:
    """One concern beside the plan that it follows, with who read it."""
    found = concern_or_404(request, family_id, concern_id)
    looked_at(request, found)
    known = concern_record(found)
    context = {
        "family": found.family,
        "concern": found,
        "known": known,
        "may_confirm": known.may_be_confirmed_by(request.user),
        "looks": with_people(lookers_of(found)),
        "edits": with_people(history_of(found)),
    }
    return render(request, "families/concerns/detail.html", context)


@require(Permission.EDIT_CONCERNS)
def concern_new(request: Request, family_id: UUID) -> HttpResponse:
    """The facts; the step plan follows."""
    family = family_or_404(request, family_id)
    editing = Editing(request)
    form = editing.form(ConcernForm)
    if editing.is_valid(form):
        done = editing.save(
            form,
            lambda: actions.note_concern(family, by=request.user, **form.cleaned_data),
            then=lambda concern: concern_url(request, concern),
            message=_("The concern is noted. Follow the step plan; you do not carry this alone."),
        )
        if done:
            return done
    context = {
        "family": family,
        "form": form,
        "editing": editing,
        "title": _("Note a concern"),
        "plan": plan_in_force(),
        "cancel": branch_url(request.branch, "families:concerns", family_id=family.pk),
    }
    return render(request, "families/concerns/form.html", context)


def _edit_concern(
    request: Request, concern: Any, form_class: type[forms.Form], title: str, **kwargs: Any
) -> HttpResponse:
    """A form over some fields of the concern itself."""
    looked_at(request, concern)
    editing = Editing(request, about=concern)
    known = {name: value for name, value in values_of(concern, form_class).items() if value not in (None, "")}
    form = editing.form(form_class, initial=known, **kwargs)
    if editing.is_valid(form):
        done = editing.save(
            form,
            lambda: actions.change_concern(
                concern, by=request.user, version=editing.version, **form.cleaned_data
            ),
            then=lambda concern: concern_url(request, concern),
            message=_("The concern is saved."),
        )
        if done:
            return done
    return _form(request, concern, form, editing, title)


def _form(
    request: Request, concern: Any, form: Any, editing: Editing, title: str, **more: Any
) -> HttpResponse:
    context = {
        "family": concern.family,
        "concern": concern,
        "form": form,
        "editing": editing,
        "title": title,
        "cancel": concern_url(request, concern),
        **more,
    }
    return render(request, "families/concerns/form.html", context)


@require(Permission.EDIT_CONCERNS)
def concern_facts(request: Request, family_id: UUID, concern_id: UUID) -> HttpResponse:
    """Corrects the facts; what stood there before stays in the history of the concern."""
    found = concern_or_404(request, family_id, concern_id)
    return _edit_concern(request, found, ConcernForm, _("The facts"))


@require(Permission.EDIT_CONCERNS)
def concern_second(request: Request, family_id: UUID, concern_id: UUID) -> HttpResponse:
    """Which colleague looked along, and what he or she thinks."""
    found = concern_or_404(request, family_id, concern_id)
    return _edit_concern(request, found, SecondForm, _("Second pair of eyes"))


@require(Permission.EDIT_CONCERNS)
def concern_outcome(request: Request, family_id: UUID, concern_id: UUID) -> HttpResponse:
    """What came of it, when to look again, and that it is closed."""
    found = concern_or_404(request, family_id, concern_id)
    return _edit_concern(request, found, OutcomeForm, _("Outcome"), began_on=found.date)


@require(Permission.EDIT_CONCERNS)
@require_POST
def concern_confirm(request: Request, family_id: UUID, concern_id: UUID) -> HttpResponse:
    """The second pair of eyes signs, with the own account."""
    found = concern_or_404(request, family_id, concern_id)
    try:
        actions.confirm_second(found, by=request.user)
    except ValidationError as refused:
        messages.error(request, " ".join(refused.messages))
    else:
        messages.success(request, _("You confirmed that you looked along."))
    return redirect(concern_url(request, found))


@require(Permission.EDIT_CONCERNS)
@require_POST
def concern_follow_plan(request: Request, family_id: UUID, concern_id: UUID) -> HttpResponse:
    """A concern from older files goes on by the step plan."""
    found = concern_or_404(request, family_id, concern_id)
    actions.follow_plan(found, by=request.user)
    return redirect(concern_url(request, found))


@require(Permission.EDIT_CONCERNS)
def concern_step(request: Request, family_id: UUID, concern_id: UUID, step_id: int) -> HttpResponse:
    """A step of the plan: that it was taken, or a correction of what was noted of it."""
    found = concern_or_404(request, family_id, concern_id)
    step = get_object_or_404(ConcernPlanStep, pk=step_id, plan=found.plan_id)
    taken = ConcernStep.objects.filter(concern=found, step=step).first()
    looked_at(request, found)
    editing = Editing(request, about=taken)
    form = editing.form(StepForm, initial=values_of(taken, StepForm) if taken else {})

    def save() -> ConcernStep:
        if taken:
            return actions.change_step(taken, by=request.user, version=editing.version, **form.cleaned_data)
        return actions.take_step(found, step, by=request.user, **form.cleaned_data)

    if editing.is_valid(form):
        done = editing.save(
            form, save, then=lambda taken: concern_url(request, found), message=_("The step is noted.")
        )
        if done:
            return done
    return _form(
        request, found, form, editing, step.title, explanation=step.explanation, piece="stap", record=taken
    )


@require(Permission.EDIT_CONCERNS)
def concern_notice_new(request: Request, family_id: UUID, concern_id: UUID) -> HttpResponse:
    """Somebody was told, or asked."""
    found = concern_or_404(request, family_id, concern_id)
    looked_at(request, found)
    editing = Editing(request)
    form = editing.form(NoticeForm)
    if editing.is_valid(form):
        done = editing.save(
            form,
            lambda: actions.note_notice(found, by=request.user, **form.cleaned_data),
            then=lambda told: concern_url(request, found),
            message=_("It is noted who was told."),
        )
        if done:
            return done
    return _form(request, found, form, editing, _("Who was told, or asked?"))


@require(Permission.EDIT_CONCERNS)
def concern_notice(request: Request, family_id: UUID, concern_id: UUID, notice_id: UUID) -> HttpResponse:
    """Corrects who was told."""
    found = concern_or_404(request, family_id, concern_id)
    told = get_object_or_404(ConcernNotice.objects.all(), concern=found, pk=notice_id)
    looked_at(request, found)
    editing = Editing(request, about=told)
    form = editing.form(NoticeForm, initial=values_of(told, NoticeForm))
    if editing.is_valid(form):
        done = editing.save(
            form,
            lambda: actions.change_notice(
                told, by=request.user, version=editing.version, **form.cleaned_data
            ),
            then=lambda told: concern_url(request, found),
            message=_("It is noted who was told."),
        )
        if done:
            return done
    return _form(request, found, form, editing, _("Who was told, or asked?"), piece="ingelicht", record=told)


@require(Permission.EDIT_CONCERNS)
@require_POST
def concern_part_remove(
    request: Request, family_id: UUID, concern_id: UUID, piece: str, piece_id: UUID
) -> HttpResponse:
    """A step or a talk that should not stand there, with a way back."""
    found = concern_or_404(request, family_id, concern_id)
    model = PIECES.get(piece)
    if model is None:
        raise Http404
    record = get_object_or_404(model.objects.all(), concern=found, pk=piece_id)
    try:
        actions.remove_part(record, by=request.user)
    except Outdated:
        raise Http404 from None
    undo = concern_url(request, found, "concern_part_back", piece=piece, piece_id=piece_id)
    say_done(request, _("It is removed from the concern."), undo)
    return redirect(concern_url(request, found))


@require(Permission.EDIT_CONCERNS)
@require_POST
def concern_part_back(
    request: Request, family_id: UUID, concern_id: UUID, piece: str, piece_id: UUID
) -> HttpResponse:
    """What was removed is there again, also for whoever presses twice."""
    found = concern_or_404(request, family_id, concern_id)
    model = PIECES.get(piece)
    if model is None:
        raise Http404
    try:
        if actions.put_back_part(model, piece_id, concern=found, by=request.user) is None:
            raise Http404
    except ValidationError as refused:
        messages.error(request, " ".join(refused.messages))
    else:
        messages.success(request, _("It is there again."))
    return redirect(concern_url(request, found))


@require(Permission.EDIT_CONCERNS)
@require_POST
def concern_remove(request: Request, family_id: UUID, concern_id: UUID) -> HttpResponse:
    """Noted by mistake, as in the file of the wrong family; with a way back."""
    found = concern_or_404(request, family_id, concern_id)
    try:
        actions.remove_concern(found, by=request.user)
    except Outdated:
        raise Http404 from None
    except ValidationError as refused:
        messages.error(request, " ".join(refused.messages))
        return redirect(concern_url(request, found))
    say_done(request, _("The concern is removed."), concern_url(request, found, "concern_back"))
    return redirect("concerns", request.branch.slug)


@require(Permission.EDIT_CONCERNS)
@require_POST
def concern_back(request: Request, family_id: UUID, concern_id: UUID) -> HttpResponse:
    """The removed concern is there again, also for whoever presses twice."""
    family = family_or_404(request, family_id)
    again = actions.put_back_concern(concern_id, family=family, by=request.user)
    if again is None or again.family_id != family.pk:
        raise Http404
    messages.success(request, _("The concern is there again."))
    return redirect(concern_url(request, again))
