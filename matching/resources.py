"""The files of the exchange format that this app keeps."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from typing import Any

from django.utils.translation import gettext as _

from homestart.exchange.checks import ends_after_start, inside, same_family
from homestart.exchange.columns import (
    FIRST_YEAR,
    LAST_YEAR,
    Code,
    Date,
    Key,
    Reference,
    Score,
    Text,
    Whole,
    YesNo,
    codes,
)
from homestart.exchange.problems import quoted
from homestart.exchange.resource import Find, Finding, Resource, Row
from homestart.vocabulary import Theme
from matching import enums
from matching.models import ImpactScore, Match, QuarterCard, ReviewTalk, Trajectory, Visit
from volunteers.enums import VolunteerRole


def quarter_touches_match(row: Row, find: Find) -> Iterator[Finding]:
    """At least one day of the card's quarter lies in its match."""
    match = find("matches", row["match"])
    if match is None or not row["year"] or not row["quarter"]:
        return
    first = date(row["year"], 3 * row["quarter"] - 2, 1)
    last = (first + timedelta(days=92)).replace(day=1) - timedelta(days=1)
    started, ended = match["started_on"], match["ended_on"]
    if started and last < started:
        reason = _("the quarter ends before started_on (%(day)s) of match %(key)s")
        yield Finding(
            "quarter", reason % {"day": started, "key": quoted(match["key"])}, match, "matches", "started_on"
        )
    if ended and first > ended:
        reason = _("the quarter begins after ended_on (%(day)s) of match %(key)s")
        yield Finding(
            "quarter", reason % {"day": ended, "key": quoted(match["key"])}, match, "matches", "ended_on"
        )


def same_pair_does_not_overlap(rows: Iterable[Row]) -> Iterator[tuple[Row, Finding]]:
    """A volunteer has a role in a trajectory once at a time; matches may follow one another on a day."""
    pairs: defaultdict[tuple[Any, ...], list[Row]] = defaultdict(list)
    for row in rows:
        # A match that ends on the day it starts overlaps with nothing.
        if (
            row["started_on"]
            and row["trajectory"]
            and row["volunteer"]
            and row["started_on"] != row["ended_on"]
        ):
            pairs[row["trajectory"], row["volunteer"], row["role"]].append(row)
    for pair in pairs.values():
        pair.sort(key=lambda row: row["started_on"])
        for index, row in enumerate(pair[1:], start=1):
            for former in pair[:index]:
                if former["ended_on"] is None or former["ended_on"] > row["started_on"]:
                    yield _overlap(row, former)
                    break


def _overlap(row: Row, former: Row) -> tuple[Row, Finding]:
    # The one that is in the folder can be corrected there.
    wrong, other = (row, former) if row.line is not None else (former, row)
    reason = _("this volunteer already has this role in this trajectory at that time (match %(key)s)")
    return wrong, Finding("started_on", reason % {"key": quoted(other["key"])})


RESOURCES = [
    Resource(
        "trajectories",
        Trajectory,
        [
            Key(),
            Reference("family", to="families", needed=True),
            Reference("referral", to="referrals"),
            Date("started_on"),
            Date("ended_on"),
            Code("closing_reason", codes=enums.ClosingReason),
            Text("closing_note"),
        ],
        checks=[ends_after_start(), same_family("referral", "referrals")],
    ),
    Resource(
        "matches",
        Match,
        [
            Key(),
            Reference("trajectory", to="trajectories", needed=True),
            Reference("volunteer", to="volunteers", needed=True),
            Code("role", codes=VolunteerRole, needed=True),
            Date("proposed_on"),
            YesNo("family_answer"),
            YesNo("volunteer_answer"),
            Date("introduced_on"),
            Date("started_on"),
            Date("ended_on"),
            Text("end_reason"),
        ],
        checks=[ends_after_start(), inside("trajectory", "trajectories", "started_on", "ended_on")],
        file_checks=[same_pair_does_not_overlap],
    ),
    Resource(
        "visits",
        Visit,
        [
            Key(),
            Reference("match", to="matches", needed=True),
            Date("date", needed=True),
            Code("kind", codes=enums.VisitKind, needed=True),
            YesNo("took_place"),
            Code("cancelled_by", codes=enums.CancelledBy),
            Whole("minutes"),
            codes("themes", Theme),
            Text("note"),
        ],
        checks=[inside("match", "matches", "date")],
    ),
    Resource(
        "quarter_cards",
        QuarterCard,
        [
            Reference("match", to="matches", needed=True),
            Whole("year", needed=True, least=FIRST_YEAR, most=LAST_YEAR),
            Whole("quarter", needed=True, least=1, most=4),
            Code("status", codes=enums.CardStatus),
            Date("received_on"),
            Whole("visit_count"),
            codes("themes", Theme),
        ],
        unique_by=("match", "year", "quarter"),
        checks=[quarter_touches_match],
    ),
    Resource(
        "review_talks",
        ReviewTalk,
        [
            Reference("trajectory", to="trajectories", needed=True),
            Code("kind", codes=enums.TalkKind, needed=True),
            Date("due_on"),
            Date("held_on"),
            YesNo("extended"),
            codes("themes", Theme),
            Text("conclusion"),
        ],
        unique_by=(),
        needs_one_of=("due_on", "held_on"),
    ),
    Resource(
        "impact",
        ImpactScore,
        [
            Reference("trajectory", to="trajectories", needed=True),
            Code("moment", codes=enums.Moment, needed=True),
            Date("measured_on", needed=True),
            Code("respondent", codes=enums.Respondent, needed=True),
            Code("domain", codes=enums.ImpactDomain, needed=True),
            Text("item", needed=True),
            Score("score", least=1, most=5),
        ],
        unique_by=("trajectory", "moment", "measured_on", "respondent", "domain", "item"),
    ),
]
