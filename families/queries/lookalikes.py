"""Whom in the branch somebody resembles: by name, telephone, mail, address and the days of birth.

Each likeness has points, and what speaks against it takes some off: a name alone is not enough when many have
it, or when the telephone says otherwise. The rows of the branch are compared in Python: an index on likeness
does not work behind the wall in the database (docs/adr/0002-two-walls.md).
"""

import datetime
import re
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.db.models import Q
from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _
from rapidfuzz import process
from rapidfuzz.distance import OSA

from families.enums import MemberRole, RegroupingKind
from families.models import Family, FamilyMember, Referral, Regrouping
from families.names import alike, near, plain, same_first_name, slips, sounds
from homestart.ui.templatetags.format import day

#: So many last digits make a telephone number the same, with or without the code of the country.
TELLING_DIGITS = 8
SHOWN = 5
#: Points for what is the same, from which on somebody is shown.
SHOWN_FROM = 3
SAME_CONTACT, SAME_ADDRESS, SAME_PERSON, SAME_DAY = 6, 4, 5, 2
WHOLE_NAME, SAME_NAME, NEAR_NAME = 5, 4, 3
#: Off, for what speaks against it: another telephone, another postal code, a name that many have.
AGAINST = 1
#: More families than this with a name make it common.
COMMON = 3
#: Left out of an address: "12 bus 3", "12 b. 3" and "12/3" are one letter box.
STREET = re.compile(r"(straat|str|strasse|strat)$")
BOX = frozenset(("bus", "b", "box", "bte", "boite"))

#: A first name, "" when it is not known, and the day of birth or the day on which a child is expected.
Born = tuple[str, datetime.date]


@dataclass(frozen=True)
class Lookalike:
    """A family, or a referral without a file, and in words what makes it alike."""

    name: str
    phone: str
    same_phone: bool
    reasons: tuple[str, ...] = ()
    family_id: UUID | None = None
    referral_id: UUID | None = None
    received_on: datetime.date | None = None


@dataclass
class _Known:
    """Somebody of the branch, as far as likeness goes."""

    title: str
    phone: str
    email: str = ""
    address: tuple[str, ...] = ()
    postal_code: str = ""
    names: list[tuple[str, ...]] = field(default_factory=list)
    born: list[Born] = field(default_factory=list)
    ids: dict[str, Any] = field(default_factory=dict)


def lookalikes(
    name: str,
    phone: str,
    *,
    email: str = "",
    street: str = "",
    postal_code: str = "",
    born: Collection[Born] = (),
    but: Referral | Family | None = None,
) -> list[Lookalike]:
    """Whom in the branch somebody resembles, the likest first; without `but` itself.

    At most SHOWN. Four queries, whatever there is in the branch.
    """
    wanted = _Known(
        "", last_digits(phone), email.strip().lower(), address_key(street), _code(postal_code), born=[*born]
    )
    wanted.names = [sounds(name)] if any(sounds(name)) else []
    if not (wanted.names or wanted.phone or wanted.email or wanted.address or wanted.born):
        return []
    known = [*_families(wanted, but), *_referrals(but)]
    words = _near_words(wanted, known)
    how_many = Counter(names[0] for names in {id(one): one.names for one in known}.values() if names)
    found = []
    for one in known:
        points, reasons = _likeness(wanted, one, words, how_many)
        if points >= SHOWN_FROM:
            same_phone = bool(wanted.phone) and last_digits(one.phone) == wanted.phone
            found.append((points, Lookalike(one.title, one.phone, same_phone, tuple(reasons), **one.ids)))
    found.sort(key=lambda pair: (-pair[0], pair[1].name))
    return [one for _points, one in found[:SHOWN]]


def like_referral(referral: Referral) -> list[Lookalike]:
    """Whom the referral resembles, without its own file."""
    born = [("", referral.youngest_born_on)] if referral.youngest_born_on else []
    return lookalikes(
        referral.family_name, referral.phone, email=referral.family_email, born=born, but=referral
    )


