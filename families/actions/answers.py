"""Telling the referrer what was decided: the words are kept, and mailed after the decision is safe."""

import datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from families.actions.referrals import check_not_anonymised
from families.answers import SEND_ANSWER, answer_address
from families.models import Referral
from homestart.accounts.models import User
from homestart.audit import changes
from homestart.audit.models import record
from homestart.jobs.actions import enqueue
from homestart.tenancy.versions import locked


@transaction.atomic
def answer_referral(
    referral: Referral, *, by: User | None, version: int, answer: str, email: str = ""
) -> Referral:
    """The answer to the referrer, kept with the decision that it tells.

    With `email` it is mailed there, and that address is kept when it is a new one; a mail server that is away
    delays the mail alone. Without, whoever decided told it himself, now. Raises Outdated, and ValidationError
    for a referral without a decision.
    """
    current = locked(referral, version)
    check_not_anonymised(current)
    if not current.decision:
        raise ValidationError(_("This referral has no decision yet. Decide first."))
    values = {
        "answer": answer,
        "answered_decision": current.decision,
        "answered_at": None if email else timezone.now(),
    }
    if email and email != answer_address(current):
        values["referrer_email" if current.referrer_id else "family_email"] = email
        if not current.referrer_id:
            values["referrer_email"] = ""
    answered = changes.change(
        current, "answer_referral", by=by, version=version, about=current.family, **values
    )
    if email:
        enqueue(SEND_ANSWER, by=by, params={"referral": answered.pk})
    return answered


def note_sent(referral: Referral, *, by: User | None, at: datetime.datetime) -> None:
    """The mail is on its way. No next version: whoever looks at the referral meanwhile may go on with it."""
    waiting = Referral.objects.filter(pk=referral.pk, answered_at=None)
    if waiting.update(answered_at=at):
        record("send_answer", by=by, about=referral.family or referral)
