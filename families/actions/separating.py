"""Who belongs to which file: a member moves, a family is taken apart, and comes together again.

A report looks back: who moves on a day stays in the file of before until the day before, and is in the other
from that day on. So nobody is in two families on one day, and no earlier figure changes.
"""

import datetime
from collections.abc import Collection
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from families.actions.journal import Journal
from families.actions.merging import locked_pair
from families.enums import RegroupingKind
from families.models import Family, FamilyMember, Regrouping, WaitingListEntry
from families.queries.relations import says
from homestart.accounts.models import User
from homestart.audit.changes import check_not_forgotten
from homestart.audit.models import record
from homestart.tenancy.versions import locked
from homestart.ui.templatetags.format import day as in_words

#: Of the stay in one family, not of the person.
OF_THE_STAY = ("key", "family", "joined_on", "left_on", "left_reason")


@transaction.atomic
def move_member(
    member: FamilyMember,
    to: Family,
    *,
    by: User | None,
    version: int | None,
    day: datetime.date | None = None,
) -> Regrouping:
    """The member belongs to the family `to`: from `day` on, or since ever when the file was the wrong one.

    Raises Outdated, ValidationError when `day` is not within the stay in the family of before, and for a file
    that was made anonymous.
    """
    origin, other = locked_pair(member.family, to)
    for one in (origin, other):
        check_not_forgotten(one)
    current = locked(member, version)
    journal = Journal(by=by, about=origin)
    if day is None:
        journal.change(current, family=other)
    else:
        _from_day(journal, current, other, day)
    return _regroup(RegroupingKind.MOVED, origin, other, day, journal)


@transaction.atomic
def separate_family(
    family: Family,
    *,
    by: User | None,
    version: int | None,
    day: datetime.date,
    members: Collection[FamilyMember],
    takes_place: bool = False,
    **values: Any,
) -> Regrouping:
    """A second file, with `values`, to which these members belong from `day` on.

    The trajectories and all that was noted stay in the file that is there. With `takes_place`, the open place
    on the waiting list goes along with the referral that it rests on. Raises Outdated, ValidationError when
    nobody or everybody goes, and as `move_member`.
    """
    current = locked(family, version)
    here = {
        one.pk: one
        for one in current.members.select_for_update()
        if one.left_on is None or one.left_on >= day
    }
    going = [here[one.pk] for one in members if one.pk in here]
    if not going or len(going) == len(here):
        raise ValidationError({"members": _("Choose who goes to the new file. Somebody has to stay too.")})
    journal = Journal(by=by, about=current)
    new = journal.add(Family(home_language=current.home_language, **values))
    for member in going:
        _from_day(journal, member, new, day, field="members")
    if takes_place:
        _take_place(journal, current, new)
    return _regroup(RegroupingKind.SEPARATED, current, new, day, journal)


@transaction.atomic
def join_again(
    separation: Regrouping, *, by: User | None, day: datetime.date, takes_place: bool = False
) -> Regrouping:
    """From `day` on everybody of the second file belongs to the first again; the second keeps what it says.

    With `takes_place`, its open place on the waiting list goes along. Raises Outdated, ValidationError when
    one of the files is gone, nobody is there, or both wait.
    """
    if separation.other is None or separation.undone_at:
        raise ValidationError(_("These families are not separated any more."))
    first, second = locked_pair(separation.family, separation.other)
    there = [one for one in second.members.select_for_update() if one.left_on is None or one.left_on >= day]
    if not there:
        raise ValidationError({"day": _("On this day nobody belongs to the other file any more.")})
    journal = Journal(by=by, about=second)
    for member in there:
        if member.joined_on and member.joined_on >= day:
            journal.change(member, family=first)
        else:
            _from_day(journal, member, first, day)
    if takes_place:
        if first.waiting_list_entries.filter(left_on=None).exists():
            raise ValidationError(
                {"takes_place": _("Both families wait. Take one of them off the waiting list first.")}
            )
        _take_place(journal, second, first)
    return _regroup(RegroupingKind.JOINED, first, second, day, journal)


def open_place(family: Family) -> WaitingListEntry | None:
    return family.waiting_list_entries.filter(left_on=None).select_related("referral").first()


def _from_day(
    journal: Journal, member: FamilyMember, to: Family, day: datetime.date, field: str = "day"
) -> None:
    """One stay ends on the day before, another begins on the day itself."""
    if (member.joined_on and member.joined_on >= day) or (member.left_on and member.left_on < day):
        raise ValidationError(
            {
                field: _(
                    "%(name)s belongs to the family from %(first)s until %(last)s. Choose a day in between."
                )
                % {
                    "name": member,
                    "first": in_words(member.joined_on) or "…",
                    "last": in_words(member.left_on) or "…",
                }
            }
        )
    person = {one.name: getattr(member, one.name) for one in says(member) if one.name not in OF_THE_STAY}
    stay = FamilyMember(
        **person, family=to, joined_on=day, left_on=member.left_on, left_reason=member.left_reason
    )
    journal.change(member, left_on=day - datetime.timedelta(days=1), left_reason="")
    journal.add(stay)


def _take_place(journal: Journal, origin: Family, to: Family) -> None:
    """The open place and its referral go along: the figures find the decision by it.

    Raises ValidationError when more of the family of before rests on that referral.
    """
    entry = open_place(origin)
    if entry is None:
        raise ValidationError({"takes_place": _("The family is not on the waiting list.")})
    referral = entry.referral
    if referral and referral.family_id == origin.pk:
        if referral.trajectories.exists() or referral.waiting_list_entries.exclude(pk=entry.pk).exists():
            raise ValidationError(
                {
                    "takes_place": _(
                        "More rests on the referral of this place, so it stays. "
                        "Put the new family on the waiting list afterwards."
                    )
                }
            )
        journal.change(referral, family=to)
    journal.change(entry, family=to)


def _regroup(
    kind: RegroupingKind, family: Family, other: Family, day: datetime.date | None, journal: Journal
) -> Regrouping:
    for one in (family, other):
        record(f"regroup_{kind.value}", by=journal.by, about=one, steps=len(journal.steps))
    return Regrouping.objects.create(
        kind=kind,
        family=family,
        other=other,
        into_id=family.pk,
        day=day,
        by=journal.by,
        steps=journal.steps,
    )
