"""The pages of somebody who was invited, before and after signing in."""

from typing import Any

from allauth.account.utils import perform_login
from django.contrib import messages
from django.db import IntegrityError, transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from homestart.accounts import actions
from homestart.accounts.forms import NewUserForm
from homestart.accounts.models import Invitation, User
from homestart.accounts.permissions import public
from homestart.accounts.rules import needs_password

#: Where the session keeps the link, so that it does not stay in the address while the page is open.
SESSION_KEY = "invitation"


@public
@require_safe
def open_link(request: HttpRequest, token: str) -> HttpResponse:
    """Takes the link from the mail and goes on without it in the address."""
    try:
        actions.invitation_with(token)
    except actions.InvitationClosed:
        return _closed(request)
    request.session[SESSION_KEY] = token
    return redirect("invitation:accept")


@public
@require_http_methods(["GET", "HEAD", "POST"])
def accept(request: HttpRequest) -> HttpResponse:
    """The invitation, to be accepted: by a new person here, by somebody with an account after signing in."""
    try:
        invitation = actions.invitation_with(request.session.get(SESSION_KEY, ""))
        if isinstance(request.user, User):
            return _accept_signed_in(request, invitation, request.user)
        if User.objects.filter(email=invitation.email).exists():
            sign_in = reverse("account_login") + "?" + urlencode({"next": reverse("invitation:accept")})
            return _page(request, invitation, sign_in=sign_in)
        return _accept_new(request, invitation)
    except actions.InvitationClosed:
        return _closed(request)


def _accept_signed_in(request: HttpRequest, invitation: Invitation, user: User) -> HttpResponse:
    if user.email != invitation.email:
        return _page(request, invitation, stranger=user)
    if request.method != "POST":
        return _page(request, invitation)
    actions.accept_invitation(invitation, by=user)
    del request.session[SESSION_KEY]
    messages.success(request, _("Welcome. You have your new role now."))
    return redirect("home")


def _accept_new(request: HttpRequest, invitation: Invitation) -> HttpResponse:
    with_password = needs_password(invitation.role)
    form = NewUserForm(
        request.POST if request.method == "POST" else None,
        initial={"name": invitation.name},
        email=invitation.email,
        with_password=with_password,
    )
    if not form.is_valid():
        return _page(request, invitation, form=form)
    try:
        with transaction.atomic():
            user = actions.accept_as_new_user(
                invitation, name=form.cleaned_data["name"], password=form.cleaned_data.get("password")
            )
    except IntegrityError:
        # Somebody made the account at the same moment: sign in, then accept.
        return redirect("invitation:accept")
    del request.session[SESSION_KEY]
    if with_password:
        return perform_login(request, user, redirect_url=reverse("home"))
    messages.success(request, _("Your account is ready. Sign in with a code that we mail to you."))
    return redirect("account_request_login_code")


def _closed(request: HttpRequest) -> HttpResponse:
    """The same for a link that was used, that is too old and that never was."""
    return render(request, "accounts/invitation_closed.html", status=404)


def _page(request: HttpRequest, invitation: Invitation, **context: Any) -> HttpResponse:
    return render(request, "accounts/invitation.html", {"invitation": invitation, **context})
