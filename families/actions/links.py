"""Links for who has no login: made, mailed, withdrawn, used. Secrets are mailed or shown once, never kept."""

import datetime
import secrets
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from families.actions.inbox import submit
from families.actions.referrals import register_referral
from families.enums import (
    LinkKind,
    PublicLanguage,
    SubmissionSource,
    WaitingCareKind,
    WaitingCareResult,
)
from families.models import Link, LinkToken, Referral, Submission, WaitingCareAction, WaitingListEntry
from families.queries.links import address_of, address_to_ask, hash_of
from families.tasks import call_to_send
from families.working_days import working_days_after
from homestart.accounts.models import User
from homestart.audit import changes
from homestart.audit.models import record
from homestart.tenancy.context import active_branch, active_branch_id
from homestart.tenancy.versions import locked

#: Reminders go out in the morning of their day.
MORNING = datetime.time(9)


class LinkUsed(Exception):
    """What the link is for was done with it already."""


@transaction.atomic
def make_link(
    kind: LinkKind,
    *,
    by: User | None,
    referral: Referral | None = None,
    entry: WaitingListEntry | None = None,
    language: str = "",
) -> tuple[Link, str]:
    """The link and its secret, which is not kept: whoever asks shows it once or mails it.

    Its page opens in `language`, else in that of the referrer. Of a referral there is one link to complete
    it; an older one does not work any more.
    """
    link = _new_link(kind, by=by, referral=referral, entry=entry, language=language)
    token = secrets.token_urlsafe(32)
    LinkToken.objects.create(link=link, token_hash=hash_of(token))
    return link, token


def _new_link(
    kind: LinkKind,
    *,
    by: User | None,
    referral: Referral | None = None,
    entry: WaitingListEntry | None = None,
    language: str = "",
    to_family: bool = False,
) -> Link:
    now = timezone.now()
    deadline = None
    if not language:
        known = referral or (entry and entry.referral)
        language = (known and known.language) or PublicLanguage.NL
    if kind == LinkKind.COMPLETE and referral:
        locked(referral)  # asked twice at the same moment, the second withdraws what the first one made
        _withdraw_all(referral, kind, now)
        deadline = working_days_after(timezone.localdate(now), settings.FORM_DEADLINE_WORKING_DAYS)
    link = Link(
        kind=kind,
        referral=referral,
        entry=entry,
        language=PublicLanguage(language).value,
        to_family=to_family,
        made_at=now,
        expires_at=now + datetime.timedelta(days=settings.LINK_DAYS[kind]),
        deadline=deadline,
    )
    changes.add(link, f"make_link_{kind.value}", by=by, about=referral or (entry and entry.family))
    return link


@transaction.atomic
def register_and_ask(*, by: User | None, **values: Any) -> Referral:
    """A new referral, whose referrer gets a link to complete it. Raises as `ask_for_form`."""
    referral = register_referral(by=by, **values)
    ask_for_form(referral, by=by)
    return referral


@transaction.atomic
def ask_for_form(
    referral: Referral,
    *,
    by: User | None,
    version: int | None = None,
    **values: str,
) -> Link:
    """A link to complete the referral, mailed to its referrer now, and again on the days of the reminders.

    `values` are the referrer's address and language, where they are not those of the referral. A link of
    before does not work any more. Raises Outdated, ValidationError without an address and for a referral
    that was decided.
    """
    current = locked(referral, version)
    if current.decision:
        raise ValidationError(_("This referral was decided. Nothing is asked of the referrer any more."))
    if values:
        current = changes.change(
            current, "change_referral", by=by, version=version, about=current.family, **values
        )
    if not current.referrer_email:
        raise ValidationError(
            {"referrer_email": _("Fill in the e-mail address to which the link is to be sent.")}
        )
    link = _new_link(LinkKind.COMPLETE, by=by, referral=current)
    _order_mail(link, step=0, due_at=link.made_at)
    for step, days in enumerate(settings.FORM_REMINDER_WORKING_DAYS, start=1):
        day = working_days_after(timezone.localdate(link.made_at), days)
        due_at = timezone.make_aware(datetime.datetime.combine(day, MORNING))
        _order_mail(link, step=step, due_at=due_at)
    return link


@transaction.atomic
def send_status_link(referral: Referral, *, by: User | None) -> Link | None:
    """A link that shows where the referral stands, mailed to whoever referred; None without an address."""
    if not address_of(referral):
        return None
    link = _new_link(LinkKind.STATUS, by=by, referral=referral)
    _order_mail(link, step=0, due_at=link.made_at)
    return link


