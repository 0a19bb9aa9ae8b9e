"""Sessions in the database, unreadable there: on the way in they hold a code, or the seed of an app."""

from typing import Any

from django.contrib.sessions.backends import db

from homestart.accounts.encryption import InvalidToken, decrypt, encrypt


class SessionStore(db.SessionStore):
    """Django's own, but for how a session is written. One that cannot be read has nothing in it."""

    def encode(self, session_dict: dict[str, Any]) -> str:
        return encrypt(self.serializer().dumps(session_dict).decode("latin-1"))

    def decode(self, session_data: bytes | str) -> dict[str, Any]:
        try:
            return self.serializer().loads(decrypt(session_data).encode("latin-1"))
        except (InvalidToken, ValueError):
            return {}
