"""How long somebody stays signed in, and how sessions end: at the server, whatever a browser keeps.

A session ends when nothing was asked for settings.SESSION_IDLE_SECONDS, and settings.SESSION_TOTAL_SECONDS
after signing in. A script that asks after that gets no sign-in page, which it would put in the middle of
another page, but an empty 401 with the header HX-Session-Ended.
"""

import datetime
import time
from collections.abc import Callable
from http import HTTPStatus
from typing import Any

from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib.auth import logout, middleware
from django.contrib.sessions.backends.base import SessionBase
from django.contrib.sessions.models import Session
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils import timezone

from homestart.accounts.models import User
from homestart.accounts.throttle import origin_of

STARTED, SEEN = "signed_in_at", "seen_at"
ENDED_HEADER = "HX-Session-Ended"
#: A request so soon after the last one that was noted changes nothing, so that reading does not write.
NOTED_EVERY = 60

View = Callable[..., HttpResponse]


def passive(view: View) -> View:
    """Marks a view that a page asks for by itself: it does not keep somebody signed in who has left."""
    view.is_passive = True  # type: ignore[attr-defined]
    return view


class SessionLimitsMiddleware:
    """Signs out whoever was away too long, and notes that somebody is still there."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if request.user.is_authenticated and seconds_left(request.session) <= 0:
            logout(request)
        response = self.get_response(request)
        # Not in process_view: the transaction of the view, in which a GET writes nothing, is around that.
        if getattr(request, "is_presence", False) and request.user.is_authenticated:
            note_presence(request)
        return response

    def process_view(
        self, request: HttpRequest, view: View, args: list[object], kwargs: dict[str, object]
    ) -> None:
        request.is_presence = not getattr(view, "is_passive", False)  # type: ignore[attr-defined]


class LoginRequiredMiddleware(middleware.LoginRequiredMiddleware):
    """Django's own, but that a script is not led to the sign-in page."""

    def handle_no_permission(self, request: HttpRequest, view_func: Callable[..., HttpResponseBase]) -> Any:
        if asked_by_script(request):
            return session_ended()
        return super().handle_no_permission(request, view_func)


def asked_by_script(request: HttpRequest) -> bool:
    """Whether htmx or fetch() asks, which would put the answer into the page that is open."""
    return (
        "HX-Request" in request.headers
        or request.headers.get("Sec-Fetch-Dest") == "empty"
        or request.headers.get("Accept") == "application/json"
    )


def session_ended() -> HttpResponse:
    """The answer to a script: sign in (or confirm who you are) first."""
    return HttpResponse(status=HTTPStatus.UNAUTHORIZED, headers={ENDED_HEADER: "1"})


def seconds_left(session: SessionBase) -> int:
    """How long the session goes on when nothing more is asked; 0 when it is over."""
    now = time.time()
    idle = session.get(SEEN, 0) + settings.SESSION_IDLE_SECONDS - now
    total = session.get(STARTED, 0) + settings.SESSION_TOTAL_SECONDS - now
    return max(0, int(min(idle, total)))


def note_presence(request: HttpRequest) -> None:
    now = time.time()
    if now - request.session.get(SEEN, 0) < min(NOTED_EVERY, settings.SESSION_IDLE_SECONDS / 10):
        return
    request.session[SEEN] = now
    UserSession.objects.filter(session_key=request.session.session_key).update(last_seen_at=timezone.now())


def start_session(sender: Any, request: HttpRequest, user: User, **kwargs: Any) -> None:
    """Receives Django's user_logged_in: from now on the session counts, and stands in the user's list."""
    request.session[STARTED] = request.session[SEEN] = time.time()
    if request.session.session_key is None:
        # Somebody else was signed in here, whose session has just been emptied.
        request.session.create()
    UserSession.objects.update_or_create(
        session_key=request.session.session_key,
        defaults={
            "user": user,
            "ip": origin_of(request).partition("/")[0] if request.META.get("REMOTE_ADDR") else "0.0.0.0",  # noqa: S104
            "user_agent": request.META.get("HTTP_USER_AGENT", "")[:200],
        },
    )


def end_others_of_changed_password(sender: Any, request: HttpRequest, user: User, **kwargs: Any) -> None:
    """Receives allauth's signals: who changes a password also puts out whoever knew the old one."""
    end_sessions(user, but=request.session.session_key)


def open_sessions(user: User) -> list[UserSession]:
    """Where the user is signed in now, the one that was used last first."""
    alive = Session.objects.filter(expire_date__gt=timezone.now()).values("session_key")
    since = timezone.now() - datetime.timedelta(seconds=settings.SESSION_IDLE_SECONDS)
    sessions = UserSession.objects.filter(user=user, session_key__in=alive, last_seen_at__gt=since)
    return list(sessions.order_by("-last_seen_at"))


def forget_ended_sessions(now: datetime.datetime) -> None:
    """Removes what is left of sessions that are over: when, where and with which browser somebody was in."""
    Session.objects.filter(expire_date__lt=now).delete()
    left = Session.objects.values("session_key")
    UserSession.objects.exclude(session_key__in=left).delete()


def end_sessions(user: User, *, but: str | None = None, only: int | None = None) -> None:
    """Ends every session of the user, from the next request on: all, all `but` one key, or `only` one id."""
    ended = UserSession.objects.filter(user=user).exclude(session_key=but or "")
    if only is not None:
        ended = ended.filter(pk=only)
    Session.objects.filter(session_key__in=list(ended.values_list("session_key", flat=True))).delete()
    ended.delete()
