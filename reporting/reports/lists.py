"""The lists of a report, made from events, journal, signals and stories: four queries, however long."""

import datetime
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from django.utils.dates import MONTHS
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from homestart.tenancy.models import Branch
from reporting.journal.enums import PARTNER_KINDS, JournalKind, SignalTheme, StoryKind
from reporting.journal.models import JournalEntry, Signal, Story
from volunteers.enums import EventKind
from volunteers.models import Event

QUOTES = (StoryKind.QUOTE_FAMILY, StoryKind.QUOTE_VOLUNTEER, StoryKind.QUOTE_COORDINATOR)


@dataclass(frozen=True)
class Entry:
    """One line of a list; entries of the same `group` stand together under that heading."""

    text: str
    date: datetime.date | None = None
    detail: str = ""
    group: str = ""


@dataclass(frozen=True)
class Voice:
    """A quote or a story that may be printed; `theme` is a code or empty, `title` its words."""

    text: str
    speaker: str
    theme: str
    title: str


@dataclass(frozen=True)
class Records:
    """What happened in a year besides families and volunteers, in the order of the dates."""

    events: list[Event]
    journal: list[JournalEntry]
    signals: list[Signal]
    stories: list[Story]

    @classmethod
    def of(cls, branch: Branch, year: int) -> "Records":
        """The records of a branch-year, in four queries."""
        return cls(
            events=list(Event.objects.filter(branch=branch, date__year=year).order_by("date", "title")),
            journal=list(JournalEntry.objects.of_year(year).filter(branch=branch).order_by("date", "title")),
            signals=list(Signal.objects.filter(branch=branch, date__year=year).order_by("date", "title")),
            stories=list(Story.objects.filter(branch=branch, date__year=year).order_by("date", "kind")),
        )

    def entries(self, code: str) -> list[Entry]:
        """The entries of the list named `code`. Raises KeyError for an unknown list."""
        return LISTS[code](self)

    def stories_to_print(self) -> list[Voice]:
        """Complex cases of which a second reader agreed that they may be printed."""
        return [
            Voice(story.text, "", story.theme, story.get_theme_display())
            for story in self.stories
            if story.kind == StoryKind.COMPLEX_CASE and story.second_reader_on and story.text
        ]

    def quotes(self) -> list[Voice]:
        """What people said and agreed to see printed."""
        return [
            Voice(story.text, SPEAKERS[story.kind](), story.theme, story.get_theme_display())
            for story in self.stories
            if story.kind in QUOTES and story.consent_on and story.text
        ]


SPEAKERS: dict[str, Callable[[], str]] = {
    StoryKind.QUOTE_FAMILY: lambda: _("A parent"),
    StoryKind.QUOTE_VOLUNTEER: lambda: _("A volunteer"),
    StoryKind.QUOTE_COORDINATOR: lambda: _("The coordinator"),
}


def _events(*kinds: EventKind, say_kind: bool = False) -> Callable[[Records], list[Entry]]:
    def entries(records: Records) -> list[Entry]:
        return [_event(event, say_kind) for event in records.events if event.kind in kinds]

    return entries


def _event(event: Event, say_kind: bool) -> Entry:
    kind = event.get_kind_display()
    partner = _("with %s") % event.with_partner if event.with_partner else ""
    details = [_new_in(event.title, kind) if say_kind else "", partner]
    return Entry(event.title or kind.capitalize(), event.date, _sentence(details))


def _new_in(title: str, words: str) -> str:
    """The words, unless the title says them already or there is no title but these."""
    return "" if not title or words.casefold() in title.casefold() else words


def _journal(*kinds: JournalKind) -> Callable[[Records], list[Entry]]:
    def entries(records: Records) -> list[Entry]:
        return [_journal_entry(row) for row in records.journal if row.kind in kinds]

    return entries


def _journal_entry(row: JournalEntry) -> Entry:
    partner = _new_in(row.title, row.partner or row.platform)
    present = (
        ngettext("%(number)d person present", "%(number)d people present", row.attendance)
        % {"number": row.attendance}
        if row.attendance
        else ""
    )
    details = [row.channel, partner, present]
    month = str(MONTHS[row.date.month]).capitalize() if row.date else _("All year round")
    return Entry(row.title or row.get_kind_display().capitalize(), row.date, _sentence(details), month)


def _signals(records: Records) -> list[Entry]:
    """Signals under their themes, the themes in the order of their list."""
    order = list(SignalTheme.values)
    return [
        Entry(
            signal.title or signal.text,
            signal.date,
            _signal_detail(signal),
            signal.get_theme_display().capitalize(),
        )
        for signal in sorted(records.signals, key=lambda signal: order.index(signal.theme))
    ]


def _signal_detail(signal: Signal) -> str:
    seen = (
        ngettext("seen in %(number)d family", "seen in %(number)d families", signal.families)
        % {"number": signal.families}
        if signal.families
        else ""
    )
    text = signal.text.rstrip(".") if signal.title else ""
    delivered = _("passed on to: %s") % signal.delivered_to if signal.delivered_to else ""
    return _sentence([text, seen, delivered])


def _partnerships(records: Records) -> list[Entry]:
    """The distinct platforms, each with how often people met there."""
    meetings = Counter(row.platform for row in records.journal if row.kind in PARTNER_KINDS and row.platform)
    return [
        Entry(
            platform, detail=ngettext("%(number)d meeting", "%(number)d meetings", times) % {"number": times}
        )
        for platform, times in sorted(meetings.items(), key=lambda item: item[0].casefold())
    ]


def _sentence(pieces: Iterable[str]) -> str:
    """The pieces that are not empty behind each other, the first with a capital."""
    text = "; ".join(piece for piece in pieces if piece)
    return text[:1].upper() + text[1:]


LISTS: dict[str, Callable[[Records], list[Entry]]] = {
    "starting_events": _events(EventKind.INFO_SESSION, EventKind.START_TRAINING, say_kind=True),
    "volunteer_events": _events(
        EventKind.INTERVISION, EventKind.TRAINING, EventKind.THANK_YOU, say_kind=True
    ),
    "learning_networks": _events(EventKind.LEARNING_NETWORK),
    "staff_training": _events(EventKind.STAFF_TRAINING, EventKind.COORDINATOR_TRAINING),
    "team_meetings": _events(EventKind.TEAM_MEETING),
    "appreciation": _journal(JournalKind.APPRECIATION),
    "campaigns": _journal(JournalKind.CAMPAIGN),
    "permanent": _journal(JournalKind.PERMANENT_COMMUNICATION),
    "published_stories": _journal(JournalKind.STORY),
    "advocacy": _journal(JournalKind.ADVOCACY),
    "partner_meetings": _journal(*PARTNER_KINDS),
    "partnerships": _partnerships,
    "signals": _signals,
}