@transaction.atomic
def ask_still_needed(entry: WaitingListEntry, *, by: User | None, to_family: bool) -> Link:
    """A link to say whether help is still needed, mailed to the family or to whoever referred it.

    It is noted as care for who waits: that it was asked by mail, once a day. Raises ValidationError for who
    does not wait any more, and without an address.
    """
    family = locked(entry.family)
    if locked(entry).left_on:
        raise ValidationError(_("This family does not wait any more."))
    if not address_to_ask(entry, to_family=to_family):
        raise ValidationError(_("There is no e-mail address to write to."))
    of_family = to_family and entry.referral and entry.referral.referrer_id
    link = _new_link(
        LinkKind.STILL_NEEDED,
        by=by,
        entry=entry,
        language=PublicLanguage.NL if of_family else "",
        to_family=to_family,
    )
    _order_mail(link, step=0, due_at=link.made_at)
    today = timezone.localdate(link.made_at)
    asked = {
        "date": today,
        "kind": WaitingCareKind.STILL_NEEDED_CHECK.value,
        "result": WaitingCareResult.ASKED_BY_MAIL.value,
    }
    if not family.waiting_care.filter(**asked).exists():
        care = WaitingCareAction(family=family, **asked)
        changes.add(care, "note_waiting_care", by=by, about=family)
    return link


def _order_mail(link: Link, *, step: int, due_at: datetime.datetime) -> None:
    """The row is the order: the worker is called at once and, should that fail, finds it by itself."""
    # Until the mail is sent nobody knows what this is the hash of.
    unknown = hash_of(secrets.token_urlsafe(32))
    LinkToken.objects.create(link=link, token_hash=unknown, step=step, due_at=due_at)
    if due_at <= timezone.now():
        branch_id = active_branch_id()
        # Robust: the order stands, so that a broker that does not answer is no reason to fail.
        transaction.on_commit(lambda: call_to_send(branch_id), robust=True)


@transaction.atomic
def withdraw_link(link: Link, *, by: User | None) -> Link:
    """The link, which opens nothing any more; as it was when it was withdrawn before."""
    current = locked(link)
    if current.withdrawn_at is None:
        current.withdrawn_at = timezone.now()
        current.save(update_fields=["withdrawn_at"])
        about = current.referral or current.entry.family
        record("withdraw_link", by=by, about=about, kind=current.kind)
    return current


def _withdraw_all(referral: Referral, kind: LinkKind, now: datetime.datetime) -> None:
    referral.links.filter(kind=kind, withdrawn_at=None).update(withdrawn_at=now)


@transaction.atomic
def use_link(link: Link, **values: Any) -> Link:
    """The link with what was answered; it was used by whoever has it, so nobody is named.

    Raises LinkUsed when it was used before, and when it was withdrawn meanwhile.
    """
    current = locked(link)
    if current.used_at or current.withdrawn_at:
        raise LinkUsed
    current.used_at = timezone.now()
    for name, value in values.items():
        setattr(current, name, value)
    current.full_clean()
    current.save()
    about = current.referral or current.entry.family
    record("use_link", by=None, about=about, kind=current.kind)
    return current


@transaction.atomic
def send_form(link: Link, *, language: str, **values: Any) -> Submission:
    """What the referrer filled in, in the inbox beside the referral that it completes. Raises LinkUsed,
    ValidationError for values that the inbox does not take."""
    used = use_link(link)
    return submit(
        active_branch(),
        source=SubmissionSource.COMPLETION,
        language=language,
        referral_id=used.referral_id,
        **values,
    )


@transaction.atomic
def answer_still_needed(link: Link, *, still_needed: bool, message: str = "") -> Link:
    """The answer, noted as care for who waits, in the place of the question: it was asked once.

    Who needs nothing more keeps the place until a coordinator has looked. Raises LinkUsed.
    """
    used = use_link(link, still_needed=still_needed)
    result = WaitingCareResult.STILL_NEEDED if still_needed else WaitingCareResult.NO_LONGER_NEEDED
    family = used.entry.family
    answer = {"date": timezone.localdate(), "result": result.value, "note": message}
    asked = family.waiting_care.filter(
        date=timezone.localdate(used.made_at), result=WaitingCareResult.ASKED_BY_MAIL
    ).first()
    if asked:
        changes.change(asked, "change_waiting_care", by=None, version=None, about=family, **answer)
    else:
        care = WaitingCareAction(family=family, kind=WaitingCareKind.STILL_NEEDED_CHECK.value, **answer)
        changes.add(care, "note_waiting_care", by=None, about=family)
    return used
