"""Deciding on a referral: accept, do not accept, withdrawn; and correcting that."""

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from families.actions import decisions as actions
from families.actions.hand_over import refuse_and_hand_over
from families.answers import answer_address
from families.enums import Decision
from families.forms.decisions import AcceptForm, RefuseForm, WithdrawForm
from families.models import Referral
from families.queries.lookalikes import like_referral
from families.queries.referrals import led_onward, stop_on
from families.queries.sisters import proposed_sister, sisters
from families.views.common import file_url
from families.views.referrals import detail_url, referral_or_404
from homestart.accounts.permissions import Permission, require
from homestart.accounts.requests import Request
from homestart.audit.reading import looked_at
from homestart.drafts.editing import Editing, as_number
from homestart.tenancy.models import Branch
from homestart.tenancy.versions import Outdated
from homestart.ui.navigation import branch_url


@require(Permission.EDIT_FAMILIES)
@require_http_methods(["GET", "HEAD", "POST"])
def decide(request: Request, referral_id: UUID) -> HttpResponse:
    """Accepts the family: its file, the waiting list or a volunteer, the day."""
    referral = referral_or_404(referral_id)
    if referral.anonymised:
        return redirect(detail_url(request, referral))
    looked_at(request, referral)
    editing = Editing(request, about=referral)
    form = editing.form(
        AcceptForm,
        initial=_initial(referral, Decision.ACCEPTED),
        referral=referral,
        alike=like_referral(referral),
        families_url=branch_url(request.branch, "referrals:find_families"),
        waits=_open_place(referral) is not None,
    )
    if editing.is_valid(form):
        done = editing.save(
            form,
            lambda: actions.accept_referral(
                referral, by=request.user, version=editing.version, **form.values
            ),
            then=lambda accepted: _next_url(request, accepted),
            message=_(
                "The family is accepted. What now? Complete who lives there, the situation, the consents."
            ),
        )
        if done:
            return done
    return _page(request, referral, Decision.ACCEPTED, form, editing)


@require(Permission.EDIT_FAMILIES)
@require_http_methods(["GET", "HEAD", "POST"])
def refuse(request: Request, referral_id: UUID) -> HttpResponse:
    """Does not accept the family, for one of the coded reasons."""
    referral = referral_or_404(referral_id)
    if referral.anonymised:
        return redirect(detail_url(request, referral))
    looked_at(request, referral)
    editing = Editing(request, about=referral)
    proposed = proposed_sister(request.branch, referral)
    form = editing.form(
        RefuseForm,
        initial={
            "refusal_reason": request.GET.get("reden", ""),
            "hand_over_to": proposed,
            "hand_over_agreed_on": timezone.localdate(),
            **_initial(referral, Decision.REFUSED),
        },
        sisters=sisters(request.branch),
        can_hand_over=referral.handed_over_to_id is None,
    )
    if editing.is_valid(form):
        done = editing.save(
            form,
            lambda: refuse_and_hand_over(referral, by=request.user, version=editing.version, **form.values),
            then=lambda refused: _next_url(request, refused),
            message=_("The referral is not accepted. Let the referrer know."),
        )
        if done:
            return done
    return _page(request, referral, Decision.REFUSED, form, editing, sister=proposed)


@require(Permission.EDIT_FAMILIES)
@require_http_methods(["GET", "HEAD", "POST"])
def withdraw(request: Request, referral_id: UUID) -> HttpResponse:
    """The family or the referrer does not ask any more."""
    referral = referral_or_404(referral_id)
    if referral.anonymised:
        return redirect(detail_url(request, referral))
    looked_at(request, referral)
    editing = Editing(request, about=referral)
    form = editing.form(WithdrawForm, initial=_initial(referral, Decision.WITHDRAWN))
    if editing.is_valid(form):
        done = editing.save(
            form,
            lambda: actions.withdraw_referral(
                referral, by=request.user, version=editing.version, **form.cleaned_data
            ),
            then=lambda withdrawn: _next_url(request, withdrawn),
            message=_("The referral is withdrawn."),
        )
        if done:
            return done
    return _page(request, referral, Decision.WITHDRAWN, form, editing)


@require(Permission.EDIT_FAMILIES)
@require_POST
def undo(request: Request, referral_id: UUID) -> HttpResponse:
    """The referral is to be decided again."""
    referral = referral_or_404(referral_id)
    version = as_number(request.GET.get("versie"))
    try:
        actions.undo_decision(referral, by=request.user, version=version)
    except Outdated:
        messages.error(
            request,
            _(
                "Somebody else changed this referral meanwhile, so nothing was taken back. "
                "Look at what it says now. Is the decision still wrong? Then take it back again."
            ),
        )
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    else:
        messages.success(request, _("The decision is taken back. The referral is to be decided again."))
    return redirect(detail_url(request, referral))


def _initial(referral: Referral, decision: Decision) -> dict[str, Any]:
    """Today; or what was decided so before."""
    if referral.decision != decision:
        return {"decided_on": timezone.localdate()}
    names = ("decided_on", "decision_note", "refusal_reason", "other_refusal_reasons")
    return {name: getattr(referral, name) for name in names}


def _next_url(request: Request, referral: Referral) -> str:
    """Where one goes on: to the answer, when there is somebody to write to who does not know yet."""
    told = referral.answered_decision == referral.decision
    if not told and (referral.referrer_id or answer_address(referral)):
        return branch_url(request.branch, "referrals:answer", referral_id=referral.pk)
    if referral.decision == Decision.ACCEPTED:
        return file_url(request, referral.family_id)
    return detail_url(request, referral)


def _page(
    request: Request,
    referral: Referral,
    decision: Decision,
    form: forms.Form,
    editing: Editing,
    sister: Branch | None = None,
) -> HttpResponse:
    context = {
        "referral": referral,
        "decision": decision,
        "form": form,
        "editing": editing,
        "stop": stop_on(timezone.localdate()),
        "sister": sister,
        "onward": led_onward(referral),
        "place": _open_place(referral),
        "told": referral.answered_at if referral.answered_decision == referral.decision else None,
        "lost": [] if decision == Decision.ACCEPTED else actions.open_places(referral),
        "button": _button(referral, decision),
    }
    return render(request, "families/referrals/decide.html", context)


def _button(referral: Referral, decision: Decision) -> str:
    if referral.decision == decision:
        return _("Save the correction")
    return {
        Decision.ACCEPTED: _("Accept the family"),
        Decision.REFUSED: _("Do not accept"),
        Decision.WITHDRAWN: _("Mark as withdrawn"),
    }[decision]


def _open_place(referral: Referral) -> Any:
    """The place on the waiting list that the family has already."""
    if referral.family is None:
        return None
    return referral.family.waiting_list_entries.filter(left_on=None).first()
