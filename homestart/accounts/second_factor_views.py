"""Setting up the second step, and taking it away: an app, passkeys, recovery codes.

allauth's views, with what it leaves open: recovery codes are shown until their owner says that he has them
and never after, who needs a second step keeps one, and every change ends the user's other sessions.
"""

from typing import Any

from allauth.account.decorators import reauthentication_required
from allauth.account.internal.flows.reauthentication import raise_if_reauthentication_required
from allauth.core.internal.httpkit import authenticated_user
from allauth.mfa.adapter import get_adapter
from allauth.mfa.base.views import IndexView
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.flows import generate_recovery_codes
from allauth.mfa.totp.views import ActivateTOTPView, DeactivateTOTPView
from allauth.mfa.webauthn.views import AddWebAuthnView, ReauthenticateWebAuthnView, RemoveWebAuthnView
from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse, reverse_lazy
from django.views.decorators.http import require_http_methods

from homestart.accounts.models import User
from homestart.accounts.second_factor import (
    forget_passed,
    has_second_factor,
    mark_passed,
    must_pass,
)
from homestart.accounts.sessions import end_sessions

#: In the session, which nobody can read in the database: codes that their owner has yet to write down.
FRESH_CODES = "fresh_recovery_codes"


class Overview(IndexView):
    """What the user has; for who needs a second step and has none, where to get one."""

    def get_template_names(self) -> list[str]:
        return ["mfa/index.html" if has_second_factor(authenticated_user(self.request)) else "mfa/start.html"]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        user = authenticated_user(self.request)
        context = super().get_context_data(**kwargs)
        codes = context["authenticators"].get(Authenticator.Type.RECOVERY_CODES)
        required = must_pass(user)
        context["codes_left"] = len(codes.get_unused_codes()) if codes else 0
        context["must_have"] = required
        context["may_remove"] = not required or len(_factors(user)) > 1
        return context


class ActivateApp(ActivateTOTPView):
    """Sets an app up, also in place of the one on a former phone."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        # Past allauth's own, which first wants the former app removed.
        raise_if_reauthentication_required(request, app="allauth.mfa")
        return super(ActivateTOTPView, self).dispatch(request, *args, **kwargs)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        secret = context["form"].secret
        context["secret"] = " ".join(secret[at : at + 4] for at in range(0, len(secret), 4))
        return context

    @transaction.atomic
    def form_valid(self, form: Any) -> HttpResponse:
        user = authenticated_user(self.request)
        Authenticator.objects.filter(user=user, type=Authenticator.Type.TOTP).delete()
        response = super().form_valid(form)
        app = Authenticator.objects.get(user=user, type=Authenticator.Type.TOTP)
        # The code that set it up is used.
        app.data["last_step"] = form.step
        app.save(update_fields=["data"])
        _after_adding(self.request, app, with_codes=self.did_generate_recovery_codes)
        return response


class DeactivateApp(DeactivateTOTPView):
    def form_valid(self, form: Any) -> HttpResponse:
        response = super().form_valid(form)
        _after_removing(self.request)
        return response


class AddPasskey(AddWebAuthnView):
    @transaction.atomic
    def form_valid(self, form: Any) -> HttpResponse:
        response = super().form_valid(form)
        user = authenticated_user(self.request)
        passkeys = Authenticator.objects.filter(user=user, type=Authenticator.Type.WEBAUTHN)
        _after_adding(self.request, passkeys.latest("pk"), with_codes=self.did_generate_recovery_codes)
        return response


class RemovePasskey(RemoveWebAuthnView):
    success_url = reverse_lazy("mfa_index")

    def form_valid(self, form: Any) -> HttpResponse:
        if not get_adapter().can_delete_authenticator(self.object):
            messages.error(self.request, get_adapter().error_messages["cannot_delete_authenticator"])
            return redirect("mfa_index")
        response = super().form_valid(form)
        _after_removing(self.request)
        return response


class ConfirmByPasskey(ReauthenticateWebAuthnView):
    def form_invalid(self, form: Any) -> HttpResponse:
        super().form_invalid(form)  # says why
        return redirect(self.passthrough_next_url(reverse("mfa_reauthenticate_webauthn")))


@require_http_methods(["GET", "HEAD", "POST"])
def recovery_codes(request: HttpRequest) -> HttpResponse:
    """Shows new codes until their owner says that he kept them; after that nobody can see them again."""
    if request.method == "POST":
        request.session.pop(FRESH_CODES, None)
        return redirect("home")
    user = authenticated_user(request)
    stored = Authenticator.objects.filter(user=user, type=Authenticator.Type.RECOVERY_CODES).first()
    context = {
        "codes": request.session.get(FRESH_CODES, []),
        "codes_left": len(stored.wrap().get_unused_codes()) if stored else 0,
        "may_have": has_second_factor(user),
    }
    return render(request, "mfa/recovery_codes/index.html", context)


@require_http_methods(["POST"])
@reauthentication_required(app="allauth.mfa")
def new_recovery_codes(request: HttpRequest) -> HttpResponse:
    """New codes; the former ones are worth nothing from now on."""
    user = authenticated_user(request)
    if not has_second_factor(user):
        return redirect("mfa_index")
    generate_recovery_codes(request)
    _keep_fresh_codes(request, user)
    end_sessions(user, but=request.session.session_key)
    return redirect("mfa_view_recovery_codes")


def _factors(user: User) -> list[Authenticator]:
    return list(Authenticator.objects.filter(user=user).exclude(type=Authenticator.Type.RECOVERY_CODES))


def _after_adding(request: HttpRequest, authenticator: Authenticator, *, with_codes: bool) -> None:
    user = authenticated_user(request)
    # Whoever sets a factor up has just used it. Sessions elsewhere have not.
    mark_passed(request, user, authenticator)
    end_sessions(user, but=request.session.session_key)
    if with_codes:
        _keep_fresh_codes(request, user)


def _after_removing(request: HttpRequest) -> None:
    user = authenticated_user(request)
    end_sessions(user, but=request.session.session_key)
    if not has_second_factor(user):
        forget_passed(request)


def _keep_fresh_codes(request: HttpRequest, user: User) -> None:
    stored = Authenticator.objects.get(user=user, type=Authenticator.Type.RECOVERY_CODES)
    request.session[FRESH_CODES] = stored.wrap().get_unused_codes()
