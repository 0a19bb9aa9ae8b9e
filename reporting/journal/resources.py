"""The files of the exchange format that only the reports need."""

from homestart.exchange.checks import ends_after_start
from homestart.exchange.columns import (
    FIRST_YEAR,
    LAST_YEAR,
    Code,
    Date,
    Key,
    Number,
    Reference,
    Text,
    Whole,
    texts,
)
from homestart.exchange.resource import Resource
from homestart.vocabulary import Theme
from reporting.journal import enums
from reporting.journal.models import Agreement, Appointment, Goal, GoalTarget, JournalEntry, Signal, Story

RESOURCES = [
    Resource(
        "staff",
        Appointment,
        [Key(), Text("function"), Number("fte"), Date("started_on"), Date("ended_on")],
        checks=[ends_after_start()],
    ),
    Resource(
        "journal",
        JournalEntry,
        [
            Key(),
            Code("kind", codes=enums.JournalKind, needed=True),
            Date("date"),
            Whole("year", least=FIRST_YEAR, most=LAST_YEAR),
            Text("title"),
            Text("partner"),
            Text("platform"),
            Text("channel"),
            Whole("attendance"),
            texts("themes"),
            texts("goals"),
        ],
        needs_one_of=("date", "year"),
    ),
    Resource(
        "signals",
        Signal,
        [
            Date("date", needed=True),
            Code("theme", codes=enums.SignalTheme),
            Text("title"),
            Text("text"),
            Whole("families"),
            Code("level", codes=enums.SignalLevel),
            Text("delivered_to"),
        ],
        unique_by=(),
    ),
    Resource(
        "stories",
        Story,
        [
            Date("date", needed=True),
            Code("kind", codes=enums.StoryKind, needed=True),
            Code("theme", codes=Theme),
            Text("text"),
            Date("consent_on"),
            Date("second_reader_on"),
        ],
        unique_by=(),
    ),
    Resource(
        "agreements",
        Agreement,
        [
            Key(),
            Text("authority"),
            Date("started_on"),
            Date("ended_on"),
            Number("amount_per_year", money=True),
        ],
        checks=[ends_after_start()],
    ),
    Resource(
        "goals",
        Goal,
        [Key(), Reference("agreement", to="agreements", needed=True), Text("code"), Text("title")],
    ),
    Resource(
        "goal_targets",
        GoalTarget,
        [
            Reference("goal", to="goals", needed=True),
            Text("indicator", needed=True),
            Whole("year", needed=True, least=FIRST_YEAR, most=LAST_YEAR),
            Number("target"),
        ],
        unique_by=("goal", "indicator", "year"),
    ),
]
