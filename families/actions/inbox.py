"""What comes in from outside: added without being read; thrown away, taken back, and gone after a while."""

import datetime
from typing import Any
from uuid import UUID, uuid4, uuid5

from django.db import transaction
from django.utils import timezone

from families.enums import SubmissionSource
from families.models import Submission
from families.queries.referrals import municipality_named, stop_on
from homestart.accounts.models import User
from homestart.audit import changes
from homestart.tenancy.context import public_context
from homestart.tenancy.models import Branch
from homestart.tenancy.versions import Outdated, locked

#: How long the inbox keeps what was handled or thrown away; until then it can be looked up or taken back.
KEPT = datetime.timedelta(days=30)


def submit(
    branch: Branch,
    *,
    source: SubmissionSource,
    language: str,
    referral_id: UUID | None = None,
    key: UUID | None = None,
    **values: Any,
) -> Submission:
    """What somebody outside of the branch sent, in its inbox; nobody learns what else is there.

    Called outside of any branch, or inside another one that hands something over. The same `values` under the
    same `key`, which is made with the form, are stored once, however often they are sent. Raises
    ValidationError for values that the model does not take.
    """
    with public_context(branch):
        place = municipality_named(values.get("municipality_name", ""), timezone.localdate())
        if place:
            values |= {"municipality": place.pk, "municipality_name": place.name}
        submission = Submission(
            branch=branch,
            source=source,
            language=language,
            referral_id=referral_id,
            intake_stopped=stop_on(timezone.localdate()) is not None,
            **values,
        )
        submission.pk = uuid5(key, repr(sorted(values.items()))) if key else uuid4()
        # Not full_clean(): what is there already cannot be read from here.
        submission.clean_fields(exclude=["referral"])
        # Without a target, so that it asks for no right to read.
        Submission.objects.bulk_create([submission], ignore_conflicts=True)
    return submission


@transaction.atomic
def discard(submission: Submission, *, by: User) -> Submission:
    """It is out of the way, and kept for KEPT. Raises Outdated when it was taken in meanwhile."""
    current = locked(submission)
    if current.discarded_at:
        return current
    if current.handled_at:
        raise Outdated(current)
    return handle(current, "discard_submission", by=by, discarded_at=timezone.now())


@transaction.atomic
def put_back(submission: Submission, *, by: User) -> Submission:
    """What was thrown away waits again. Raises Outdated."""
    current = locked(submission)
    if not current.discarded_at:
        return current
    return changes.change(
        current,
        "restore_submission",
        by=by,
        version=None,
        handled_at=None,
        handled_by=None,
        discarded_at=None,
    )


def forget_handled(now: datetime.datetime) -> int:
    """How many of the active branch are gone: handled or thrown away longer than KEPT ago."""
    return Submission.objects.filter(handled_at__lt=now - KEPT).delete()[0]


def opened(submission: Submission) -> Submission:
    """The submission, locked; raises Outdated when it was thrown away."""
    current = locked(submission)
    if current.discarded_at:
        raise Outdated(current)
    return current


def handle(current: Submission, verb: str, *, by: User, **values: Any) -> Submission:
    """The submission as somebody dealt with it: he does not have to do it again."""
    about = values.get("referral") or current
    return changes.change(
        current,
        verb,
        by=by,
        version=None,
        about=about,
        handled_at=timezone.now(),
        handled_by=by,
        **values,
    )
