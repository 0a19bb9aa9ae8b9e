"""Cover: giving a colleague dated access to the branch, prolonging it, and seeing who stands in."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from homestart.accounts import actions
from homestart.accounts.forms import CoverForm, LastDayForm
from homestart.accounts.models import Membership
from homestart.accounts.permissions import Permission, require
from homestart.accounts.requests import Request
from homestart.accounts.roles import Role
from homestart.accounts.second_factor import confirmed_again
from homestart.accounts.views import answers


@require(Permission.MANAGE_MEMBERS)
@confirmed_again
def give(request: Request) -> HttpResponse:
    """A colleague gets access to the branch for some weeks."""
    form = CoverForm(request.POST or None, branch=request.branch, by=request.user)
    back = reverse("members:list", args=[request.branch.slug])
    if form.is_valid() and answers.done(
        form, lambda: actions.give_cover(branch=request.branch, by=request.user, **form.cleaned_data)
    ):
        messages.success(request, _("The cover is arranged. Everybody concerned gets a mail."))
        return redirect(back)
    # The administrator of an organisation sees no families.
    context = {"form": form, "back": back, "can_hand_over": Permission.READ_FAMILIES in request.permissions}
    return render(request, "accounts/cover_new.html", context)


@require(Permission.MANAGE_MEMBERS)
@confirmed_again
def cover(request: Request, cover_id: int) -> HttpResponse:
    """Who stands in for whom, with another last day to choose."""
    stand_in = get_object_or_404(
        Membership.objects.select_related("user", "branch", "covers_for", "granted_by"),
        branch=request.branch,
        role=Role.COVER,
        pk=cover_id,
    )
    form = LastDayForm(request.POST or None, initial={"ended_on": stand_in.ended_on})
    back = reverse("members:list", args=[request.branch.slug])
    if form.is_valid() and answers.done(
        form, lambda: actions.prolong_cover(stand_in, by=request.user, **form.cleaned_data)
    ):
        messages.success(request, _("The last day is changed. Everybody concerned gets a mail."))
        return redirect(back)
    return render(request, "accounts/cover.html", {"cover": stand_in, "form": form, "back": back})
