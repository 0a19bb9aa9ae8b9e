"""Proof that the application wrote an event: made with a key that is not in the database."""

import datetime
import hmac
import json
from collections.abc import Iterator
from typing import Any

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

#: The same text whatever the order in which PostgreSQL gives the parts of a detail back.
_as_text = json.JSONEncoder(sort_keys=True, separators=(",", ":")).encode
#: What the proof of an event covers: all that it says.
COVERED = (
    "verb",
    "actor_id",
    "roles",
    "object_type",
    "object_id",
    "detail",
    "view",
    "request_id",
)


def event_mac(event: Any, *, key: str | None = None) -> str:
    """Raises ImproperlyConfigured when AUDIT_KEY is not set."""
    covered = [getattr(event, name) for name in COVERED]
    return _mac(["event", log_of(event), str(event.pk), _moment(event.at), *covered], key)


def seal_mac(seal: Any, event_mac: str, previous: str, *, key: str | None = None) -> str:
    """Covers the event and, through the seal before it, all earlier ones."""
    return _mac(
        [
            "seal",
            log_of(seal),
            seal.sequence,
            str(seal.pk),
            _moment(seal.sealed_at),
            event_mac,
            previous,
        ],
        key,
    )


def keys() -> Iterator[str]:
    """The key of today and those of before, with which older events were written."""
    if not settings.AUDIT_KEY:
        raise ImproperlyConfigured("Set AUDIT_KEY: without it nobody can tell whether the log was changed.")
    yield settings.AUDIT_KEY
    yield from settings.AUDIT_KEY_FALLBACKS


def log_of(row: Any) -> str:
    """The log that an event or a seal belongs to, so that it is of no value in another one."""
    branch_id = getattr(row, "branch_id", None)
    return f"branch:{branch_id}" if branch_id else "network"


def _moment(at: datetime.datetime) -> str:
    return at.astimezone(datetime.UTC).isoformat(timespec="microseconds")


def _mac(parts: list[Any], key: str | None) -> str:
    return hmac.digest((key or next(keys())).encode(), _as_text(parts).encode(), "sha256").hex()
