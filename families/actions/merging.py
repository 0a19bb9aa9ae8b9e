"""Making one file of two that are of one family, and taking that back.

Nothing is lost silently: whatever belongs to the file that goes is led to the one that stays, found from the
models themselves, so that a record of another part of the application goes along too. Where a family can
have one only, both become one by the rules of families/queries/merging.py; what was dropped stands in the
history.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from families.actions.journal import Journal, take_back
from families.enums import FactValue, RegroupingKind
from families.models import Family, FamilyMember, Regrouping, Retention
from families.queries.merging import (
    OF_THE_FILE,
    completed,
    one_consent,
    one_place,
    overlapping_places,
    same_consents,
    same_day_facts,
    same_members,
    without_say,
)
from families.queries.relations import colliding, pointing_at
from homestart.accounts.models import User
from homestart.audit.models import record
from homestart.tenancy.versions import Outdated, locked


@dataclass(frozen=True)
class Choices:
    """What somebody chose where both files say something; the rest goes by itself."""

    #: What the family is to say, by field.
    values: Mapping[str, Any] = field(default_factory=dict)
    #: Of the members of the file that goes, who is whom in the one that stays; None: whoever looks the same.
    same: Mapping[UUID, UUID] | None = None
    #: The facts of the file that goes that hold, of those with another value on the same day.
    facts: Collection[UUID] = ()


@transaction.atomic
def merge_families(
    family: Family, other: Family, *, by: User | None, version: int | None, choices: Choices | None = None
) -> Regrouping:
    """`family` with all that was in the file of `other`, which is gone; its addresses lead to `family`.

    Raises Outdated when the file that stays changed meanwhile or one of them is gone, ValidationError for a
    file that was anonymised, and when a rule of a record does not hold.
    """
    stays, goes = locked_pair(family, other)
    if version is not None and stays.version != version:
        raise Outdated(stays)
    if stays.anonymised or goes.anonymised:
        raise ValidationError(
            _("A file that was made anonymous cannot be merged: nobody knows whose it was.")
        )
    choices = choices or Choices()
    journal = Journal(by=by, about=stays)
    whole = {name: value for name, value in completed(stays, goes).items() if name not in OF_THE_FILE}
    journal.change(stays, **whole | dict(choices.values))
    _members(journal, stays, goes, choices.same)
    _facts(journal, stays, goes, choices.facts)
    for settle in (_consents, _places, _retention):
        settle(journal, stays, goes)
    absorb(journal, stays, goes)
    for one in (stays, goes):
        record("merge_families", by=by, about=one, steps=len(journal.steps))
    gone_id, gone_name = goes.pk, goes.name
    journal.remove(goes)
    return Regrouping.objects.create(
        kind=RegroupingKind.MERGED,
        family=stays,
        into_id=stays.pk,
        gone_id=gone_id,
        gone_name=gone_name,
        by=by,
        steps=journal.steps,
    )


@transaction.atomic
def undo_regrouping(regrouping: Regrouping, *, by: User | None) -> Regrouping:
    """Everything is as it was before; what was written since stays with the file that it was written in.

    As it is when it was undone already. Raises ValidationError when something stands in the way: then nothing
    changed.
    """
    locked(regrouping.family)
    current = locked(regrouping)
    if current.undone_at:
        return current
    if current.family_id != current.into_id:
        raise ValidationError(
            _("This file became part of “%(family)s” afterwards. Undo that first.")
            % {"family": current.family}
        )
    files = [one for one in (current.family_id, current.other_id, current.gone_id) if one]
    if current.kind == RegroupingKind.SEPARATED:
        # The second file goes: what was undone before, and this, name it no longer.
        named = Regrouping.objects.filter(other=current.other_id)
        named.filter(Q(pk=current.pk) | Q(undone_at__isnull=False)).update(other=None)
        current.other = None
    take_back(current.steps)
    current.undone_at = timezone.now()
    current.save()
    for one in files:
        record("undo_regrouping", by=by, about=Family(pk=one), kind=str(current.kind))
    return current


def locked_pair(family: Family, other: Family) -> tuple[Family, Family]:
    """Both files as they are now, locked in one order: two people cannot wait for each other.

    Raises Outdated when one is gone, ValidationError for the same file twice.
    """
    if family.pk == other.pk:
        raise ValidationError(_("This is the same file. Choose another family."))
    rows = {one.pk: locked(one) for one in sorted((family, other), key=lambda one: one.pk)}
    return rows[family.pk], rows[other.pk]


def absorb(journal: Journal, stays: models.Model, goes: models.Model) -> None:
    """Lets all that belongs to `goes` belong to `stays`; what cannot be there twice becomes one."""
    for relation in pointing_at(type(stays)):
        for mine, theirs in colliding(relation, stays, goes):
            fold(journal, mine, theirs)
        name = relation.field.name
        journal.move(relation.related_model.objects.filter(**{name: goes}), name, goes, stays)


def fold(journal: Journal, stays: Any, goes: Any, **values: Any) -> None:
    """Makes one row of two: what `stays` does not say it takes over, and `values` decide."""
    whole = {name: value for name, value in completed(stays, goes).items() if name != "key"}
    journal.change(stays, **whole | values)
    absorb(journal, stays, goes)
    journal.remove(goes)


# By rules of their own


def _members(journal: Journal, stays: Family, goes: Family, same: Mapping[UUID, UUID] | None) -> None:
    here, there = ({one.pk: one for one in family.members.all()} for family in (stays, goes))
    if same is None:
        same = same_members(here.values(), there.values())
    for gone_pk, stay_pk in same.items():
        if gone_pk in there and stay_pk in here:
            fold_members(journal, here[stay_pk], there[gone_pk])


def fold_members(journal: Journal, mine: FamilyMember, theirs: FamilyMember) -> None:
    """One person: there since the first of both days. Without a day means always, and always is first."""
    joined = [one.joined_on for one in (mine, theirs)]
    fold(journal, mine, theirs, joined_on=None if None in joined else min(filter(None, joined)))


def _facts(journal: Journal, stays: Family, goes: Family, chosen: Collection[UUID]) -> None:
    here, there = (list(family.facts.all()) for family in (stays, goes))
    for mine, theirs in same_day_facts(here, there):
        holds = theirs if theirs.pk in chosen or mine.value == FactValue.UNKNOWN else mine
        fold(journal, mine, theirs, value=holds.value)
        there.remove(theirs)
    quiet = [*without_say(here, there), *without_say(there, here)]
    for row in quiet:
        journal.remove(row)


def _consents(journal: Journal, stays: Family, goes: Family) -> None:
    for mine, theirs in same_consents(stays.consents.all(), goes.consents.all()):
        fold(journal, mine, theirs, **one_consent(mine, theirs))


def _places(journal: Journal, stays: Family, goes: Family) -> None:
    here, there = (one.waiting_list_entries.select_related("referral") for one in (stays, goes))
    for first, *others in overlapping_places(here, there):
        whole = one_place([first, *others])
        for other in others:
            absorb(journal, first, other)
            journal.remove(other)
        journal.change(first, **whole)


def _retention(journal: Journal, stays: Family, goes: Family) -> None:
    """Kept until the later of both days."""
    mine, theirs = (Retention.objects.filter(family=family).first() for family in (stays, goes))
    if mine and theirs and theirs.until > mine.until:
        fold(journal, mine, theirs, until=theirs.until, purpose=theirs.purpose, reason=theirs.reason)
