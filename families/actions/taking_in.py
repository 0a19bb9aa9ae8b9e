"""What came in from outside becomes a referral, or completes one."""

from collections.abc import Collection
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from families.actions.decisions import refuse_referral
from families.actions.inbox import handle, opened
from families.actions.links import send_status_link
from families.actions.referrals import add_referrer, register_referral
from families.enums import Decision, ReferralChannel, RefusalReason, SubmissionSource
from families.models import Referral, Submission
from families.queries.inbox import SHARED_FIELDS, is_empty
from homestart.accounts.models import User
from homestart.audit import changes
from homestart.tenancy.versions import Outdated, locked


@transaction.atomic
def take_in(submission: Submission, *, by: User) -> Referral:
    """The referral that it becomes, received on the day on which it was sent; the one that it became already.

    The referrer gets a link to follow it. Raises Outdated when somebody handled it in another way meanwhile.
    """
    current = opened(submission)
    if current.referral_id and current.handled_at:
        return current.referral
    sent_on = timezone.localdate(current.sent_at)
    referral = register_referral(
        by=by,
        new_referrer=_referrer(current),
        received_on=sent_on,
        channel=ReferralChannel.FORM,
        form_received_on=None if current.source == SubmissionSource.BRANCH else sent_on,
        municipality=current.municipality,
        language=current.language,
        **{name: value_of(current, name) for name in SHARED_FIELDS},
    )
    handle(current, "take_in_submission", by=by, referral=referral)
    if not current.by_family:
        send_status_link(referral, by=by)
    return referral


@transaction.atomic
def refuse_for_stop(submission: Submission, *, by: User) -> Referral:
    """The referral that it becomes, not accepted because the waiting list was closed.

    As it is when it was refused already. Raises Outdated when somebody took it in meanwhile.
    """
    handled = opened(submission).handled_at
    referral = take_in(submission, by=by)
    if referral.decision == Decision.REFUSED:
        return referral
    if handled:
        raise Outdated(referral)
    return refuse_referral(
        referral,
        by=by,
        version=referral.version,
        decided_on=timezone.localdate(),
        refusal_reason=RefusalReason.INTAKE_STOP,
    )


@transaction.atomic
def add_to_referral(
    submission: Submission, referral: Referral, *, by: User, replacing: Collection[str] = ()
) -> Referral:
    """The referral with what came in: what it did not say yet, and the fields that are named in `replacing`.

    As it is when it was added already. Raises Outdated when the submission was handled in another way
    meanwhile, or nobody knows any more whom the referral was about.
    """
    current = opened(submission)
    before = locked(referral)
    if current.handled_at and current.referral_id == before.pk:
        return before
    if current.handled_at or before.anonymised:
        raise Outdated(before)
    offered = {name: value_of(current, name) for name in SHARED_FIELDS}
    if before.form_received_on is None and current.source != SubmissionSource.BRANCH:
        offered["form_received_on"] = max(timezone.localdate(current.sent_at), before.received_on)
    if before.referrer_id is None and (referrer := _referrer(current)):
        offered["referrer"] = add_referrer(by=by, **referrer)
    taken = {
        name: value
        for name, value in offered.items()
        if not is_empty(value) and (name in replacing or is_empty(getattr(before, name)))
    }
    if "municipality_name" in taken:
        taken["municipality"] = current.municipality
    completed = changes.change(
        before, "complete_referral", by=by, version=None, about=before.family or before, **taken
    )
    handle(current, "add_submission_to_referral", by=by, referral=completed)
    return completed


def value_of(submission: Submission, name: str) -> Any:
    """What a referral gets of it; an age that came without a day stands in the explanation."""
    value = getattr(submission, name)
    if name != "explanation" or submission.youngest_age is None or submission.youngest_born_on:
        return value
    age = ngettext("%(years)d year", "%(years)d years", submission.youngest_age)
    told = _("Youngest child: %(age)s.") % {"age": age % {"years": submission.youngest_age}}
    return f"{value}\n\n{told}".strip()


def _referrer(submission: Submission) -> dict[str, str] | None:
    """The organisation as the action for referrals wants it; None when the family asks for itself."""
    if submission.by_family or not submission.organisation:
        return None
    return {name: getattr(submission, name) for name in ("organisation", "service", "sector")}
