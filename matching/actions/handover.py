"""What is written for the colleague who takes over."""

from django.db import transaction
from django.utils import timezone

from families.models import Family
from homestart.accounts.models import User
from homestart.audit.changes import add, change
from homestart.tenancy.versions import Outdated, locked
from matching.models import HandOverNote


@transaction.atomic
def write_handover(family: Family, *, text: str, by: User | None, version: int) -> HandOverNote:
    """The note about the family, dated today. `version` is 0 when there was none. Raises Outdated."""
    locked(family)
    current = HandOverNote.objects.filter(family=family).first()
    if version != (current.version if current else 0):
        raise Outdated(current)
    today = timezone.localdate()
    if current is None:
        note = HandOverNote(family=family, text=text, written_on=today)
        return add(note, "write_handover", by=by, about=family)
    return change(
        current, "write_handover", by=by, version=version, about=family, text=text, written_on=today
    )
