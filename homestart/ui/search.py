"""Finding a person of the branch by name or telephone. The apps say in search.py whom they know."""

import re
import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from typing import Any

from django.conf import settings
from django.db.models import F, Func, IntegerField, Q, Value
from django.db.models.lookups import GreaterThan

#: As many as one looks through before typing another letter.
SHOWN = 20
#: Fewer digits than this are no telephone number, but part of many.
DIGITS = 4
#: More than this nobody types to find a person; each word more is a condition more for the database.
LONGEST = 100


@dataclass(frozen=True)
class Hit:
    """Somebody who was found: `kind` in words, `meta` tells people with the same name apart.

    `url` is the file; `contact_url` is where a contact with this person is noted, "" where none can be.
    It is the `url` itself when a file has to be made there first.
    """

    kind: Any
    label: str
    meta: str
    url: str
    contact_url: str = ""


#: Of an app: at most so many of the branch's people whose name or telephone begins like the text.
Source = Callable[[str, int], Sequence[Hit]]


def search(text: str) -> list[Hit]:
    """Whoever fits the text, by name; nobody for fewer than two characters.

    Never a person of another branch: the sources look through the rows of the active one.
    """
    text = " ".join(words(text))
    if len(text) < 2:
        return []
    hits = [hit for source in _sources() for hit in source(text, SHOWN)]
    return sorted(hits, key=lambda hit: hit.label.casefold())[:SHOWN]


def _sources() -> list[Source]:
    return [import_module(path).search for path in settings.SEARCH_SOURCES]


def words(text: str) -> list[str]:
    """The words that somebody typed; of a text that is too long, the first ones."""
    # PostgreSQL refuses a text with NUL in it.
    return text.replace("\x00", "")[:LONGEST].split()


def _without_accents(sign: str) -> str:
    """The letter below the accents: "c" for "ç". Other signs stay."""
    bare = _BARE.get(sign) or unicodedata.normalize("NFKD", sign)[:1]
    return bare if bare.isalpha() or bare == "'" else sign


#: Letters that Unicode does not take for another with an accent, and the apostrophes of telephones.
_BARE = {"ı": "i", "ł": "l", "Ł": "L", "ø": "o", "Ø": "O", "đ": "d", "Đ": "D", "’": "'", "‘": "'"}


@cache
def _written_as() -> dict[str, str]:
    """For each letter, all the ways to write it: people type "Akcay" for "Akçay", and the other way round."""
    written: dict[str, str] = {}
    for sign in [*_BARE, *map(chr, range(0xC0, 0x250)), *map(chr, range(0x1E00, 0x1F00))]:
        bare = _without_accents(sign).casefold()
        if bare != sign and len(bare) == 1:
            written[bare] = written.get(bare, bare + bare.upper()) + sign
    return written


def _any_spelling(word: str) -> str:
    """A regular expression for the word, with and without its accents."""
    signs = [_without_accents(sign) for sign in unicodedata.normalize("NFC", word)]
    ways = [(sign, _written_as().get(sign.casefold())) for sign in signs]
    return "".join(f"[{ways}]" if ways else re.escape(sign) for sign, ways in ways)


def names_begin(text: str, *fields: str) -> Q:
    """Each word of `text` begins a word in one of the fields, whatever the accents."""
    condition = Q()
    for word in words(text):
        begins = Q()
        for field in fields:
            begins |= Q(**{f"{field}__iregex": rf"\m{_any_spelling(word)}"})
        condition &= begins
    return condition


def number_has(text: str) -> Q:
    """The digits of `text` stand in the telephone number: 0470 12 also finds +32 470 12."""
    digits = "".join(sign for sign in text if sign.isdigit()).removeprefix("00").lstrip("0")
    if len(digits) < DIGITS or any(sign.isalpha() for sign in text):
        return Q(pk__in=[])
    only_digits = Func(F("phone"), Value(r"\D"), Value(""), Value("g"), function="regexp_replace")
    place = Func(only_digits, Value(digits), function="strpos", output_field=IntegerField())
    return Q(GreaterThan(place, 0))
