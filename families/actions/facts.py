"""What is known of a family from which day on, and what it agreed to. Rows are added: a report looks back."""

import datetime
from collections.abc import Mapping

from django.db import transaction
from django.utils import timezone

from families.enums import ConsentPurpose, FactValue
from families.models import Consent, Family, ProfileFact
from families.queries.file import CONFIRM_FACTS, facts_on, situation_on
from homestart.accounts.models import User
from homestart.audit import changes
from homestart.audit.models import record
from homestart.tenancy.versions import Outdated, locked


@transaction.atomic
def note_facts(
    family: Family,
    *,
    by: User | None,
    version: int | None,
    day: datetime.date,
    values: Mapping[str, str],
) -> list[ProfileFact]:
    """A row from `day` on for each fact whose value differs from what held on that day; the new rows.

    What was noted on that same day is corrected, because a fact has one value a day. What nobody ever asked
    stays without a row when the answer is "unknown". `version` is that of the Situation on the screen, None
    for whoever saw none. Raises Outdated when anything known of the family changed meanwhile.
    """
    locked(family)  # nobody else notes anything of this family now
    rows = list(family.facts.all())
    situation = situation_on(rows, timezone.localdate())
    if version is not None and version != situation.version:
        raise Outdated(situation)
    noted = []
    for known in facts_on(rows, day):
        value = values.get(known.fact, "")
        if not value or value == known.value:
            continue
        if known.row and known.row.valid_from == day:
            noted.append(
                changes.change(known.row, "change_fact", by=by, version=None, about=family, value=value)
            )
        else:
            row = ProfileFact(family=family, fact=known.fact, value=value, valid_from=day)
            noted.append(changes.add(row, "note_fact", by=by, about=family))
    return noted


def change_fact(
    row: ProfileFact, *, by: User | None, version: int, value: str, valid_from: datetime.date
) -> ProfileFact:
    """An earlier row as it should have been. Raises Outdated, ValidationError when the day is taken."""
    return changes.change(
        row, "change_fact", by=by, version=version, about=row.family, value=value, valid_from=valid_from
    )


def confirm_facts(family: Family, *, by: User | None) -> None:
    """Somebody asked, and all that is known still holds. Changes nothing but is remembered."""
    unknown = sum(
        known.value == FactValue.UNKNOWN for known in facts_on(list(family.facts.all()), datetime.date.max)
    )
    record(CONFIRM_FACTS, by=by, about=family, unknown=unknown)


def give_consent(
    family: Family, *, by: User | None, purpose: ConsentPurpose | str, given_on: datetime.date
) -> Consent:
    """The family agrees. Raises ValidationError when it had agreed to this already."""
    return changes.add(
        Consent(family=family, purpose=purpose, given_on=given_on), "give_consent", by=by, about=family
    )


def change_consent(
    consent: Consent,
    *,
    by: User | None,
    version: int,
    given_on: datetime.date,
    withdrawn_on: datetime.date | None,
) -> Consent:
    """The days on which the family agreed and took it back. Raises Outdated."""
    verb = "withdraw_consent" if withdrawn_on and not consent.withdrawn_on else "change_consent"
    return changes.change(
        consent,
        verb,
        by=by,
        version=version,
        about=consent.family,
        given_on=given_on,
        withdrawn_on=withdrawn_on,
    )
