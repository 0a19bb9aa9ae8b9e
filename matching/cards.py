"""The card of a family that its volunteer takes along: what is needed to go there, and nothing else."""

import datetime
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from families.enums import MemberRole
from families.models import FamilyMember
from homestart.ui.passages import without_others
from matching.models import Match


@dataclass(frozen=True)
class Card:
    """`title`: the first names of the parents; `children`: first names with ages; `agreements` as written,

    those of this match and those with the family that its volunteer has to know.
    """

    title: str
    children: list[str]
    street: str
    place: str
    phone: str
    agreements: str
    introduced_only: bool
    last_day: datetime.date | None

    @property
    def dial(self) -> str:
        """The telephone number as a phone wants it."""
        return "".join(sign for sign in self.phone if sign in "+0123456789")


def visit_card(match: Match, municipalities: dict[str, str], today: datetime.date) -> Card:
    """The card of a match of matches_to_visit(); `municipalities` are names by NIS code."""
    family = match.trajectory.family
    parents = [member.first_name for member in family.at_home if member.role == MemberRole.PARENT]
    agreed = [match.agreements, *(one.text for one in family.agreed)]
    ends = [day for day in (match.ended_on, match.trajectory.ended_on) if day]
    return Card(
        title=_join([name for name in parents if name]) or _("Your family"),
        children=[_child(member, today) for member in family.at_home if member.role == MemberRole.CHILD],
        street=family.street,
        place=" ".join(filter(None, [family.postal_code, municipalities.get(family.municipality, "")])),
        phone=family.phone,
        agreements="\n\n".join(without_others(text) for text in agreed if text),
        introduced_only=match.started_on is None or match.started_on > today,
        last_day=min(ends, default=None),
    )


def _child(child: FamilyMember, today: datetime.date) -> str:
    """ "Noor (3 jaar)"; months for a baby, and a word for a child that is still to be born."""
    name = child.first_name or _("child")
    if child.birth_date is None or child.birth_date > today:
        return _("%(name)s (expected)") % {"name": name} if child.due_date or child.birth_date else name
    months = (today.year - child.birth_date.year) * 12 + today.month - child.birth_date.month
    months -= today.day < child.birth_date.day
    years = months // 12
    if years < 1:
        age = ngettext("%(count)d month", "%(count)d months", months) % {"count": months}
    else:
        age = ngettext("%(count)d year", "%(count)d years", years) % {"count": years}
    return f"{name} ({age})"


def _join(names: list[str]) -> str:
    if len(names) < 2:
        return "".join(names)
    return _("%(first)s and %(last)s") % {"first": ", ".join(names[:-1]), "last": names[-1]}