def like_family(family: Family, **typed: Any) -> list[Lookalike]:
    """Whom the family resembles; `typed` is what stands in a form instead of in the file."""
    values = {name: getattr(family, name) for name in ("name", "phone", "email", "street", "postal_code")}
    members = family.members.exclude(birth_date=None, due_date=None)
    born = [(one.first_name, date) for one in members if (date := one.birth_date or one.due_date)]
    return lookalikes(**{**values, **typed}, born=born, but=family)


def like_member(
    first_name: str, last_name: str, birth_date: datetime.date | None, *, but: Family
) -> list[Any]:
    """Members of other families who may be this person: born on the same day, with a name that is alike.

    With their family. One query.
    """
    if birth_date is None or not (sounds(first_name) or sounds(last_name)):
        return []
    there = FamilyMember.objects.filter(birth_date=birth_date).exclude(family=but).select_related("family")
    return [
        one
        for one in there.order_by("family__name", "pk")[: 10 * SHOWN]
        if same_first_name(first_name, one.first_name)
        or (not (first_name and one.first_name) and alike(sounds(last_name), sounds(one.last_name)))
    ][:SHOWN]


def typed_days(text: str) -> list[datetime.date]:
    """The day that stands in a date field, as a list of one; empty for half a date."""
    try:
        typed = parse_date(text)
    except ValueError:
        return []
    return [typed] if typed else []


def last_digits(phone: str) -> str:
    """The digits that tell numbers apart; "" for a number that is too short for it."""
    digits = re.sub(r"[^0-9]", "", phone)[-TELLING_DIGITS:]
    return digits if len(digits) == TELLING_DIGITS else ""


def address_key(street: str) -> tuple[str, ...]:
    """Street and number without what people write differently; () without a number."""
    words = [word for word in re.split(r"[^a-z0-9]+", plain(street)) if word and word not in BOX]
    words = [part for word in words for part in re.findall(r"[a-z]+|[0-9]+", word)]
    if not any(word.isdigit() for word in words):
        return ()
    return tuple(word if word.isdigit() else _street(word) for word in words)


def _street(word: str) -> str:
    return "".join(sounds(STREET.sub("str", word))) or word


def _code(postal_code: str) -> str:
    return re.sub(r"[^0-9A-Za-z]", "", postal_code).upper().removeprefix("B")


def _families(wanted: _Known, but: Any) -> Iterable[_Known]:
    families = Family.objects.exclude(anonymised=True)
    if isinstance(but, Family):
        families = families.exclude(pk__in={but.pk, *_relatives(but)})
    elif but is not None and but.family_id:
        families = families.exclude(pk=but.family_id)
    heard: dict[str, str] = {}
    known = {
        pk: _Known(
            name or key,
            phone,
            email.strip().lower(),
            # A street costs more to compare than a postal code: only where that is the same.
            address_key(street) if wanted.address and _code(code) == wanted.postal_code else (),
            _code(code),
            [sounds(name, heard)] if name else [],
            ids={"family_id": pk},
        )
        for pk, name, key, phone, email, street, code in families.values_list(
            "pk", "name", "key", "phone", "email", "street", "postal_code"
        )
    }
    days = {date for _name, date in wanted.born}
    of_a_day = Q(birth_date__in=days) | Q(due_date__in=days)
    parents = Q(role=MemberRole.PARENT) if wanted.names else Q(pk=None)
    members = FamilyMember.objects.filter(of_a_day | parents).values_list(
        "family_id", "role", "first_name", "last_name", "birth_date", "due_date"
    )
    for family_id, role, first, last, birth, due in members:
        one = known.get(family_id)
        if one is None:
            continue
        if role == MemberRole.PARENT and last:
            one.names.append(sounds(f"{first} {last}", heard))
        one.born += [(first, date) for date in days if date in (birth, due)]
    return known.values()


