"""What there may be many of in a file: from the database in one query, no more than the page shows."""

import datetime
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

from django.db.models import BooleanField, F, IntegerField, QuerySet, TextField, Value
from django.db.models.functions import Cast
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from families.enums import (
    ContactKind,
    NoteLevel,
    OnwardOutcome,
    Place,
    WaitingCareActor,
    WaitingCareKind,
)
from families.models import Family, FamilyContact, OnwardReferral, WaitingCareAction
from families.models.levels import readable_levels
from families.queries.file import FamilyFile
from families.queries.written import written_once
from families.timeline.kinds import AFTER_CARE, CONTACTS, ONWARD, VISITS, WAITING
from families.words import words
from homestart.accounts.permissions import Permission
from homestart.ui.navigation import branch_url
from homestart.ui.timeline import Entry
from homestart.vocabulary import Theme

#: As many contacts as are looked through behind those of after-care.
IN_BETWEEN = 500
CONTACT_ICONS = {ContactKind.HOME_VISIT: "house", ContactKind.LONG_CALL: "phone"}


def events(file: FamilyFile, kind: str, limit: int, permissions: Collection[Permission]) -> Iterator[Entry]:
    """The newest `limit` entries of `kind` ("": of all kinds) that these permissions may read."""
    if kind == AFTER_CARE:
        # They are the newest contacts of a closed file; a family that came back has some in between.
        found = events(file, CONTACTS, limit + IN_BETWEEN, permissions)
        yield from [entry for entry in found if file.is_after_care(entry.day)][:limit]
        return
    if kind and kind not in SOURCES:
        return
    for row in _rows(file.family.pk, kind, limit, tuple(readable_levels(permissions))):
        event = Event(*row)
        entry = _entry(file.family, event)
        if event.source == CONTACTS and file.is_after_care(event.day):
            entry = replace(entry, kind=_("%(kind)s, after-care") % {"kind": entry.kind})
        yield entry


@written_once
def _rows(family_id: UUID, kind: str, limit: int, levels: Sequence[NoteLevel]) -> QuerySet[Any]:
    """The columns of the newest Events, of all sources or of that of `kind`."""
    sources = _sources(family_id, levels)
    first, *others = [sources[kind]] if kind else sources.values()
    rows = first.union(*others, all=True) if others else first
    return rows.order_by("-on")[:limit]


@dataclass(frozen=True)
class Event:
    """A row of the database, whatever table it comes from."""

    source: str
    id: UUID
    day: datetime.date
    code: str
    text: str
    who: str | None
    extra: str | None
    yes: bool | None
    minutes: int | None


SOURCES = (CONTACTS, WAITING, ONWARD, VISITS)


def _sources(family_id: UUID, levels: Sequence[NoteLevel]) -> dict[str, QuerySet[Any]]:
    of_the_family = {"family_id": family_id}
    visit, volunteer = "trajectories__matches__visits__", "trajectories__matches__volunteer__"
    visits = Family.objects.filter(pk=family_id, trajectories__matches__visits__isnull=False)
    return {
        CONTACTS: _columns(
            FamilyContact.objects.filter(level__in=levels, **of_the_family),
            CONTACTS,
            "pk",
            "date",
            "kind",
            "note",
            "noted_by__name",
            "place",
            "took_place",
            "minutes",
        ),
        WAITING: _columns(
            WaitingCareAction.objects.filter(**of_the_family),
            WAITING,
            "pk",
            "date",
            "kind",
            "note",
            "",
            "by",
            "",
            "",
        ),
        ONWARD: _columns(
            OnwardReferral.objects.filter(**of_the_family),
            ONWARD,
            "pk",
            "date",
            "outcome",
            "organisation",
            "",
            "need",
            "accompanied",
            "",
        ),
        VISITS: _columns(
            visits,
            VISITS,
            visit + "pk",
            visit + "date",
            visit + "kind",
            visit + "note",
            volunteer + "first_name",
            volunteer + "last_name",
            visit + "took_place",
            visit + "minutes",
        ),
    }


def _columns(rows: Any, source: str, *fields: str) -> QuerySet[Any]:
    """The columns of an Event, "" for one that this source has not; so that sources add up."""
    pk, day, *texts, yes, minutes = fields
    columns = {
        "source": Value(source, output_field=TextField()),
        "record": F(pk),
        "on": F(day),
        **{
            name: Cast(text, TextField()) if text else Value("", output_field=TextField())
            for name, text in zip(("code", "words", "who", "extra"), texts, strict=True)
        },
        "yes": F(yes) if yes else Value(None, output_field=BooleanField()),
        "lasted": F(minutes) if minutes else Value(None, output_field=IntegerField()),
    }
    return rows.order_by().annotate(**columns).values_list(*columns)


def _entry(family: Any, event: Event) -> Entry:
    makers = {CONTACTS: _contact, VISITS: _visit, WAITING: _care, ONWARD: _onward}
    return makers[event.source](family, event)


def _contact(family: Any, event: Event) -> Entry:
    place = Place(event.extra).label if event.extra else ""
    return Entry(
        event.day,
        capfirst(ContactKind(event.code).label),
        CONTACT_ICONS.get(event.code, "message-circle"),
        who=_line(event.who, place, *_how(event)),
        text=event.text,
        url=branch_url(family.branch, "families:contact_edit", family_id=family.pk, contact_id=event.id),
    )


def _visit(family: Any, event: Event) -> Entry:
    kind = words("trajectories__matches__visits__kind")[event.code]
    return Entry(
        event.day,
        capfirst(kind),
        "circle-user",
        who=_line(_("%(name)s (volunteer)") % {"name": f"{event.who} {event.extra}".strip()}, *_how(event)),
        text=event.text,
    )


def _care(family: Any, event: Event) -> Entry:
    by = WaitingCareActor(event.extra).label if event.extra else ""
    return Entry(
        event.day,
        _line(_("waiting-list care"), WaitingCareKind(event.code).label),
        "clock",
        who=str(by),
        text=event.text,
    )


def _onward(family: Any, event: Event) -> Entry:
    need = Theme(event.extra).label if event.extra else ""
    outcome = OnwardOutcome(event.code).label if event.code else ""
    accompanied = _("accompanied") if event.yes else ""
    return Entry(
        event.day,
        _("Referred onward to %(organisation)s") % {"organisation": event.text},
        "arrow-up",
        text=_line(need, accompanied, outcome),
        url=branch_url(family.branch, "families:onward_edit", family_id=family.pk, onward_id=event.id),
    )


def _how(event: Event) -> list[str]:
    """How long it lasted, and whether it did not take place."""
    lasted = _("%(count)d minutes") % {"count": event.minutes} if event.minutes else ""
    if event.yes is False:
        return [lasted, _("did not take place")]
    planned = event.yes is None and event.day > timezone.localdate()
    return [lasted, _("planned") if planned else ""]


def _line(*parts: Any) -> str:
    """The parts that say something, with commas, beginning with a capital."""
    return capfirst(", ".join(str(part) for part in parts if part))
