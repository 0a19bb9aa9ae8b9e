"""How people write dates, answers and names in a list of their own, as texts of the exchange format.

Each function here makes a reader: it takes the text of a filled cell and gives that of the format. A reader
raises Wrong, with what to write instead, for what it does not understand: nothing is guessed.
"""

import datetime
import re
import unicodedata
from collections.abc import Callable, Iterable
from typing import Any

from django.utils.translation import gettext as _

from homestart.exchange.languages import TWO_BY_THREE, TWO_LETTERS
from homestart.exchange.problems import Wrong, quoted
from homestart.tenancy.models import Municipality

Reader = Callable[[str], str]

DAY_FIRST = re.compile(r"(\d{1,2})\s*[-/. ]\s*(\d{1,2}|[^\W\d_]+)\.?\s*[-/. ]\s*(\d{4})")
YEAR_FIRST = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})(?:[T ]00:00(?::00)?)?")
#: By their first three letters; "mrt" is how "maart" is shortened.
MONTHS = ("jan", "feb", "maa", "apr", "mei", "jun", "jul", "aug", "sep", "okt", "nov", "dec", "mrt")
YES = {"ja", "j", "yes", "y", "x", "1", "waar", "oui"}
NO = {"nee", "neen", "n", "no", "0", "onwaar", "non"}
#: What parts several values in one cell.
BETWEEN = re.compile(r"[;,\n]+")


def folded(text: str) -> str:
    """The text for comparing: without accents, capitals, spaces and signs."""
    bare = unicodedata.normalize("NFKD", text).casefold()
    return "".join(sign for sign in bare if sign.isalnum())


def text() -> Reader:
    return str.strip


def day() -> Reader:
    """Days as 3/2/2024, 3-2-2024, 3 februari 2024 or 2024-02-03; never with a year of two digits."""
    return _day


def _day(written: str) -> str:
    written = written.strip()
    try:
        if found := YEAR_FIRST.fullmatch(written):
            year, month, number = map(int, found.groups())
        elif found := DAY_FIRST.fullmatch(written):
            number, month, year = int(found[1]), _month(found[2]), int(found[3])
        else:
            raise ValueError
        return datetime.date(year, month, number).isoformat()
    except ValueError:
        raise Wrong(
            _("%(value)s is not a day; write it as 22/10/2025") % {"value": quoted(written)}
        ) from None


def _month(written: str) -> int:
    """Raises ValueError for what is no month."""
    if written.isdigit():
        return int(written)
    number = MONTHS.index(folded(written)[:3]) + 1
    return 3 if number == len(MONTHS) else number


def yes_no() -> Reader:
    return _yes_no


def _yes_no(written: str) -> str:
    if (answer := folded(written)) in YES | NO:
        return "yes" if answer in YES else "no"
    raise Wrong(_("%(value)s is neither yes nor no; write ja or nee") % {"value": quoted(written)})


def one_of(choices: Any, **also: Iterable[str]) -> Callable[[], Reader]:
    """One of the choices by its word or code; `also` names by code what else people write for it."""

    def make() -> Reader:
        known = {folded(code): code for code in choices.values}
        known |= {folded(str(label)): code for code, label in choices.choices}
        known |= {folded(word): code for code, words in also.items() for word in words}

        def read(written: str) -> str:
            if code := known.get(folded(written)):
                return str(code)
            words = ", ".join(str(label) for label in choices.labels)
            raise Wrong(
                _("%(value)s is not known; choose from: %(words)s")
                % {"value": quoted(written), "words": words}
            )

        return read

    return make


def many(make: Callable[[], Reader]) -> Callable[[], Reader]:
    """Several values in one cell, with a comma, a semicolon or a new line between them."""

    def made() -> Reader:
        read = make()
        return lambda written: ";".join(read(part) for part in BETWEEN.split(written) if part.strip())

    return made


def municipality() -> Reader:
    """A municipality by its name or NIS code, as its NIS code: of two with one name, the one of today."""
    today = datetime.date.today()
    known: dict[str, str] = {}
    for found in Municipality.objects.order_by("valid_from"):
        is_there = found.valid_until is None or found.valid_until >= today
        if is_there or folded(found.name) not in known:
            known[folded(found.name)] = found.pk
        known[found.pk] = found.pk

    def read(written: str) -> str:
        if code := known.get(folded(written)):
            return code
        raise Wrong(_("%(value)s is not a municipality of Belgium") % {"value": quoted(written)})

    return read


def language(choices: Any) -> Callable[[], Reader]:
    """A language by its Dutch name or its code."""

    def make() -> Reader:
        known = {folded(str(label)): code for code, label in choices.choices}
        known |= {code: code for code in TWO_LETTERS} | TWO_BY_THREE

        def read(written: str) -> str:
            if code := known.get(folded(written)):
                return str(code)
            raise Wrong(_("%(value)s is not a language that we know") % {"value": quoted(written)})

        return read

    return make
