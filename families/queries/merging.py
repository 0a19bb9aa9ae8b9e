"""Two files beside each other: what differs, who is in both, and what happens where both say something."""

import datetime
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any
from uuid import UUID

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext as _

from families.enums import FactValue, Priority, RegroupingKind, WaitingExitReason
from families.models import Consent, Family, FamilyMember, ProfileFact, Regrouping, WaitingListEntry
from families.names import alike, same_first_name, sounds
from families.queries.relations import says
from homestart.tenancy.models import Municipality
from homestart.ui.templatetags.format import day
from homestart.vocabulary import Language

#: Of the file itself, not of the family.
OF_THE_FILE = ("key", "anonymised")
#: A due date is not exact, and is noted twice by two people.
AROUND_DUE, AROUND_BIRTH = datetime.timedelta(days=21), datetime.timedelta(days=60)


def stays_as(family_id: UUID) -> UUID | None:
    """The file into which the one with this id went; None when it did not go."""
    merged = Regrouping.objects.filter(gone_id=family_id, undone_at=None)
    return merged.values_list("family_id", flat=True).first()


def gone_into(family: Family) -> list[UUID]:
    """The files that became part of this one: what was written in them is read with it."""
    return list(
        Regrouping.objects.filter(family=family, gone_id__isnull=False, undone_at=None).values_list(
            "gone_id", flat=True
        )
    )


def regroupings_of(family: Family) -> list[Regrouping]:
    """What was merged, moved, separated and joined in this file and still holds, the newest first.

    `is_apart` is set for the separation after which both did not come together again.
    """
    rows = Regrouping.objects.filter(Q(family=family) | Q(other=family), undone_at=None)
    # Of two files that were merged, what happened between them is the past of one.
    rows = rows.exclude(other=F("family")).select_related("family", "other", "by")
    told, seen = list(rows.order_by("-at")), set()
    for row in told:
        if row.kind in (RegroupingKind.SEPARATED, RegroupingKind.JOINED):
            row.is_apart = row.kind == RegroupingKind.SEPARATED and row.other_id not in seen
            seen.add(row.other_id)
    return told


# Who is the same


def same_person(one: FamilyMember, other: FamilyMember) -> bool:
    """Whether two members may be one person: by the day of birth and the first name."""
    if one.role != other.role:
        return False
    named = bool(one.first_name and other.first_name)
    same_name = named and same_first_name(one.first_name, other.first_name)
    if one.birth_date and other.birth_date:
        return one.birth_date == other.birth_date and (same_name or not named)
    born, due = one.birth_date or other.birth_date, one.due_date or other.due_date
    if one.due_date and other.due_date and not born:
        return abs(one.due_date - other.due_date) <= AROUND_DUE
    if born and due and not named:
        return abs(born - due) <= AROUND_BIRTH
    same_last = not (one.last_name and other.last_name) or alike(
        sounds(one.last_name), sounds(other.last_name)
    )
    return same_name and same_last


def same_members(here: Iterable[FamilyMember], there: Iterable[FamilyMember]) -> dict[UUID, UUID]:
    """Of the members of the one file who is whom in the other; everybody once."""
    free = list(here)
    pairs = {}
    for one in there:
        # Of twins whose names are alike, the one with the very name.
        alikes = [mine for mine in free if same_person(mine, one)]
        found = max(alikes, key=lambda mine: mine.first_name == one.first_name, default=None)
        if found:
            free.remove(found)
            pairs[one.pk] = found.pk
    return pairs


# What the merged file says


def is_empty(value: Any) -> bool:
    return value is None or value == "" or value == []


def completed(stays: models.Model, goes: models.Model) -> dict[str, Any]:
    """What the one does not say and the other does: the fuller of both, field by field."""
    return {
        field.name: getattr(goes, field.name)
        for field in says(stays)
        if is_empty(getattr(stays, field.attname)) and not is_empty(getattr(goes, field.attname))
    }


@dataclass(frozen=True)
class Difference:
    """A field of which both files say something, and not the same."""

    name: str
    label: str
    here: str
    there: str
    is_long: bool


