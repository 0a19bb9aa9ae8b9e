"""What there are few of in a file, and what was loaded with it already."""

import datetime
from collections.abc import Iterator
from operator import attrgetter

from django.utils.text import capfirst
from django.utils.translation import gettext as _

from families.enums import (
    ConsentPurpose,
    Decision,
    Fact,
    LeftReason,
    MemberRole,
    RefusalReason,
    WaitingExitReason,
)
from families.models import FamilyMember
from families.queries.file import FamilyFile
from families.timeline.kinds import DOCUMENTS, PARTICULARS, PATH, TALKS, WAITING
from families.words import address_in, value_words, words
from homestart.ui.navigation import branch_url
from homestart.ui.timeline import Entry


def entries(file: FamilyFile, kind: str) -> Iterator[Entry]:
    """Those of `kind`, of all kinds when it is ""."""
    for of, told in (
        (TALKS, _talks),
        (PATH, _path),
        (WAITING, _waiting),
        (DOCUMENTS, _documents),
        (PARTICULARS, _particulars),
    ):
        if not kind or kind == of:
            yield from told(file)


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
                text="\n".join(filter(None, [capfirst(str(reason)), referral.decision_note])),
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
            yield _departure(member, name, url)
        if member.birth_date and member.due_date:
            # Registered before the birth: the birth is something that happened in the file.
            yield Entry(member.birth_date, _("Born"), "users", who=name, url=url)
        elif member.joined_on:
            yield Entry(member.joined_on, _("Part of the family since"), "users", who=name, url=url)
    yield from _around(file)
    for consent in file.consents:
        purpose = ConsentPurpose(consent.purpose).label
        if consent.withdrawn_on:
            yield Entry(consent.withdrawn_on, _("Consent withdrawn"), "x", text=capfirst(purpose))
        yield Entry(consent.given_on, _("Consent given"), "check", text=capfirst(purpose))


def _departure(member: FamilyMember, name: str, url: str) -> Entry:
    match member.left_reason:
        case LeftReason.DIED:
            return Entry(member.left_on, _("Died"), "users", who=name, url=url)
        case LeftReason.NOT_BORN:
            return Entry(member.left_on, _("The pregnancy has ended"), "users", url=url)
    why = LeftReason(member.left_reason).label if member.left_reason else ""
    kind = _("No longer part of the family")
    return Entry(member.left_on, kind, "users", who=name, text=capfirst(str(why)), url=url)


def _around(file: FamilyFile) -> Iterator[Entry]:
    """What was agreed, and who came to help the family or stopped."""
    for agreed in file.around.agreements:
        url = branch_url(
            file.family.branch, "families:agreement_edit", family_id=file.family.pk, agreement_id=agreed.id
        )
        if agreed.ended_on:
            yield Entry(
                agreed.ended_on, _("Agreement no longer holds"), "file-text", text=agreed.text, url=url
            )
        yield Entry(agreed.agreed_on, _("Agreed"), "file-text", text=agreed.text, url=url)
    for helper in file.around.professionals:
        url = branch_url(
            file.family.branch,
            "families:professional_edit",
            family_id=file.family.pk,
            professional_id=helper.id,
        )
        who = ", ".join(filter(None, [helper.name, helper.function, helper.organisation]))
        if helper.until:
            yield Entry(helper.until, _("No longer helps the family"), "users", who=who, url=url)
        if helper.since:
            yield Entry(helper.since, _("Helps the family"), "users", who=who, url=url)


def _documents(file: FamilyFile) -> Iterator[Entry]:
    for paper in file.around.documents:
        yield Entry(
            paper.date,
            capfirst(str(paper.kind.label)),
            "file-text",
            text=paper.name,
            url=branch_url(
                file.family.branch, "families:document", family_id=file.family.pk, document_id=paper.id
            ),
        )


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
