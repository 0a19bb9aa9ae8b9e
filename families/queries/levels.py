"""Which records of a family's file somebody may not see, also where the records themselves are gone."""

from collections.abc import Collection
from uuid import UUID

from django.db.models import Q

from families.enums import NoteLevel
from families.models import Concern, Document, Family, FamilyContact, FollowUp
from families.models.levels import readable_levels
from homestart.accounts.permissions import Permission
from homestart.audit.history import FieldChange

#: What has a `level`. A field of that name in the history of a file is one of these.
LEVELLED = (Document, FamilyContact, FollowUp)


def hidden_records(family: Family, permissions: Collection[Permission]) -> set[UUID]:
    """Notes that stand, or ever stood, at a level that cannot be read with `permissions`; and all concerns.

    What was once written at a narrow level stays narrow in the history of the file, also after the note was
    removed or given to everybody.
    """
    readable = readable_levels(permissions)
    narrower = [level for level in NoteLevel if level not in readable]
    too_narrow = Q(field="level") & (Q(old__in=narrower) | Q(new__in=narrower))
    concern = Q(record_type=Concern._meta.label_lower)
    once = FieldChange.objects.filter(too_narrow | concern, file_id=family.pk)
    hidden = set(once.values_list("record_id", flat=True))
    # Wherever they stand by now: a merging that was undone takes a note along and leaves its history.
    told = FieldChange.objects.filter(file_id=family.pk).values("record_id")
    for model in LEVELLED:
        rows = model.objects.filter(pk__in=told, level__in=narrower)
        hidden.update(rows.values_list("pk", flat=True))
    return hidden