def _relatives(family: Family) -> set[UUID]:
    """The families that this one was part of, or that were part of it: that they are alike is known."""
    rows = Regrouping.objects.filter(
        Q(family=family) | Q(other=family), kind=RegroupingKind.SEPARATED, undone_at=None
    ).values_list("family_id", "other_id")
    return {pk for row in rows for pk in row if pk}


def _referrals(but: Any) -> Iterable[_Known]:
    referrals = Referral.objects.filter(family=None)
    if isinstance(but, Referral):
        referrals = referrals.exclude(pk=but.pk)
    rows = referrals.values_list(
        "pk", "family_name", "key", "phone", "family_email", "received_on", "youngest_born_on"
    )
    for pk, name, key, phone, email, received, born in rows:
        yield _Known(
            name or key,
            phone,
            email.strip().lower(),
            names=[sounds(name)] if name else [],
            born=[("", born)] if born else [],
            ids={"referral_id": pk, "received_on": received},
        )


def _near_words(wanted: _Known, known: Iterable[_Known]) -> set[str]:
    """The words of known names that are near a word of the wanted one."""
    vocabulary = list({word for one in known for name in one.names for word in name})
    found: set[str] = set()
    for word in {word for name in wanted.names for word in name}:
        hits = process.extract(word, vocabulary, scorer=OSA.distance, score_cutoff=slips(word), limit=None)
        found.update(there for there, *_rest in hits if near(word, there))
    return found


def _likeness(
    wanted: _Known, one: _Known, words: set[str], how_many: Counter[tuple[str, ...]]
) -> tuple[int, list[str]]:
    """The points, and in words what they are for, the strongest first."""
    points, reasons = 0, []
    digits = last_digits(one.phone) if wanted.phone else ""
    if wanted.phone and digits == wanted.phone:
        points += SAME_CONTACT
        reasons.append(_("same telephone number"))
    if wanted.email and one.email == wanted.email:
        points += SAME_CONTACT
        reasons.append(_("same e-mail address"))
    if wanted.address and wanted.postal_code and one.address == wanted.address:
        points += SAME_ADDRESS
        reasons.append(_("same address"))
    born, told = _same_days(wanted.born, one.born)
    points += born
    reasons += told
    of_name, told_name = _of_name(wanted, one, words)
    if of_name:
        points += of_name
        reasons.append(told_name)
        points -= AGAINST * (bool(digits) and digits != wanted.phone)
        points -= AGAINST * bool(
            one.postal_code and wanted.postal_code and one.postal_code != wanted.postal_code
        )
        points -= AGAINST * (of_name < WHOLE_NAME and bool(one.names) and how_many[one.names[0]] > COMMON)
    return points, reasons


def _same_days(wanted: Collection[Born], there: Collection[Born]) -> tuple[int, list[str]]:
    names: dict[datetime.date, list[str]] = defaultdict(list)
    for name, date in there:
        names[date].append(name)
    points, reasons = 0, []
    for name, date in wanted:
        if date not in names:
            continue
        same = next((one for one in names[date] if same_first_name(name, one)), "")
        points += SAME_PERSON if same else SAME_DAY
        who = same or next(filter(None, names[date]), "")
        reasons.append(
            _("same birth date as %(name)s") % {"name": who}
            if who
            else _("a child of the same day: %(day)s") % {"day": day(date)}
        )
    return points, reasons


def _of_name(wanted: _Known, one: _Known, words: set[str]) -> tuple[int, str]:
    best, told = 0, ""
    for typed in wanted.names:
        for name in one.names:
            if words.isdisjoint(name) or not alike(typed, name):
                continue
            if len(typed) == len(name) and sorted(typed) == sorted(name):
                points, say = (WHOLE_NAME if len(typed) > 1 else SAME_NAME), _("the name is the same")
            elif set(typed) <= set(name) or set(name) <= set(typed):
                points, say = SAME_NAME, _("part of the name is the same")
            else:
                points, say = NEAR_NAME, _("the name looks like it")
            if points > best:
                best, told = points, say
    return best, told
