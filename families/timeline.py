"""Everything that happened with a family, newest first; never a concern, which has readers of its own."""

import datetime
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from operator import attrgetter
from typing import Any
from uuid import UUID

from django.db.models import BooleanField, F, IntegerField, QuerySet, TextField, Value
from django.db.models.functions import Cast
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from families.enums import (
    ConsentPurpose,
    ContactKind,
    Decision,
    Fact,
    MemberRole,
    OnwardOutcome,
    Place,
    RefusalReason,
    WaitingCareActor,
    WaitingCareKind,
    WaitingExitReason,
)
from families.models import Family
from families.queries.file import FamilyFile
from families.words import address_in, value_words, words
from homestart.accounts.permissions import Permission
from homestart.ui.navigation import branch_url
from homestart.ui.timeline import Entry
from homestart.vocabulary import Theme

#: What can be shown alone, by its word in the address.
CONTACTS, VISITS, TALKS, WAITING, PATH, ONWARD, PARTICULARS = (
    "contact",
    "bezoek",
    "gesprek",
    "wachtlijst",
    "traject",
    "doorverwijzing",
    "gegevens",
)
KINDS = {
    CONTACTS: gettext_lazy("Contacts"),
    VISITS: gettext_lazy("Visits"),
    TALKS: gettext_lazy("Talks"),
    WAITING: gettext_lazy("Waiting list"),
    PATH: gettext_lazy("Trajectory"),
    ONWARD: gettext_lazy("Onward referrals"),
    PARTICULARS: gettext_lazy("Particulars"),
}
CONTACT_ICONS = {ContactKind.HOME_VISIT: "house", ContactKind.LONG_CALL: "phone"}


@dataclass(frozen=True)
class Timeline:
    entries: list[Entry]
    has_more: bool


def timeline(file: FamilyFile, kind: str, length: int, permissions: Collection[Permission]) -> Timeline:
    """The newest `length` entries that these permissions may read, only those of `kind` unless it is ""."""
    entries = [*_events(file.family, kind, length + 1, permissions), *_from_file(file, kind)]
    # Of one day, what was written first in the code stays first: the sort is stable.
    entries.sort(key=attrgetter("day"), reverse=True)
    return Timeline(entries[:length], len(entries) > length)


# What there may be many of comes from the database in one query, no more than the page shows.


def _events(family: Any, kind: str, limit: int, permissions: Collection[Permission]) -> Iterator[Entry]:
    wanted = [rows for of, rows in _sources(family, permissions).items() if not kind or kind == of]
    if not wanted:
        return
    first, *others = wanted
    rows = first.union(*others, all=True) if others else first
    for row in rows.order_by("-on")[:limit]:
        yield _entry(family, Event(*row))


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


