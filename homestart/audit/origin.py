"""Where an event comes from: every request has a number, which its events, log lines and error page share."""

import logging
import secrets
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, replace

from django.http import HttpRequest
from django.http.response import HttpResponseBase


@dataclass(frozen=True)
class Origin:
    """The request that is being answered; empty outside of any."""

    request_id: str = ""
    #: The name of the address, never the address itself.
    view: str = ""
    #: The roles of the user at this address, sorted, with commas.
    roles: str = ""


_origin: ContextVar[Origin] = ContextVar("origin", default=Origin())  # noqa: B039 (frozen)


def origin() -> Origin:
    return _origin.get()


@contextmanager
def originating(**values: str) -> Iterator[None]:
    """What is recorded within carries these values."""
    token = _origin.set(replace(_origin.get(), **values))
    try:
        yield
    finally:
        _origin.reset(token)


def numbered(
    get_response: Callable[[HttpRequest], HttpResponseBase],
) -> Callable[[HttpRequest], HttpResponseBase]:
    """Middleware, outermost: `request.request_id`, also in the answer, for whoever asks what went wrong.

    Always a number of our own: one that came with the request could be made up to mislead who reads the log.
    """

    def middleware(request: HttpRequest) -> HttpResponseBase:
        request.request_id = secrets.token_hex(8)  # type: ignore[attr-defined]
        with originating(request_id=request.request_id):  # type: ignore[attr-defined]
            response = get_response(request)
        response.headers["X-Request-ID"] = request.request_id  # type: ignore[attr-defined]
        return response

    return middleware


class AddRequestId(logging.Filter):
    """Gives every line of the log the number of the request in which it was written."""

    def filter(self, record: logging.LogRecord) -> bool:
        # Django tells of a 404 when it has left the middleware.
        request = getattr(record, "request", None)
        record.request_id = getattr(request, "request_id", None) or origin().request_id or "-"
        return True
