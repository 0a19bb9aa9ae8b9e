"""What stands around a family in its file: agreements, professionals and documents, in one query."""

import datetime
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import BooleanField, DateField, F, Q, QuerySet, TextField, Value
from django.db.models.functions import Cast

from families.enums import DocumentKind, NoteLevel
from families.models import Agreement, Document, Professional, Regrouping
from families.queries.written import written_once
from homestart.uploads.formats import Format


@dataclass(frozen=True)
class Agreed:
    """An agreement, as it stands in the file."""

    id: UUID
    agreed_on: datetime.date
    ended_on: datetime.date | None
    for_volunteer: bool
    text: str

    def holds(self, day: datetime.date) -> bool:
        return self.ended_on is None or self.ended_on > day


@dataclass(frozen=True)
class Helper:
    """A professional around the family."""

    id: UUID
    since: datetime.date | None
    until: datetime.date | None
    knows_us: bool | None
    function: str
    name: str
    organisation: str
    phone: str
    email: str
    note: str

    def helps(self, day: datetime.date) -> bool:
        return self.until is None or self.until >= day


@dataclass(frozen=True)
class Paper:
    """A document, without its contents."""

    id: UUID
    date: datetime.date
    scanned: bool
    kind: DocumentKind
    name: str
    format: Format
    level: NoteLevel


@dataclass(frozen=True)
class Around:
    """All of it, the newest first."""

    agreements: Sequence[Agreed]
    professionals: Sequence[Helper]
    documents: Sequence[Paper]
    #: Whether files were merged or taken apart, or a member moved: seldom, so that more is asked only then.
    was_regrouped: bool


def around(family_id: UUID, levels: Sequence[NoteLevel]) -> Around:
    """What stands around the family, of the documents those of these levels."""
    found: dict[str, list[Any]] = {source: [] for source in _MAKERS}
    for source, id_, since, until, flag, *texts in _rows(family_id, tuple(levels)):
        found[source].append(_MAKERS[source](id_, since, until, flag, *texts))
    return Around(
        found["agreement"], found["professional"], found["document"], was_regrouped=bool(found["regrouping"])
    )


_MAKERS: dict[str, Callable[..., Any]] = {
    "agreement": lambda id_, since, until, flag, text, *_: Agreed(id_, since, until, flag, text),
    "professional": Helper,
    "document": lambda id_, date, until, flag, kind, name, format, level, *_: Paper(
        id_, date, flag, DocumentKind(kind), name, Format(format), NoteLevel(level)
    ),
    "regrouping": lambda id_, *_: id_,
}


@written_once
def _rows(family_id: UUID, levels: Sequence[NoteLevel]) -> QuerySet[Any]:
    agreements = _columns(
        Agreement.objects.filter(family_id=family_id),
        "agreement",
        "agreed_on",
        "ended_on",
        "for_volunteer",
        "text",
    )
    professionals = _columns(
        Professional.objects.filter(family_id=family_id),
        "professional",
        "since",
        "until",
        "knows_us",
        *("function", "name", "organisation", "phone", "email", "note"),
    )
    documents = _columns(
        Document.objects.filter(family_id=family_id, level__in=levels),
        "document",
        "date",
        "",
        "scanned",
        *("kind", "name", "format", "level"),
    )
    regroupings = _columns(
        Regrouping.objects.filter(Q(family_id=family_id) | Q(other_id=family_id), undone_at=None),
        "regrouping",
    )
    rows = agreements.union(professionals, documents, regroupings, all=True)
    return rows.order_by(F("first").desc(nulls_last=True), "record")


def _columns(
    rows: QuerySet[Any], source: str, since: str = "", until: str = "", flag: str = "", *texts: str
) -> QuerySet[Any]:
    """`rows` with the columns that all have, in one order; empty where there is nothing to say."""
    columns: dict[str, Any] = {
        "source": Value(source, output_field=TextField()),
        "record": F("pk"),
        "first": F(since) if since else Value(None, output_field=DateField()),
        "last": F(until) if until else Value(None, output_field=DateField()),
        "flag": F(flag) if flag else Value(None, output_field=BooleanField()),
    }
    for number in range(6):
        empty = Value("", output_field=TextField())
        columns[f"text_{number}"] = Cast(texts[number], TextField()) if number < len(texts) else empty
    return rows.order_by().annotate(**columns).values_list(*columns)
