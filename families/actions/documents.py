"""Documents in the file of a family: kept, described and in the end forgotten."""

import datetime
from typing import Any

from django.db import transaction

from families.enums import DocumentKind, NoteLevel
from families.models import Document, DocumentBytes, Family
from homestart.accounts.models import User
from homestart.audit import changes
from homestart.uploads.fields import SafeFile

#: So long a document that was removed can be put back.
BACK_WITHIN = datetime.timedelta(days=30)


@transaction.atomic
def add_document(
    family: Family,
    *,
    by: User | None,
    file: SafeFile,
    date: datetime.date,
    kind: DocumentKind | str,
    level: NoteLevel | str,
    name: str = "",
) -> Document:
    """The document, kept as `file` is; called as the file is when it is given no name."""
    document = Document(
        family=family,
        date=date,
        kind=kind,
        name=name or file.name,
        level=level,
        content=DocumentBytes.objects.create(content=file.content),
        format=file.format,
        size=len(file.content),
        scanned=file.scanned,
        added_by=by,
    )
    return changes.add(document, "add_document", by=by, about=family)


def change_document(document: Document, *, by: User | None, version: int, **values: Any) -> Document:
    """What is told of the document: its name, kind, day and who may read it. Raises Outdated."""
    return changes.change(
        document, "change_document", by=by, version=version, about=document.family, **values
    )


def forget_documents() -> int:
    """What removed documents held is gone for good, once nobody can put them back; how many there were."""
    forgotten, _of_what = DocumentBytes.objects.forgotten(BACK_WITHIN).delete()
    return forgotten
