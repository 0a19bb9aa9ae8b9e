"""What a referrer is written about a decision: proposed texts, in his language, and the mail.

The texts are templates, one for each language, in templates/families/answers/. They never name the family:
a mail may be read by others, and the referrer knows by the day which family it is.
"""

from typing import Any

from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string
from django.utils.translation import override

from families.enums import Decision, PublicLanguage
from families.models import Referral
from homestart.accounts.models import User
from homestart.mail import letter
from homestart.tenancy.models import Branch

#: The background work that mails an answer.
SEND_ANSWER = "send_answer"


def answer_address(referral: Referral) -> str:
    """Whom the answer is mailed to: the contact person, the family that asks itself, the service; or ""."""
    if referral.referrer is None:
        return referral.referrer_email or referral.family_email
    return referral.referrer_email or referral.referrer.email


def proposed_answer(referral: Referral, *, branch: Branch, signed_by: User) -> str:
    """The text for this decision and its main reason; after a wrong answer it says that it is corrected."""
    waits = referral.waiting_list_entries.filter(left_on=None).exists()
    onward = None
    if referral.family_id and referral.decision == Decision.REFUSED:
        onward = referral.family.onward_referrals.filter(date=referral.decided_on).order_by("pk").last()  # type: ignore[union-attr]
    context = {
        "referral": referral,
        "branch": branch,
        "signed_by": signed_by,
        "waits": waits,
        "onward": onward,
        "corrects": bool(referral.answered_decision) and referral.answered_decision != referral.decision,
    }
    return _in_language(referral, "letter", context)


def answer_mail(referral: Referral, *, branch: Branch, status_url: str = "") -> EmailMultiAlternatives:
    """The mail with the answer as it was saved, and the address at which the referrer sees how it goes on."""
    context = {"referral": referral, "branch": branch, "status_url": status_url}
    subject = _in_language(referral, "subject", context)
    return letter(subject, _in_language(referral, "mail", context), answer_address(referral))


def _in_language(referral: Referral, part: str, context: dict[str, Any]) -> str:
    language = referral.language or PublicLanguage.NL.value
    with override(language):
        return render_to_string(f"families/answers/{part}.{language}.txt", context).strip()