def differences(family: Family, other: Family) -> list[Difference]:
    """The fields of the family that somebody has to choose between."""
    return [
        Difference(
            field.name,
            str(field.verbose_name),
            in_words(field, getattr(family, field.name)),
            in_words(field, getattr(other, field.name)),
            isinstance(field, models.TextField),
        )
        for field in says(Family)
        if field.name not in OF_THE_FILE
        and not is_empty(getattr(family, field.name))
        and not is_empty(getattr(other, field.name))
        and getattr(family, field.name) != getattr(other, field.name)
    ]


def in_words(field: Any, value: Any) -> str:
    """The value of a field as a person reads it."""
    if field.name == "municipality":
        return Municipality.objects.filter(pk=value).values_list("name", flat=True).first() or str(value)
    if field.name == "home_language":
        return str(dict(Language.choices).get(value, value))
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, datetime.date):
        return day(value)
    return str(dict(field.flatchoices).get(value, value))


# Where a family can have one only


def without_say(rows: Sequence[ProfileFact], others: Sequence[ProfileFact]) -> list[ProfileFact]:
    """The rows that say "unknown" of what the other file knows on that day: nobody had asked there.

    Not those after which the same file knew it: then somebody found out that it is unknown.
    """
    quiet = []
    for row in rows:
        if row.value != FactValue.UNKNOWN:
            continue
        asked = any(
            one.fact == row.fact and one.value != FactValue.UNKNOWN and one.valid_from < row.valid_from
            for one in rows
        )
        there = [one for one in others if one.fact == row.fact and one.valid_from < row.valid_from]
        last = max(there, key=lambda one: one.valid_from, default=None)
        if not asked and last and last.value != FactValue.UNKNOWN:
            quiet.append(row)
    return quiet


def same_day_facts(
    here: Iterable[ProfileFact], there: Iterable[ProfileFact]
) -> list[tuple[ProfileFact, ProfileFact]]:
    """The facts of which both files have a row of the same day."""
    mine = {(row.fact, row.valid_from): row for row in here}
    return [(mine[row.fact, row.valid_from], row) for row in there if (row.fact, row.valid_from) in mine]


def same_consents(here: Iterable[Consent], there: Iterable[Consent]) -> list[tuple[Consent, Consent]]:
    """Consents of one purpose that are one: both open, or taken back in one file and open in the other."""
    mine = list(here)
    pairs = []
    for theirs in there:
        found = next((one for one in mine if one.purpose == theirs.purpose and _meet(one, theirs)), None)
        if found:
            mine.remove(found)
            pairs.append((found, theirs))
    return pairs


def _meet(one: Consent, other: Consent) -> bool:
    if one.withdrawn_on and other.withdrawn_on:
        return False
    return (one.withdrawn_on is None or one.withdrawn_on >= other.given_on) and (
        other.withdrawn_on is None or other.withdrawn_on >= one.given_on
    )


def one_consent(one: Consent, other: Consent) -> dict[str, Any]:
    """Given on the first of both days. Taken back in one file, it is taken back."""
    return {
        "given_on": min(one.given_on, other.given_on),
        "withdrawn_on": one.withdrawn_on or other.withdrawn_on,
    }


def overlapping_places(
    here: Iterable[WaitingListEntry], there: Iterable[WaitingListEntry]
) -> list[list[WaitingListEntry]]:
    """Places on the waiting list of which one begins before the other ends: the family waited once.

    In groups of places of both files, first that which stays: one of `here`.
    """
    mine = {entry.pk for entry in here}
    groups: list[list[WaitingListEntry]] = []
    for entry in sorted([*here, *there], key=lambda one: (one.entered_on, one.left_on is None)):
        if groups and _until(groups[-1]) > entry.entered_on:
            groups[-1].append(entry)
        else:
            groups.append([entry])
    return [
        sorted(group, key=lambda one: one.pk not in mine)
        for group in groups
        if len({one.pk in mine for one in group}) == 2
    ]


def _until(group: Sequence[WaitingListEntry]) -> datetime.date:
    return max(one.left_on or datetime.date.max for one in group)


