"""Finding a person of the branch by name or telephone. The apps say in search.py whom they know."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from importlib import import_module
from typing import Any

from django.conf import settings

#: As many as one looks through before typing another letter.
SHOWN = 20


@dataclass(frozen=True)
class Hit:
    """Somebody who was found: `kind` in words, `meta` tells people with the same name apart.

    `url` is the file; `contact_url` is where a contact with this person is noted, "" where none can be.
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
    # PostgreSQL refuses a text with NUL in it.
    text = " ".join(text.replace("\x00", "").split())
    if len(text) < 2:
        return []
    hits = [hit for source in _sources() for hit in source(text, SHOWN)]
    return sorted(hits, key=lambda hit: hit.label.casefold())[:SHOWN]


def _sources() -> list[Source]:
    return [import_module(path).search for path in settings.SEARCH_SOURCES]
