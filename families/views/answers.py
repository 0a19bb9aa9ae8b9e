"""Telling the referrer what was decided."""

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from families.actions.answers import answer_referral
from families.answers import answer_address, proposed_answer
from families.enums import Decision
from families.forms.decisions import AnswerForm
from families.models import Referral
from families.views.common import file_url
from families.views.referrals import detail_url, referral_or_404
from homestart.accounts.permissions import Permission, require
from homestart.accounts.requests import Request
from homestart.audit.reading import looked_at
from homestart.drafts.editing import Editing


@require(Permission.EDIT_FAMILIES)
@require_http_methods(["GET", "HEAD", "POST"])
def answer(request: Request, referral_id: UUID) -> HttpResponse:
    """Proposes a text for the decision; it is mailed, or kept as what the coordinator said himself."""
    referral = referral_or_404(referral_id)
    if referral.anonymised or not referral.decision:
        return redirect(detail_url(request, referral))
    looked_at(request, referral)
    editing = Editing(request, about=referral)
    told = referral.answer and referral.answered_decision == referral.decision
    proposed = proposed_answer(referral, branch=request.branch, signed_by=request.user)
    form = editing.form(
        AnswerForm,
        initial={"answer": referral.answer if told else proposed, "email": answer_address(referral)},
    )
    if editing.is_valid(form):
        done = editing.save(
            form,
            lambda: answer_referral(referral, by=request.user, version=editing.version, **form.cleaned_data),
            then=lambda answered: _next_url(request, answered),
            message=_("The answer is on its way by mail.")
            if form.data.get("email")
            else _("The answer is saved. You tell it yourself."),
        )
        if done:
            return done
    context = {
        "referral": referral,
        "form": form,
        "editing": editing,
        "later": _next_url(request, referral),
        "told": referral.answered_at if told else None,
    }
    return render(request, "families/referrals/answer.html", context)


def _next_url(request: Request, referral: Referral) -> str:
    """An accepted family has a file to go on with."""
    if referral.decision == Decision.ACCEPTED and referral.family_id:
        return file_url(request, referral.family_id)
    return detail_url(request, referral)
