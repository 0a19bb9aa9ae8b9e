"""Brings a branch of the demonstration to the present: its files end in 2025, and a desk is about today.

Adds rows to a copy of the folder, which is then imported like any other. The years of the files themselves,
and so their reports, stay as they are.
"""

import csv
import shutil
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from pathlib import Path

Row = dict[str, str]
Rows = dict[str, list[Row]]

WEEKS = 9  # of visits that are noted one by one
#: Days ago on which referrals came in, and what was noted of them on the telephone.
NEW_REFERRALS = (
    (1, "El Amrani", "0470 00 91 01", "", "Vraagt iemand om mee te gaan naar Kind en Gezin."),
    (6, "Verhaegen", "0470 00 91 02", "listening_ear;parenting", "Staat er alleen voor met een tweeling."),
    (11, "Okafor", "0470 00 91 03", "language;network", "Kent nog niemand in de gemeente."),
    (19, "Smets", "0470 00 91 04", "administration;rights", "Brieven blijven liggen sinds de verhuizing."),
)


def copy_to_present(folder: Path, target: Path, today: date) -> None:
    """Copies the folder to `target`, with what happened since as it might have been on `today`."""
    shutil.copytree(folder, target)
    rows = {path.stem: read(path) for path in target.glob("*.csv")}
    headers = {path.stem: header(path) for path in target.glob("*.csv")}
    matches = [row for row in rows.get("matches", []) if row["started_on"] and not row["ended_on"]]
    hold_talks(rows, matches, today)
    additions: dict[str, Callable[[], Iterator[Row]]] = {
        "visits": lambda: visits(matches, today),
        "quarter_cards": lambda: quarter_cards(matches, today),
        "family_contacts": lambda: contacts(rows, today),
        "referrals": lambda: referrals(rows, today),
    }
    for file, added in additions.items():
        if file in rows:
            rows[file] += added()
    for file in ("review_talks", *additions):
        if file in rows:
            write(target / f"{file}.csv", headers[file], rows[file])


def hold_talks(rows: Rows, matches: list[Row], today: date) -> None:
    """The talks of before were held; every fourth trajectory has one ahead, one of them is overdue."""
    talks = rows.get("review_talks", [])
    for talk in talks:
        if not talk["held_on"] and talk["due_on"] < str(today):
            talk["held_on"] = talk["due_on"]
    for number, match in enumerate(matches[::4]):
        due = today + timedelta(days=5 * number - 3)
        talks.append(blank(talks, trajectory=match["trajectory"], kind="follow_up", due_on=str(due)))


def visits(matches: list[Row], today: date) -> Iterator[Row]:
    """Every week one, now and then none; of every eighth match none for five weeks."""
    for number, match in enumerate(matches):
        silent = 5 if number % 8 == 3 else 0
        for week in range(silent, WEEKS):
            day = today - timedelta(days=7 * week + 1 + number % 5)
            if (number + week) % 6 and str(day) > match["started_on"]:
                yield {
                    "key": f"X{number}-{week}",
                    "match": match["key"],
                    "date": str(day),
                    "kind": "outing" if week % 4 == 3 else "home_visit",
                    "took_place": "yes",
                    "minutes": str(90 + 30 * (week % 3)),
                    "themes": "listening_ear;parenting" if week % 2 else "network;leisure",
                }


def quarter_cards(matches: list[Row], today: date) -> Iterator[Row]:
    """Those of the quarters that are over, but for a few of the last one."""
    for first in quarters(date(2026, 1, 1), today):
        last = following(first) - timedelta(days=1)
        is_last_one = following(following(first)) > today
        for number, match in enumerate(matches):
            if match["started_on"] < str(first) and not (is_last_one and number % 6 == 2):
                yield {
                    "match": match["key"],
                    "year": str(first.year),
                    "quarter": str((first.month + 2) // 3),
                    "status": "received" if is_last_one else "checked",
                    "received_on": str(last + timedelta(days=5 + number % 9)),
                    "visit_count": str(8 + number % 5),
                    "themes": "listening_ear;network",
                }


def contacts(rows: Rows, today: date) -> Iterator[Row]:
    """The coordinator called most families that wait, some weeks ago, and who is supported now and then."""
    waiting = [row["family"] for row in rows.get("waiting_list", []) if not row["left_on"]]
    going_on = [row["family"] for row in rows.get("trajectories", []) if not row["ended_on"]]
    for number, family in enumerate(waiting + going_on[::3]):
        if number % 4 == 3:
            continue
        yield {
            "key": f"Y{number}",
            "family": family,
            "date": str(today - timedelta(days=3 + 5 * number)),
            "kind": "long_call" if number % 3 else "home_visit",
            "place": "phone" if number % 3 else "home",
            "took_place": "yes",
            "minutes": str(20 + 10 * (number % 4)),
            "note": "Even gehoord hoe het gaat. Alles loopt zoals afgesproken.",
        }


def referrals(rows: Rows, today: date) -> Iterator[Row]:
    """A few that came in lately; the first is only what was said on the telephone."""
    branch = rows["branch"][0]
    municipality = branch["municipalities"].partition(";")[0]
    for days, name, phone, requests, explanation in NEW_REFERRALS:
        yield {
            "key": f"N{days}",
            "received_on": str(today - timedelta(days=days)),
            "channel": "phone",
            "municipality": municipality if requests else "",
            "requests": requests,
            "explanation": explanation,
            "family_name": name,
            "phone": phone,
        }


def quarters(first: date, today: date) -> Iterator[date]:
    """The first days of the quarters from `first` on that are over."""
    while following(first) <= today:
        yield first
        first = following(first)


def following(first: date) -> date:
    """The first day of the next quarter."""
    return date(first.year + first.month // 10, (first.month + 3 - 1) % 12 + 1, 1)


def blank(rows: list[Row], **values: str) -> Row:
    return {**dict.fromkeys(rows[0] if rows else values, ""), **values}


def header(path: Path) -> list[str]:
    with path.open(newline="", encoding="utf-8") as file:
        return next(csv.reader(file))


def read(path: Path) -> list[Row]:
    with path.open(newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file))


def write(path: Path, names: list[str], rows: list[Row]) -> None:
    names = [*names, *dict.fromkeys(name for row in rows for name in row if name not in names)]
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.DictWriter(file, names, restval="")
        writer.writeheader()
        writer.writerows(rows)