def one_place(group: Sequence[WaitingListEntry]) -> dict[str, Any]:
    """From the first day on; it goes on when one of them does, unless the family started from the other.

    Urgent when one of them is; what was wished stands together.
    """
    first = min(group, key=lambda one: one.entered_on)
    started = [one for one in group if one.exit_reason == WaitingExitReason.STARTED]
    last = max(started or group, key=lambda one: one.left_on or datetime.date.max)
    urgent = next((one for one in group if one.priority == Priority.URGENT), None)
    together = {
        name: list(dict.fromkeys(value for one in group for value in getattr(one, name)))
        for name in ("wished_languages", "wished_dayparts", "wished_themes")
    }
    return {
        "entered_on": first.entered_on,
        "referral": first.referral or next((one.referral for one in group if one.referral), None),
        "left_on": last.left_on,
        "exit_reason": last.exit_reason,
        "priority": urgent.priority if urgent else next((one.priority for one in group if one.priority), ""),
        "wishes": one_text(one.wishes for one in group),
        "urgency_reason": one_text(one.urgency_reason for one in group),
        **together,
    }


def one_text(texts: Iterable[str]) -> str:
    """The texts below each other, each once."""
    return "\n\n".join(dict.fromkeys(text for text in texts if text))


@dataclass(frozen=True)
class Beside:
    """Two files, ready to be shown beside each other: a number of queries that does not grow."""

    family: Any
    other: Any

    @cached_property
    def members(self) -> tuple[list[FamilyMember], list[FamilyMember]]:
        return _both(self, "members", "role", "birth_date", "pk")

    @cached_property
    def same(self) -> dict[UUID, UUID]:
        return same_members(*self.members)

    @cached_property
    def differences(self) -> list[Difference]:
        return differences(self.family, self.other)

    @cached_property
    def facts(self) -> tuple[list[ProfileFact], list[ProfileFact]]:
        return _both(self, "facts", "valid_from", "fact")

    @cached_property
    def facts_to_choose(self) -> list[tuple[ProfileFact, ProfileFact]]:
        return [(mine, theirs) for mine, theirs in same_day_facts(*self.facts) if mine.value != theirs.value]

    @cached_property
    def places(self) -> tuple[list[WaitingListEntry], list[WaitingListEntry]]:
        return _both(self, "waiting_list_entries", "entered_on")

    @cached_property
    def referrals(self) -> tuple[list[Any], list[Any]]:
        return _both(self, "referrals", "received_on")

    @cached_property
    def trajectories(self) -> tuple[list[Any], list[Any]]:
        return _both(self, "trajectories", "started_on")

    @property
    def notes(self) -> list[str]:
        """What is worth knowing before one presses: the rules by which it goes, where they matter."""
        told = []
        if not self.same and not alike(sounds(self.family.name), sounds(self.other.name)):
            told.append(
                _("Neither the name nor anybody in these files is the same. Is it really one family?")
            )
        for group in overlapping_places(*self.places):
            place = one_place(group)
            told.append(
                _("Both waited at the same time. It becomes one wait, from %(first)s until %(last)s.")
                % {"first": day(place["entered_on"]), "last": day(place["left_on"])}
                if place["left_on"]
                else _("Both wait. It becomes one place on the waiting list, since %(first)s.")
                % {"first": day(place["entered_on"])}
            )
        first, second = self.trajectories
        if any(_overlap(one, other) for one in first for other in second):
            told.append(_("Both were supported at the same time. Both trajectories stay; days count once."))
        running = [one for one in [*first, *second] if one.ended_on is None]
        if len(running) > 1:
            told.append(_("Both have a trajectory that goes on. Close one of them afterwards."))
        if running and any(place.left_on is None for place in [*self.places[0], *self.places[1]]):
            told.append(
                _("One waits and the other is supported. Take the family off the waiting list afterwards.")
            )
        return told


def _both(beside: Beside, relation: str, *order: str) -> tuple[list[Any], list[Any]]:
    rows: Any = getattr(Family, relation).rel.related_model.objects.filter(
        family__in=[beside.family.pk, beside.other.pk]
    )
    here: list[Any] = []
    there: list[Any] = []
    for row in rows.order_by(*order):
        (here if row.family_id == beside.family.pk else there).append(row)
    return here, there


def _overlap(one: Any, other: Any) -> bool:
    if not one.started_on or not other.started_on:
        return False
    first, second = sorted((one, other), key=lambda period: period.started_on)
    return first.ended_on is None or first.ended_on >= second.started_on
