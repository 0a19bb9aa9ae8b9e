"""The files of the exchange format that this app keeps."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from families import enums
from families.models import (
    Concern,
    Family,
    FamilyContact,
    FamilyMember,
    IntakeStop,
    OnwardReferral,
    ProfileFact,
    Referral,
    ReferrerOrganisation,
    WaitingCareAction,
    WaitingListEntry,
)
from homestart.accounts.permissions import Permission
from homestart.exchange.checks import ends_after_start, same_family
from homestart.exchange.columns import Code, Date, Key, Language, Reference, Text, Whole, YesNo, codes, nis
from homestart.exchange.problems import quoted
from homestart.exchange.resource import Find, Finding, Resource, Row
from homestart.vocabulary import Gender, Theme


def value_fits_fact(row: Row, find: Find) -> Iterator[Finding]:
    """Housing has values of its own; the other facts are yes, no or unknown."""
    values = enums.Housing if row["fact"] == enums.Fact.HOUSING else enums.FactValue
    if row["fact"] and row["value"] and row["value"] not in values:
        reason = _("%(value)s does not belong to the fact %(fact)s; known are: %(codes)s")
        known = ", ".join(values.values)
        yield Finding("value", reason % {"value": quoted(row["value"]), "fact": row["fact"], "codes": known})


def accepted_has_family(row: Row, find: Find) -> Iterator[Finding]:
    if row["decision"] == enums.Decision.ACCEPTED and not row["family"]:
        yield Finding("family", _("an accepted referral needs a family"))


def one_open_entry(rows: Iterable[Row]) -> Iterator[tuple[Row, Finding]]:
    """A family stands on the waiting list once at a time."""
    open_entries: dict[str, Row] = {}
    # What the folder names comes last, so that it is the one to correct.
    for row in sorted(rows, key=lambda row: row.line or 0):
        if not row["family"] or row["left_on"]:
            continue
        if first := open_entries.get(row["family"]):
            reason = _("family %(family)s is on the waiting list already (%(key)s)")
            yield (
                row,
                Finding("left_on", reason % {"family": quoted(row["family"]), "key": quoted(first["key"])}),
            )
        open_entries[row["family"]] = row


def stays_anonymous(row: Row, find: Find) -> Iterator[Finding]:
    """A file of before, brought in again, would give a family its name back that was forgotten."""
    family = row if "anonymised" in row.values else find("families", row["family"])
    was_forgotten = family and family.before and family.before["anonymised"]
    if was_forgotten and (row.before is None or row.is_changed):
        column = "key" if family is row else "family"
        yield Finding(column, _("this family was made anonymous here; leave it out of the file"))


def stay_anonymous(rows: Iterable[Row]) -> Iterator[tuple[Row, Finding]]:
    """As above, of referrals that were forgotten: the format does not say that of them."""
    changed = [row for row in rows if row.is_changed]
    forgotten = set[str]()
    if changed:
        keys = [row["key"] for row in changed]
        referrals = Referral.objects.filter(anonymised=True, key__in=keys)
        forgotten.update(referrals.values_list("key", flat=True))
    for row in changed:
        if row["key"] in forgotten:
            reason = _("this referral was made anonymous here; leave it out of the file")
            yield row, Finding("key", reason)


@dataclass
class Level(Code):
    """Who may read a note; an empty cell is everybody who works with families."""

    empty: Any = field(default=enums.NoteLevel.BRANCH.value, init=False, repr=False)


RESOURCES = [
    Resource(
        "intake_stops",
        IntakeStop,
        [Date("started_on", needed=True), Date("ended_on"), Text("reason")],
        unique_by=(),
        checks=[ends_after_start()],
    ),
    Resource(
        "referrers",
        ReferrerOrganisation,
        [
            Key(),
            Text("organisation"),
            Text("service"),
            Code("sector", codes=enums.Sector),
            Text("email"),
            Text("phone"),
        ],
    ),
    Resource(
        "families",
        Family,
        [
            Key(),
            Text("name"),
            Text("street"),
            Text("postal_code"),
            nis("municipality"),
            Text("phone"),
            Text("email"),
            Language("home_language"),
            YesNo("foster_family"),
            Text("needs"),
            Text("strengths"),
            YesNo("anonymised"),
        ],
        checks=[stays_anonymous],
    ),
    Resource(
        "family_members",
        FamilyMember,
        [
            Key(),
            Reference("family", to="families", needed=True),
            Code("role", codes=enums.MemberRole, needed=True),
            Text("first_name"),
            Text("last_name"),
            Code("gender", codes=Gender),
            Date("birth_date", past=True),
            Date("due_date"),
            Date("arrived_in_belgium_on"),
            Date("joined_on"),
            Date("left_on"),
        ],
        checks=[ends_after_start("joined_on", "left_on"), stays_anonymous],
    ),
    Resource(
        "profile_facts",
        ProfileFact,
        [
            Reference("family", to="families", needed=True),
            Code("fact", codes=enums.Fact, needed=True),
            Text("value", needed=True),
            Date("valid_from", needed=True),
        ],
        unique_by=("family", "fact", "valid_from"),
        checks=[value_fits_fact, stays_anonymous],
    ),
    Resource(
        "referrals",
        Referral,
        [
            Key(),
            Reference("family", to="families"),
            Text("family_name"),
            Text("phone"),
            Date("received_on", needed=True),
            Code("channel", codes=enums.ReferralChannel),
            Reference("referrer", to="referrers"),
            Date("form_received_on"),
            nis("municipality"),
            Text("municipality_name"),
            codes("requests", Theme),
            Text("explanation"),
            Code("decision", codes=enums.Decision),
            Date("decided_on"),
            Code("refusal_reason", codes=enums.RefusalReason),
        ],
        checks=[accepted_has_family, ends_after_start("received_on", "decided_on"), stays_anonymous],
        file_checks=[stay_anonymous],
    ),
    Resource(
        "waiting_list",
        WaitingListEntry,
        [
            Key(),
            Reference("family", to="families", needed=True),
            Reference("referral", to="referrals"),
            Date("entered_on", needed=True),
            Date("left_on"),
            Code("exit_reason", codes=enums.WaitingExitReason),
            Code("priority", codes=enums.Priority),
            Text("wishes"),
        ],
        checks=[
            ends_after_start("entered_on", "left_on"),
            same_family("referral", "referrals"),
            stays_anonymous,
        ],
        file_checks=[one_open_entry],
    ),
    Resource(
        "waiting_care",
        WaitingCareAction,
        [
            Reference("family", to="families", needed=True),
            Date("date", needed=True),
            Code("kind", codes=enums.WaitingCareKind, needed=True),
            Code("by", codes=enums.WaitingCareActor),
            Text("note"),
        ],
        unique_by=(),
        checks=[stays_anonymous],
    ),
    Resource(
        "family_contacts",
        FamilyContact,
        [
            Key(),
            Reference("family", to="families", needed=True),
            Date("date", needed=True),
            Code("kind", codes=enums.ContactKind, needed=True),
            Code("place", codes=enums.Place),
            YesNo("took_place"),
            Whole("minutes"),
            Text("note"),
            Text("with_whom", beyond=True),
            Level("level", codes=enums.NoteLevel, beyond=True),
        ],
        readable=lambda contacts, permissions: contacts.known_to(permissions),
        checks=[stays_anonymous],
    ),
    Resource(
        "onward_referrals",
        OnwardReferral,
        [
            Reference("family", to="families", needed=True),
            Date("date", needed=True),
            Text("organisation"),
            Code("need", codes=Theme),
            YesNo("accompanied"),
            Code("outcome", codes=enums.OnwardOutcome),
        ],
        unique_by=(),
        checks=[stays_anonymous],
    ),
    Resource(
        "concerns",
        Concern,
        [
            Key(),
            Reference("family", to="families", needed=True),
            Date("date", needed=True),
            Text("facts"),
            Text("consulted"),
            Text("step"),
            Code("outcome", codes=enums.ConcernOutcome),
        ],
        readable=lambda concerns, permissions: (
            concerns if Permission.READ_CONCERNS in permissions else concerns.none()
        ),
        checks=[stays_anonymous],
    ),
]
