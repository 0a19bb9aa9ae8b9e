"""The pages of signing in that are more than allauth's: see homestart/accounts/urls.py."""

from typing import Any

from allauth.account import views as account_views
from allauth.core.internal.httpkit import authenticated_user
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.middleware.csrf import get_token
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from homestart.accounts.permissions import Permission, require
from homestart.accounts.sessions import end_sessions, open_sessions, passive, seconds_left
from homestart.accounts.user_agents import describe


class SignOut(account_views.LogoutView):
    def post(self, *args: Any, **kwargs: Any) -> HttpResponse:
        response = super().post(*args, **kwargs)
        # What the browser kept of our pages goes too; it tells the truth about what it has on https only.
        response.headers["Clear-Site-Data"] = '"cache", "storage"'
        return response


class RequestCode(account_views.RequestLoginCodeView):
    def form_valid(self, form: Any) -> HttpResponse:
        if form.account_exists:
            # The screen says the same to everybody; see AccountAdapter.send_mail().
            self.request.mail_instead_of_code = "account/email/no_code"
        return super().form_valid(form)


@passive
@require_safe
def session_state(request: HttpRequest) -> HttpResponse:
    """For the script that warns before a session ends: how long it goes on, and a token for open forms.

    A script hears 401 when there is no session. Asking does not make it last longer.
    """
    return JsonResponse(
        {"user": request.user.pk, "seconds": seconds_left(request.session), "csrf": get_token(request)}
    )


@require(Permission.ENTER)
@require_safe
def session_back(request: HttpRequest) -> HttpResponse:
    """Where somebody arrives who signed in again in a second window, beside the page with his work."""
    return render(request, "account/back.html")


@require_http_methods(["GET", "HEAD", "POST"])
def session_list(request: HttpRequest) -> HttpResponse:
    """Where the user is signed in; ends one of these sessions, or all but this one."""
    user, here = authenticated_user(request), request.session.session_key
    if request.method == "POST":
        chosen = request.POST.get("session", "")
        end_sessions(user, but=here, only=int(chosen) if chosen.isdecimal() else None)
        messages.success(request, _("Signed out there."))
        return redirect("session_list")
    sessions = [
        {
            "id": session.pk,
            "device": describe(session.user_agent),
            "since": session.created_at,
            "seen": session.last_seen_at,
            "is_here": session.session_key == here,
        }
        for session in open_sessions(user)
    ]
    return render(request, "usersessions/list.html", {"sessions": sessions})
