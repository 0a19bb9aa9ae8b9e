"""The stamp in a public form: which form it is and when it was shown, so that robots are told from people.

A robot fills in at once, or sends again what it was shown weeks ago. Whoever is taken for one is asked to
send once more and loses nothing.
"""

import time
from uuid import UUID, uuid4

from django.core import signing

SALT = "families.public"

#: Nobody fills in the form in less; a form that was left open longer is sent with a new stamp.
QUICKEST_SECONDS = 3
LIFETIME_SECONDS = 24 * 60 * 60


class Unstamped(Exception):
    """The stamp is not ours, too new or too old. `again` is the one to send the form with."""

    def __init__(self, again: str) -> None:
        super().__init__()
        self.again = again


def stamp(at: float | None = None) -> str:
    """The stamp of a form that is shown now, or was at another moment."""
    return signing.dumps([uuid4().hex, int(time.time() if at is None else at)], salt=SALT)


def form_of(stamped: str) -> UUID:
    """Which form it is: the same one each time that it is sent. Raises Unstamped."""
    try:
        key, at = signing.loads(stamped, salt=SALT)
    except signing.BadSignature:
        raise Unstamped(stamp()) from None
    age = time.time() - at
    if age > LIFETIME_SECONDS:
        raise Unstamped(stamp())
    if age < QUICKEST_SECONDS:
        raise Unstamped(stamped)
    return UUID(key)
