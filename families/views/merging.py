"""Two files that are of one family: find the other, see both, make them one, take that back."""

from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from families.actions import merging as actions
from families.forms.merging import MergeForm, OtherFamilyForm
from families.models import Regrouping
from families.queries.lookalikes import like_family
from families.queries.merging import Beside, regroupings_of
from families.views.common import family_or_404, file_url
from homestart.accounts.permissions import Permission, require
from homestart.accounts.requests import Request
from homestart.audit.reading import looked_at
from homestart.drafts.editing import Editing
from homestart.ui.forms import Combobox
from homestart.ui.messages import say_done
from homestart.ui.navigation import branch_url


@require(Permission.EDIT_FAMILIES)
@require_http_methods(["GET", "HEAD", "POST"])
def choose(request: Request, family_id: UUID) -> HttpResponse:
    """With which other file this one is to be made one: whoever looks like it, or another one by name."""
    family = family_or_404(request, family_id)
    looked_at(request, family)
    form = OtherFamilyForm(
        request.POST or None,
        family=family,
        families_url=branch_url(request.branch, "referrals:find_families"),
    )
    searching = f"family{Combobox.BUTTON}" in request.POST
    if not searching and form.is_valid():
        other = form.cleaned_data["family"]
        return redirect(branch_url(request.branch, "families:merge", family_id=family.pk, other_id=other.pk))
    context = {
        "family": family,
        "form": form,
        "alike": [one for one in like_family(family) if one.family_id],
        "regroupings": regroupings_of(family),
    }
    return render(request, "families/merge/choose.html", context)


@require(Permission.EDIT_FAMILIES)
@require_http_methods(["GET", "HEAD", "POST"])
def merge(request: Request, family_id: UUID, other_id: UUID) -> HttpResponse:
    """Both files beside each other, a question where they differ, and one button."""
    family, other = family_or_404(request, family_id), family_or_404(request, other_id)
    if family.pk == other.pk:
        return redirect(file_url(request, family.pk))
    looked_at(request, family)
    looked_at(request, other)
    beside = Beside(family, other)
    editing = Editing(request, about=family)
    form = editing.form(MergeForm, beside=beside)
    if editing.is_valid(form):
        done = editing.save(
            form,
            lambda: actions.merge_families(
                family, other, by=request.user, version=editing.version, choices=form.choices
            ),
            then=lambda made: _merged(request, made),
        )
        if done:
            return done
    context = {
        "family": family,
        "other": other,
        "beside": beside,
        "form": form,
        "editing": editing,
        "today": timezone.localdate(),
    }
    return render(request, "families/merge/merge.html", context)


@require(Permission.EDIT_FAMILIES)
@require_POST
def undo(request: Request, family_id: UUID, regrouping_id: UUID) -> HttpResponse:
    """Everything as it was before the files were merged, the member moved or the family separated."""
    family = family_or_404(request, family_id)
    regrouping = get_object_or_404(Regrouping.objects.select_related("family"), pk=regrouping_id)
    if family.pk not in (regrouping.family_id, regrouping.other_id):
        return redirect(file_url(request, family.pk))
    try:
        actions.undo_regrouping(regrouping, by=request.user)
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    else:
        messages.success(
            request, _("It is as it was before. What was noted since stays in the file where it was noted.")
        )
    return redirect(file_url(request, regrouping.family_id))


def undo_url(request: Request, regrouping: Regrouping) -> str:
    return branch_url(
        request.branch,
        "families:regrouping_undo",
        family_id=regrouping.family_id,
        regrouping_id=regrouping.pk,
    )


def _merged(request: Request, made: Regrouping) -> str:
    say_done(request, _("Both files are one now. The old address leads here."), undo_url(request, made))
    return file_url(request, made.family_id)
