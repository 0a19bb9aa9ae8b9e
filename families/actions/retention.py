"""Until when a closed file is kept: decided at closing, changed with a reason, announced, lifted."""

import datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from families.actions.anonymising import anonymise_families
from families.enums import RetentionPurpose
from families.models import Family, Retention
from families.queries.retention import Keeping, files_to_go
from homestart.accounts.models import User
from homestart.audit import changes
from homestart.tenancy.versions import Outdated, locked

#: In years: whatever is later is a slip of the keys.
LONGEST = 60


@transaction.atomic
def keep_file(
    family: Family,
    *,
    until: datetime.date,
    purpose: str = RetentionPurpose.ACCOUNT,
    reason: str = "",
    by: User | None,
    version: int | None,
) -> Retention:
    """Until when the closed file is kept, and what for; a later day takes an announcement back.

    `version` is that of the decision on the screen, 0 when there was none, None at a closing. Raises
    Outdated, and ValidationError for a day that has passed.
    """
    locked(family)
    today = timezone.localdate()
    if until < today:
        raise ValidationError({"until": _("This day is over. Choose today or later.")})
    if until.year > today.year + LONGEST:
        raise ValidationError({"until": _("This year cannot be right. Check the date.")})
    current = Retention.objects.filter(family=family).first()
    if version is not None and version != (current.version if current else 0):
        raise Outdated(current)
    if current is None:
        new = Retention(family=family, until=until, purpose=purpose, reason=reason, set_on=today)
        return changes.add(new, "keep_file", by=by, about=family)
    announced = {} if until <= current.until else {"announced_on": None}
    return changes.change(
        current,
        "keep_file",
        by=by,
        version=version,
        about=family,
        until=until,
        purpose=RetentionPurpose(purpose).value,
        reason=reason,
        set_on=today,
        **announced,
    )


@transaction.atomic
def announce(keeping: Keeping) -> Retention:
    """From today on it stands on the list that this file is to go: by the system, in the time of notice."""
    today = timezone.localdate()
    locked(keeping.family)
    current = Retention.objects.filter(family=keeping.family).first()
    if current is None:
        return changes.add(
            Retention(family=keeping.family, until=keeping.until, set_on=today, announced_on=today),
            "announce_removal",
            by=None,
            about=keeping.family,
        )
    if current.announced_on:
        return current
    return changes.change(
        current, "announce_removal", by=None, version=None, about=keeping.family, announced_on=today
    )


@transaction.atomic
def remove_files(today: datetime.date) -> int:
    """Announces in the active branch which files are to go, and anonymises those whose day has come.

    Returns how many files lost whom they were about. Announced first: a file that nobody could see on the
    list never goes, whatever its day.
    """
    to_go = files_to_go(today)
    for keeping in to_go:
        if keeping.goes_on is None:
            announce(keeping)
    due = [keeping.family for keeping in to_go if keeping.goes_on and keeping.goes_on <= today]
    if due:
        anonymise_families(due, by=None)
    return len(due)


def lift_retention(family: Family, *, by: User | None) -> None:
    """The family is back: its file is open, and no day holds any more."""
    for retention in Retention.objects.filter(family=family):
        changes.remove(retention, "lift_retention", by=by, version=None, about=family)
