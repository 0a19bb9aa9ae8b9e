"""Five years of a large branch: what the files of the demonstration are too small for, or do not have."""

import datetime
import random
from collections.abc import Sequence

from bench.likeness import born, name_for
from families.enums import (
    CHECK_RESULTS,
    ContactKind,
    Decision,
    DocumentKind,
    MemberRole,
    Priority,
    SubmissionSource,
    WaitingCareKind,
    WaitingExitReason,
)
from families.models import (
    Agreement,
    Concern,
    Document,
    DocumentBytes,
    Family,
    FamilyContact,
    FamilyMember,
    FollowUp,
    Professional,
    Referral,
    Submission,
    WaitingCareAction,
    WaitingListEntry,
)
from homestart.tenancy.context import branch_context
from homestart.tenancy.models import Branch
from homestart.uploads.formats import Format
from matching.models import HandOverNote

#: How many families wait at the same time, and how many left the list in the years before.
WAITING, FORMER = 150, 60
YEARS = 5
CONTACTS, CARE = 6, 3
UNDECIDED, CAME_IN, CONCERNS, NOTES = 30, 15, 20, 40
TEXT = "Gebeld met de mama. Het gaat beter met de jongste; ze vraagt wanneer er iemand kan komen. " * 3


def is_full(branch: Branch) -> bool:
    with branch_context(branch):
        return WaitingListEntry.objects.waiting_after(datetime.date.today()).count() >= WAITING


def fill(branch: Branch) -> None:
    """Gives the branch a long waiting list with a past, an inbox, concerns, and files with all parts."""
    chance = random.Random(branch.slug)  # noqa: S311  (names and days to measure with, no secret)
    today = datetime.date.today()
    with branch_context(branch):
        busy = list(Family.objects.order_by("pk"))
        families = _waiting_list(chance, today)
        _around([*families, *busy], today)
        _desk(families, chance, today)


def _waiting_list(chance: random.Random, today: datetime.date) -> list[Family]:
    """Families that were accepted, who wait or gave up, with their members, contacts and care."""
    families = Family.objects.bulk_create(
        Family(name=name_for(chance), phone=f"0470 {chance.randrange(10**6):06}")
        for _ in range(WAITING + FORMER)
    )
    entered = [
        today - datetime.timedelta(days=chance.randrange(10, 400 if number < WAITING else 365 * YEARS))
        for number in range(len(families))
    ]
    pairs = list(zip(families, entered, strict=True))
    referrals = Referral.objects.bulk_create(
        Referral(
            family=family,
            family_name=family.name,
            received_on=day - datetime.timedelta(days=5),
            decision=Decision.ACCEPTED,
            decided_on=day,
        )
        for family, day in pairs
    )
    WaitingListEntry.objects.bulk_create(
        WaitingListEntry(
            family=family,
            referral=referral,
            entered_on=day,
            priority=Priority.URGENT if number % 10 == 0 else Priority.NORMAL,
            left_on=None if number < WAITING else day + datetime.timedelta(days=5),
            exit_reason="" if number < WAITING else WaitingExitReason.UNREACHABLE,
        )
        for number, ((family, day), referral) in enumerate(zip(pairs, referrals, strict=True))
    )
    FamilyMember.objects.bulk_create(
        FamilyMember(
            family=family,
            role=role,
            first_name=name_for(chance),
            last_name=family.name,
            birth_date=None if due else born(chance, role),
            due_date=today + datetime.timedelta(days=30) if due else None,
        )
        for number, family in enumerate(families)
        for role, due in [
            (MemberRole.PARENT, False),
            (MemberRole.CHILD, False),
            (MemberRole.CHILD, number % 8 == 0),
        ]
    )
    FamilyContact.objects.bulk_create(
        FamilyContact(family=family, date=_between(day, today, chance), kind=ContactKind.LONG_CALL, note=TEXT)
        for family, day in pairs
        for _ in range(CONTACTS)
    )
    WaitingCareAction.objects.bulk_create(
        WaitingCareAction(
            family=family,
            date=_between(day, today, chance),
            kind=WaitingCareKind.STILL_NEEDED_CHECK,
            result=chance.choice(CHECK_RESULTS),
        )
        for family, day in pairs
        for _ in range(CARE)
    )
    return families


def _around(families: Sequence[Family], today: datetime.date) -> None:
    """What stands in a file besides what the exchange format has."""
    long_ago = today - datetime.timedelta(days=300)
    Agreement.objects.bulk_create(
        Agreement(family=family, agreed_on=long_ago, text=TEXT, for_volunteer=True) for family in families
    )
    Professional.objects.bulk_create(
        Professional(family=family, function=function, name="An Claes", since=long_ago)
        for family in families
        for function in ("huisarts", "leerkracht")
    )
    contents = DocumentBytes.objects.bulk_create(DocumentBytes(content=b"x" * 1000) for _ in families)
    Document.objects.bulk_create(
        Document(
            family=family,
            date=long_ago,
            kind=DocumentKind.LETTER,
            name="Brief",
            content=content,
            format=Format.PNG,
            size=1000,
            scanned=False,
        )
        for family, content in zip(families, contents, strict=True)
    )
    FollowUp.objects.bulk_create(
        FollowUp(family=family, due_on=today + datetime.timedelta(days=number % 60 - 5), text="Terugbellen")
        for number, family in enumerate(families)
    )


def _desk(families: Sequence[Family], chance: random.Random, today: datetime.date) -> None:
    """What asks for an answer: referrals, the inbox, concerns; and the notes for who takes over."""
    Referral.objects.bulk_create(
        Referral(family_name=name_for(chance), received_on=today - datetime.timedelta(days=number))
        for number in range(UNDECIDED)
    )
    Submission.objects.bulk_create(
        Submission(source=SubmissionSource.FORM, family_name=name_for(chance), explanation=TEXT)
        for _ in range(CAME_IN)
    )
    Concern.objects.bulk_create(
        Concern(family=family, date=today - datetime.timedelta(days=20), facts=TEXT)
        for family in families[:CONCERNS]
    )
    HandOverNote.objects.bulk_create(
        HandOverNote(family=family, text=TEXT, written_on=today) for family in families[:NOTES]
    )


def _between(first: datetime.date, last: datetime.date, chance: random.Random) -> datetime.date:
    return first + datetime.timedelta(days=chance.randrange((last - first).days + 1))
