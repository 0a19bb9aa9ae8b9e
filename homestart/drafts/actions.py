"""Keeping what is typed, and letting a form be saved once."""

from collections.abc import Mapping
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from homestart.accounts.models import User
from homestart.drafts.models import Draft, Submission


@transaction.atomic
def save_draft(path: str, *, version: int, data: Mapping[str, list[str]], by: User) -> Draft:
    """The draft of this person for the form at `path`, in the place of the one before.

    Drafts that were left for two weeks go. No event in the audit log: nothing of the file changes, and the
    text is written every few seconds.
    """
    Draft.objects.outlived().delete()
    values = {"version": version, "data": dict(data), "saved_at": timezone.now()}
    return Draft.objects.update_or_create(user=by, path=path, defaults=values)[0]


def discard_draft(path: str, *, by: User) -> None:
    """Nothing is kept of what this person typed in the form at `path`."""
    Draft.objects.filter(user=by, path=path).delete()


def sent_before(token: UUID, *, by: User) -> Submission | None:
    """What came of this form when this person sent it before; None when it was not saved yet."""
    return Submission.objects.filter(user=by, token=token).first()


def claim(token: UUID, *, by: User) -> Submission | None:
    """None when the form is sent for the first time; else what came of it the first time.

    Waits for a first sending that is still busy. Has to be called in the transaction that saves the form, so
    that a form that was not saved can be sent again.
    """
    Submission.objects.outlived().filter(user=by).delete()
    Submission.objects.bulk_create([Submission(token=token, user=by)], ignore_conflicts=True)
    first = Submission.objects.get(user=by, token=token)
    return first if first.url else None


def conclude(token: UUID, *, url: str, by: User) -> None:
    """Remembers where the person was sent after the form was saved."""
    Submission.objects.filter(user=by, token=token).update(url=url)
