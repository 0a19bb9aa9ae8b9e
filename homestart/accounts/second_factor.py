"""The second step of signing in: an app, a passkey, or a recovery code; who must have it, and who has passed.

Whoever holds one of SECOND_FACTOR_ROLES and did not pass a second step in this very session reaches nothing
but the pages on which to do that, and the sign-out. What allauth notes in the session about each step is the
only proof: neither a new password, an invitation nor a code in the mail adds to it.

For other views: `@confirmed_again` below `@require(...)` asks the user to confirm who he is (with the second
step, or the password of who has none) before the page opens, unless that was done in the last minutes. Put it
on the page with the form, so that nothing is typed for nothing.
"""

import secrets
import time
from collections.abc import Callable
from functools import wraps
from typing import Any
from urllib.parse import urlsplit

from allauth.account.authentication import get_authentication_records
from allauth.account.internal.flows.login import AUTHENTICATION_METHODS_SESSION_KEY, record_authentication
from allauth.mfa import app_settings
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value, yield_hotp_counters_from_time
from allauth.mfa.utils import decrypt
from django.conf import settings
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import Resolver404, resolve, reverse
from django.utils.http import urlencode

from homestart.accounts.models import Membership, User
from homestart.accounts.roles import SECOND_FACTOR_ROLES
from homestart.accounts.sessions import STARTED, asked_by_script, end_sessions, session_ended
from homestart.audit.models import record

METHOD = "mfa"
#: Where somebody without a second step gets one.
ENROLMENT = frozenset(
    {"mfa_index", "mfa_activate_totp", "mfa_add_webauthn", "account_reauthenticate", "account_logout"}
)
#: Where somebody passes the second step that he has.
ASKING = frozenset(
    {"account_reauthenticate", "mfa_reauthenticate", "mfa_reauthenticate_webauthn", "account_logout"}
)

View = Callable[..., HttpResponse]


class SecondFactorMiddleware:
    """Leads whoever has yet to pass the second step there, from every address, whether it exists or not."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        user = request.user
        if not isinstance(user, User) or has_passed(request) or not must_pass(user):
            return self.get_response(request)
        open_pages = ASKING if has_second_factor(user) else ENROLMENT
        if name_of(request) in open_pages:
            return self.get_response(request)
        if asked_by_script(request):
            return session_ended()
        return redirect("mfa_index") if open_pages is ENROLMENT else ask_again(request)


def name_of(request: HttpRequest) -> str | None:
    try:
        return resolve(request.path_info).view_name
    except Resolver404:
        return None


def must_pass(user: User) -> bool:
    """Whether one of the roles that the user holds today asks for a second step."""
    return Membership.objects.current().filter(user=user, role__in=SECOND_FACTOR_ROLES).exists()


def has_second_factor(user: User) -> bool:
    """Whether the user has an app or a passkey; recovery codes alone are none."""
    return Authenticator.objects.filter(user=user).exclude(type=Authenticator.Type.RECOVERY_CODES).exists()


def has_passed(request: HttpRequest) -> bool:
    """Whether this user passed the second step in this session."""
    return any(step["method"] == METHOD for step in get_authentication_records(request, request.user))


def mark_passed(
    request: HttpRequest,
    user: User,
    authenticator: Authenticator | None = None,
    *,
    reauthenticated: bool = False,
) -> None:
    """Notes in the session that the user passed: by setting a factor up, or by the demonstration's way in."""
    proof = {"id": authenticator.pk, "type": authenticator.type} if authenticator else {}
    record_authentication(request, user, METHOD, reauthenticated=reauthenticated or None, **proof)


def forget_passed(request: HttpRequest) -> None:
    """For who took the last factor away: the session counts again as one without a second step."""
    steps = [step for step in get_authentication_records(request, request.user) if step["method"] != METHOD]
    request.session[AUTHENTICATION_METHODS_SESSION_KEY] = steps


def recently_confirmed(request: HttpRequest) -> bool:
    """Whether the user, once signed in, confirmed lately who he is, by the strongest means he has."""
    again = [step for step in _latest_steps(request) if step.get("reauthenticated")]
    return _is_enough(request, again)


def recently_proven(request: HttpRequest) -> bool:
    """Like recently_confirmed(), but signing in itself counts too: enough to change one's own factors.

    Of who has no factor yet, also signing in by an invitation.
    """
    since = time.time() - settings.CONFIRMED_SECONDS
    just_came_in = request.session.get(STARTED, 0) > since and not has_second_factor(request.user)  # type: ignore[arg-type]
    return just_came_in or _is_enough(request, _latest_steps(request))


def _latest_steps(request: HttpRequest) -> list[dict[str, Any]]:
    since = time.time() - settings.CONFIRMED_SECONDS
    return [step for step in get_authentication_records(request, request.user) if step["at"] > since]


def _is_enough(request: HttpRequest, steps: list[dict[str, Any]]) -> bool:
    methods = {step["method"] for step in steps}
    return METHOD in methods if has_second_factor(request.user) else bool(methods)  # type: ignore[arg-type]


def ask_again(request: HttpRequest) -> HttpResponse:
    """To the page that asks who it is, and from there back to this address.

    htmx is told to go there with the whole page, and comes back to the one from which it asked.
    """
    back = request.get_full_path() if request.method == "GET" else request.path
    by_htmx = "HX-Request" in request.headers
    if by_htmx:
        back = urlsplit(request.headers.get("HX-Current-URL", "")).path or "/"
    page = f"{reverse('account_reauthenticate')}?{urlencode({'next': back})}"
    return HttpResponse(headers={"HX-Redirect": page}) if by_htmx else redirect(page)


def confirmed_again(view: View) -> View:
    """A view that opens once the user has confirmed who he is: before taking much out, or giving rights."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if recently_confirmed(request):
            return view(request, *args, **kwargs)
        return ask_again(request)

    return guarded


@transaction.atomic
def accept_code(user: User, code: str) -> Authenticator | None:
    """The factor that the code is of, or None. A code is accepted once, also when sent twice at once."""
    code = "".join(code.split()).replace("-", "")
    factors = Authenticator.objects.select_for_update().filter(user=user)
    for factor in factors.exclude(type=Authenticator.Type.WEBAUTHN).order_by("-type"):
        if factor.type == Authenticator.Type.RECOVERY_CODES:
            if factor.wrap().validate_code(code):
                return factor
        elif step := step_of(decrypt(factor.data["secret"]), code, after=factor.data.get("last_step", 0)):
            factor.data["last_step"] = step
            factor.save(update_fields=["data"])
            return factor
    return None


def step_of(secret: str, code: str, *, after: int = 0) -> int | None:
    """The moment (in steps of 30 seconds) that the code belongs to; None when too old, used or wrong."""
    for step in yield_hotp_counters_from_time():
        right = format_hotp_value(hotp_value(secret, step))
        if secrets.compare_digest(right.encode(), code.encode()) and step > after:
            return step
    return None


def code_of(secret: str) -> str:
    """The code that an app with this seed shows now."""
    return format_hotp_value(hotp_value(secret, int(time.time()) // app_settings.TOTP_PERIOD))


@transaction.atomic
def remove_second_factor(user: User, *, by: User | None) -> None:
    """For who lost both phone and recovery codes: all factors go, all sessions end, and the next sign-in asks
    for a new factor. Only after somebody made sure who asks.
    """
    Authenticator.objects.filter(user=user).delete()
    end_sessions(user)
    record("reset_second_factor", by=by, about=user)
