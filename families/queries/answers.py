"""How it went with the answers to referrers."""

from dataclasses import dataclass

from django.db.models import F, Q

from families.answers import SEND_ANSWER
from families.models import Referral
from homestart.jobs.models import Job, State


@dataclass(frozen=True)
class Untold:
    """A decided referral whose referrer does not know the decision, although somebody wrote to him.

    `gave_up`: the mail could not be sent. Otherwise he was told something else before it was corrected.
    """

    referral: Referral
    gave_up: bool


def untold() -> list[Untold]:
    """The oldest decision first. Who was never written to is not in it: much is told by telephone."""
    written = Referral.objects.filter(anonymised=False).exclude(answered_decision="").exclude(decision="")
    waiting = Q(answered_at=None, decision=F("answered_decision"))
    otherwise = Q(answered_at__isnull=False) & ~Q(decision=F("answered_decision"))
    rows = list(written.filter(waiting | otherwise).order_by("decided_on", "pk"))
    lost = _given_up() if any(row.answered_at is None for row in rows) else set()
    return [Untold(row, row.answered_at is None) for row in rows if row.answered_at or str(row.pk) in lost]


def _given_up() -> set[str]:
    """The referrals of which the mail failed and is not tried again."""
    jobs = list(Job.objects.filter(kind=SEND_ANSWER).exclude(state=State.DONE).values_list("params", "state"))
    failed = {params["referral"] for params, state in jobs if state == State.FAILED}
    return failed - {params["referral"] for params, state in jobs if state != State.FAILED}
