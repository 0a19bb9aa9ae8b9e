"""Giving a referral to another branch. What it does with it is not known here."""

import datetime
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from families.actions.decisions import refuse_referral
from families.actions.inbox import submit
from families.actions.referrals import check_not_anonymised
from families.enums import PublicLanguage, SubmissionSource
from families.models import Referral
from homestart.accounts.models import User
from homestart.audit import changes
from homestart.tenancy.context import active_branch
from homestart.tenancy.models import Branch
from homestart.tenancy.versions import locked

#: What crosses. Neither the file nor a decision or a contact.
CROSSES = (
    "family_name",
    "phone",
    "family_email",
    "municipality",
    "municipality_name",
    "youngest_born_on",
    "requests",
    "explanation",
    "referrer_person",
    "referrer_email",
    "referrer_phone",
)


@dataclass(frozen=True)
class HandOver:
    """The branch that gets a copy of the referral, and when the family agreed with that."""

    to: Branch
    agreed_on: datetime.date


@transaction.atomic
def refuse_and_hand_over(
    referral: Referral, *, by: User | None, version: int, hand_over: HandOver | None, **values: Any
) -> Referral:
    """As `refuse_referral`; with `hand_over` the referral arrives at another branch in the same moment."""
    refused = refuse_referral(referral, by=by, version=version, **values)
    if hand_over:
        refused = hand_over_referral(refused, by=by, to=hand_over.to, agreed_on=hand_over.agreed_on)
    return refused


@transaction.atomic
def hand_over_referral(
    referral: Referral, *, by: User | None, to: Branch, agreed_on: datetime.date
) -> Referral:
    """A copy of the referral lies in the inbox of the branch `to`; the family agreed on `agreed_on`.

    It is handed over once: raises ValidationError the second time, and for the own branch.
    """
    current = locked(referral)
    check_not_anonymised(current)
    own = active_branch()
    if current.handed_over_to_id:
        raise ValidationError(_("This referral is handed over already."))
    if to.pk == own.pk:
        raise ValidationError(_("Choose another branch than your own."))
    # By the public side of that branch: nothing of it can be read from here.
    submit(to, source=SubmissionSource.BRANCH, **_copy(current, own))
    return changes.change(
        current,
        "hand_over_referral",
        by=by,
        version=None,
        about=current.family,
        handed_over_to=to,
        handed_over_on=timezone.localdate(),
        hand_over_agreed_on=agreed_on,
    )


def _copy(referral: Referral, own: Branch) -> dict[str, Any]:
    organisation = referral.referrer
    copy = {name: getattr(referral, name) for name in CROSSES}
    if organisation:
        copy |= {
            "organisation": organisation.organisation,
            "service": organisation.service,
            "sector": organisation.sector,
            "referrer_email": copy["referrer_email"] or organisation.email,
            "referrer_phone": copy["referrer_phone"] or organisation.phone,
        }
    return copy | {
        "by_family": organisation is None,
        "family_agrees": True,
        "from_branch": own.name,
        "language": referral.language or PublicLanguage.NL,
    }
