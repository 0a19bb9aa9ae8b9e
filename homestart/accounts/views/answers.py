"""What the pages of a branch and those of the central office do alike."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from homestart.accounts import actions
from homestart.accounts.forms import EndForm, InviteForm
from homestart.accounts.models import Invitation, Membership
from homestart.accounts.requests import NetworkRequest, Request
from homestart.accounts.rules import is_own


def done(form: forms.BaseForm, action: Callable[[], Any]) -> bool:
    """Whether the action was done; what it refuses stands in the form."""
    try:
        action()
    except ValidationError as error:
        form.add_error(None, error)
    return form.is_valid()


def invite(request: Request | NetworkRequest, form: InviteForm, **place: Any) -> bool:
    """Whether the invitation was sent; says so in the same words for every address."""
    values = {**form.cleaned_data, **place}
    site = request.build_absolute_uri("/")
    if not done(form, lambda: actions.invite(**values, by=request.user, site_url=site)):
        return False
    messages.success(
        request, _("The invitation is on its way to %(email)s.") % {"email": form.cleaned_data["email"]}
    )
    return True


def end(request: Request | NetworkRequest, membership: Membership, *, back: str) -> HttpResponse:
    """Asks for the last day of a role, then ends it."""
    form = EndForm(request.POST if request.method == "POST" else None, membership=membership)
    if form.is_valid() and done(
        form,
        lambda: actions.end_membership(membership, by=request.user, ended_on=form.cleaned_data["ended_on"]),
    ):
        messages.success(request, _("The access of %(name)s is ended.") % {"name": membership.user})
        return redirect(back)
    context = {
        "membership": membership,
        "form": form,
        "own": is_own(membership, request.user),
        "back": back,
    }
    return render(request, "accounts/end.html", context)


def send_again(request: Request | NetworkRequest, invitation: Invitation, *, back: str) -> HttpResponse:
    try:
        actions.send_again(invitation, by=request.user, site_url=request.build_absolute_uri("/"))
    except actions.InvitationClosed:
        messages.error(request, _("This invitation was accepted or withdrawn already."))
    else:
        messages.success(
            request, _("The invitation is on its way to %(email)s.") % {"email": invitation.email}
        )
    return redirect(back)


def withdraw(request: Request | NetworkRequest, invitation: Invitation, *, back: str) -> HttpResponse:
    try:
        actions.withdraw_invitation(invitation, by=request.user)
    except actions.InvitationClosed:
        messages.error(request, _("This invitation was accepted or withdrawn already."))
    else:
        messages.success(
            request, _("The invitation to %(email)s is withdrawn.") % {"email": invitation.email}
        )
    return redirect(back)