def _sources(family: Any, permissions: Collection[Permission]) -> dict[str, QuerySet[Any]]:
    visit, volunteer = "trajectories__matches__visits__", "trajectories__matches__volunteer__"
    visits = Family.objects.filter(pk=family.pk, trajectories__matches__visits__isnull=False)
    return {
        CONTACTS: _columns(
            family.contacts.readable_by(permissions),
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
        WAITING: _columns(family.waiting_care, WAITING, "pk", "date", "kind", "note", "", "by", "", ""),
        ONWARD: _columns(
            family.onward_referrals,
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


# What there are few of is in the file already.


def _from_file(file: FamilyFile, kind: str) -> Iterator[Entry]:
    for of, entries in (
        (TALKS, _talks),
        (PATH, _path),
        (WAITING, _waiting),
        (PARTICULARS, _particulars),
    ):
        if not kind or kind == of:
            yield from entries(file)


def _talks(file: FamilyFile) -> Iterator[Entry]:
    for talk in file.talks:
        if talk.held_on:
            kind = words("trajectories__review_talks__kind")[talk.kind]
            yield Entry(talk.held_on, capfirst(kind), "users", text=talk.conclusion)


def _path(file: FamilyFile) -> Iterator[Entry]:
    for period in file.trajectories:
        for support in period.supports:
            if support.ended_on:
                yield Entry(support.ended_on, _("The volunteer stopped"), "house", who=support.volunteer)
            if support.started_on:
                yield Entry(support.started_on, _("The volunteer started"), "house", who=support.volunteer)
            if support.introduced_on:
                yield Entry(
                    support.introduced_on, _("The volunteer was introduced"), "users", who=support.volunteer
                )
        if period.ended_on:
            reason = words("trajectories__closing_reason").get(period.closing_reason, "")
            yield Entry(
                period.ended_on,
                _("The trajectory ended"),
                "circle-check",
                text="\n".join(filter(None, [capfirst(str(reason)), period.closing_note])),
            )
        if period.started_on:
            yield Entry(period.started_on, _("The trajectory started"), "check")
    for referral in file.referrals:
        url = address_in(file.family.branch, "referrals:detail", referral_id=referral.pk)
        if referral.decision and referral.decided_on:
            decision = Decision(referral.decision).label
            reason = RefusalReason(referral.refusal_reason).label if referral.refusal_reason else ""
            yield Entry(
                referral.decided_on,
                _("Referral %(decision)s") % {"decision": decision},
                "file-text",
                text="\n".join(filter(None, [capfirst(reason), referral.decision_note])),
                url=url,
            )
        by = str(referral.referrer) if referral.referrer else _("from the family itself")
        yield Entry(
            referral.received_on, _("Referral received"), "inbox", who=by, text=referral.explanation, url=url
        )


def _waiting(file: FamilyFile) -> Iterator[Entry]:
    for entry in file.entries:
        if entry.left_on:
            reason = WaitingExitReason(entry.exit_reason).label if entry.exit_reason else ""
            yield Entry(entry.left_on, _("Left the waiting list"), "clock", text=capfirst(reason))
        yield Entry(entry.entered_on, _("Came on the waiting list"), "clock", text=entry.wishes)


def _particulars(file: FamilyFile) -> Iterator[Entry]:
    yield from _facts(file)
    for member in file.members:
        url = branch_url(
            file.family.branch, "families:member_edit", family_id=file.family.pk, member_id=member.pk
        )
        name = member.first_name or MemberRole(member.role).label
        if member.left_on:
            yield Entry(member.left_on, _("No longer part of the family"), "users", who=name, url=url)
        if member.birth_date and member.due_date:
            # Registered before the birth: the birth is something that happened in the file.
            yield Entry(member.birth_date, _("Born"), "users", who=name, url=url)
        elif member.joined_on:
            yield Entry(member.joined_on, _("Part of the family since"), "users", who=name, url=url)
    for consent in file.consents:
        purpose = ConsentPurpose(consent.purpose).label
        if consent.withdrawn_on:
            yield Entry(consent.withdrawn_on, _("Consent withdrawn"), "x", text=capfirst(purpose))
        yield Entry(consent.given_on, _("Consent given"), "check", text=capfirst(purpose))


def _facts(file: FamilyFile) -> Iterator[Entry]:
    """What changed on a day as one entry; what was written down first is not a change."""
    changed: dict[datetime.date, list[str]] = {}
    before: dict[str, str] = {}
    for row in sorted(file.facts, key=attrgetter("valid_from")):
        line = f"{capfirst(Fact(row.fact).label)}: {value_words(row.fact, row.value)}"
        if row.fact in before:
            line += " " + _("(was %(before)s)") % {"before": value_words(row.fact, before[row.fact])}
        before[row.fact] = row.value
        changed.setdefault(row.valid_from, []).append(line)
    for day, lines in changed.items():
        yield Entry(
            day,
            _("Situation noted"),
            "pencil",
            text="\n".join(lines),
            url=branch_url(file.family.branch, "families:facts", family_id=file.family.pk),
        )
