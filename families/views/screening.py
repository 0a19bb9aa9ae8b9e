"""Getting to know a family before the decision."""

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from families.actions.screening import note_screening
from families.enums import ContactKind
from families.forms.contacts import ContactForm
from families.models.levels import writable_levels
from families.views.referrals import detail_url, referral_or_404
from homestart.accounts.permissions import Permission, require
from homestart.accounts.requests import Request
from homestart.audit.reading import looked_at
from homestart.drafts.editing import Editing


@require(Permission.EDIT_FAMILIES)
@require_http_methods(["GET", "HEAD", "POST"])
def screening(request: Request, referral_id: UUID) -> HttpResponse:
    """Notes a contact from the referral: a screening, unless one says otherwise. The file comes with it."""
    referral = referral_or_404(referral_id)
    if referral.decision:
        return redirect(detail_url(request, referral))
    looked_at(request, referral)
    editing = Editing(request)
    form = editing.form(
        ContactForm,
        levels=writable_levels(request.permissions),
        initial={"kind": ContactKind.SCREENING.value},
    )
    if editing.is_valid(form):
        done = editing.save(
            form,
            lambda: note_screening(referral, by=request.user, **form.cleaned_data),
            then=lambda contact: f"{detail_url(request, referral)}#contacten",
            message=_("The contact is noted."),
        )
        if done:
            return done
    context = {"referral": referral, "form": form, "editing": editing}
    return render(request, "families/referrals/screening.html", context)
