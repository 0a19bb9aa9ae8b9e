"""Links for who has no login: which one a secret opens, and what was sent about a referral."""

import datetime
import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Prefetch, Q
from django.utils import timezone

from families.enums import LinkKind
from families.models import Link, LinkToken, Referral, Submission, WaitingListEntry
from homestart.tenancy.context import branch_context, public_context
from homestart.tenancy.models import Branch


def hash_of(token: str) -> str:
    """As it is stored: a copy of the database opens nothing."""
    return hashlib.sha256(token.encode()).hexdigest()


def address_of(referral: Referral) -> str:
    """Where one writes to whoever referred: the contact person, or the family that asked for itself."""
    return referral.referrer_email or ("" if referral.referrer_id else referral.family_email)


def address_to_ask(entry: WaitingListEntry, *, to_family: bool) -> str:
    """Where one asks whether help is still needed: of the family itself, or of who referred it; or ""."""
    referral = entry.referral
    if to_family:
        return entry.family.email or (referral.family_email if referral else "")
    if referral is None or referral.referrer is None:
        return ""
    return referral.referrer_email or referral.referrer.email


def addressee_of(link: Link) -> str:
    """Where the mail about the link goes."""
    if link.kind == LinkKind.STILL_NEEDED:
        return address_to_ask(link.entry, to_family=link.to_family)
    return address_of(link.referral)


def link_of(branch: Branch, token: str, kind: LinkKind) -> Link | None:
    """The working link of this kind that the secret opens, with its branch; None for every other text.

    The rows of the branch come in sight only after the secret was found among the hashes of the branch,
    which is all that its public side may read.
    """
    with public_context(branch):
        found = LinkToken.objects.filter(token_hash=hash_of(token)).values_list("link_id", flat=True).first()
    if found is None:
        return None
    with branch_context(branch):
        return Link.objects.working().filter(pk=found, kind=kind).first()


@dataclass(frozen=True)
class Call:
    """By what who referred recognises the referral, and whether its form is still awaited."""

    received_on: datetime.date
    is_awaited: bool


def call_of(link: Link) -> Call:
    """The call that the link to complete is about."""
    referral = Referral.objects.only("received_on", "decision", "form_received_on").get(pk=link.referral_id)
    return Call(referral.received_on, not referral.decision and referral.form_received_on is None)


@dataclass(frozen=True)
class Place:
    """By what somebody recognises a place on the waiting list, and whether it is still there."""

    since: datetime.date
    is_open: bool


def place_of(link: Link) -> Place:
    """The place that is asked about: of the referral of that day, or taken on it where there is none."""
    place = WaitingListEntry.objects.filter(links=link)
    told_on, entered_on, left_on = place.values_list("referral__received_on", "entered_on", "left_on").get()
    return Place(told_on or entered_on, left_on is None)


@dataclass(frozen=True)
class Mail:
    """One mail about a link, sent or still to be sent."""

    step: int
    due_at: datetime.datetime | None
    sent_at: datetime.datetime | None
    tries: int

    @property
    def is_reminder(self) -> bool:
        return self.step > 0

    @property
    def failed(self) -> bool:
        """Whether it was tried and is still to be sent."""
        return self.sent_at is None and self.due_at is not None and self.tries > 0


@dataclass(frozen=True)
class Sent:
    """A link about a referral, and the mails about it in their order."""

    link: Link
    mails: Sequence[Mail]

    @property
    def is_working(self) -> bool:
        return self.link.withdrawn_at is None and self.link.expires_at > timezone.now()

    @property
    def is_awaited(self) -> bool:
        """Whether somebody is still expected to use it."""
        return self.is_working and self.link.used_at is None

    @property
    def first(self) -> Mail | None:
        return next((mail for mail in self.mails if mail.step == 0), None)

    @property
    def reminders_sent(self) -> list[Mail]:
        return [mail for mail in self.mails if mail.is_reminder and mail.sent_at]

    @property
    def next_reminder(self) -> Mail | None:
        return next((mail for mail in self.mails if mail.is_reminder and mail.sent_at is None), None)


def links_about(referral: Referral, kind: LinkKind) -> list[Sent]:
    """The links of this kind, the newest first, without those that were withdrawn."""
    mails = LinkToken.objects.exclude(step=None).order_by("step")
    links = (
        referral.links.filter(kind=kind, withdrawn_at=None)
        .prefetch_related(Prefetch("tokens", mails, to_attr="mails"))
        .order_by("-made_at")
    )
    return [
        Sent(link, [Mail(one.step or 0, one.due_at, one.sent_at, one.tries) for one in link.mails])
        for link in links
    ]


def mails_to_send(now: datetime.datetime) -> list[UUID]:
    """The mails whose time has come."""
    return list(
        LinkToken.objects.filter(due_at__lte=now, sent_at=None)
        .order_by("due_at")
        .values_list("pk", flat=True)
    )


#: A mail that went wrong so often does not go right by itself: the address may be wrong.
TOO_OFTEN = 3

#: The form is awaited: nobody sent it, nobody noted it, nobody decided.
AWAITED = Q(
    kind=LinkKind.COMPLETE,
    withdrawn_at=None,
    used_at=None,
    referral__decision="",
    referral__form_received_on=None,
)


def awaited_forms() -> set[UUID]:
    """The referrals whose form is awaited, in time or not, or came in and is still to be read.

    There is nothing to complete for who asked.
    """
    unread = Submission.objects.filter(handled_at=None, referral__isnull=False)
    awaited = Link.objects.filter(AWAITED).values_list("referral_id", flat=True)
    return set(awaited.union(unread.values_list("referral_id", flat=True)))


def never_came(today: datetime.date) -> list[Link]:
    """The links whose form did not come in time, with their referral, the oldest first."""
    late = Link.objects.filter(AWAITED, deadline__lte=today).select_related("referral")
    return list(late.order_by("deadline", "pk"))


def never_arrived(today: datetime.date) -> list[Link]:
    """The links in time of which the first mail went wrong too often, with their referral."""
    mails = LinkToken.objects.filter(step=0, sent_at=None, tries__gte=TOO_OFTEN).values("link")
    links = Link.objects.filter(AWAITED, deadline__gt=today, pk__in=mails).select_related("referral")
    return list(links.order_by("made_at", "pk"))
