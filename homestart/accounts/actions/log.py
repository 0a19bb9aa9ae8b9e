"""In which log an event belongs."""

from django.db import models

from homestart.accounts.models import User
from homestart.audit.models import record
from homestart.tenancy.context import branch_context
from homestart.tenancy.models import Branch, Organisation


def record_at(
    place: Branch | Organisation | None,
    verb: str,
    *,
    by: User | None,
    about: models.Model,
    **codes: int | str,
) -> None:
    """An event in the log of the branch; for a place that is none, in the log of the network."""
    if isinstance(place, Branch):
        with branch_context(place):
            record(verb, by=by, about=about, **codes)
    else:
        record(verb, by=by, about=about, **codes)
