"""The kinds of cell in the exchange format: how a text becomes a value and a value becomes a text again.

Reading is strict (a typing error must not lose data silently) and writing is canonical: the same value
always gives the same text.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from django.db import connection, models
from django.utils import timezone
from django.utils.translation import gettext as _

from homestart.exchange.languages import TWO_BY_THREE, TWO_LETTERS
from homestart.exchange.problems import Wrong, quoted

# A year outside of these is a slip of the keyboard.
FIRST_YEAR, LAST_YEAR = 1900, 2199
UNSTORABLE = re.compile("[\x00\ud800-\udfff]")
ISO_DATE = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
WHOLE_NUMBER = re.compile(r"\d+", re.ASCII)
DECIMAL_NUMBER = re.compile(r"\d+(\.\d+)?", re.ASCII)


@dataclass
class Column:
    """A text. `needed`: a record without it is refused. `empty` is the value of an empty cell.

    `beyond`: not in version 1 of the format, so it is written only when a record says something in it.
    """

    name: str
    needed: bool = field(default=False, kw_only=True)
    beyond: bool = field(default=False, kw_only=True)
    max_length: int | None = field(default=None, init=False)

    empty: Any = field(default="", init=False, repr=False)

    def learn_limits(self, model: type[models.Model]) -> None:
        """Takes over from the field of the same name what the database can hold."""
        self.max_length = getattr(model._meta.get_field(self.name), "max_length", None)

    def read(self, text: str) -> Any:
        """The value of a filled cell. Raises Wrong with the reason."""
        if self.max_length is not None and len(text) > self.max_length:
            raise Wrong(_("longer than %(length)d characters") % {"length": self.max_length})
        return text

    def write(self, value: Any) -> str:
        """The text of a value that is not empty."""
        return str(value)

    def read_cell(self, text: str) -> Any:
        if UNSTORABLE.search(text):
            raise Wrong(_("contains characters that are not valid text (is the file UTF-8?)"))
        return self.read(text) if text else self.nothing()

    def write_cell(self, value: Any) -> str:
        return "" if value is None or value == self.empty else self.write(value)

    def nothing(self) -> Any:
        return self.empty


Text = Column


@dataclass
class Key(Column):
    """The sender's own id of a record."""

    name: str = "key"
    needed: bool = field(default=True, kw_only=True)

    def read(self, text: str) -> str:
        if not text.strip():
            raise Wrong(_("is needed"))
        return super().read(text)


@dataclass
class Reference(Column):
    """The key of a record in the file `to`. In the model: a foreign key of the same name."""

    to: str = field(kw_only=True)
    empty: Any = field(default=None, init=False, repr=False)

    def learn_limits(self, model: type[models.Model]) -> None:
        """Nothing: whether the key exists is checked over the files together."""


@dataclass
class Pattern(Column):
    """A text of a fixed form, such as a NIS code; `example` shows the form."""

    pattern: str = field(kw_only=True)
    example: str = field(kw_only=True)

    def read(self, text: str) -> str:
        if not re.fullmatch(self.pattern, text, re.ASCII):
            raise Wrong(
                _("%(value)s does not have the form of %(example)s")
                % {"value": quoted(text), "example": quoted(self.example)}
            )
        return super().read(text)


def nis(name: str) -> Pattern:
    """The NIS code of a municipality."""
    return Pattern(name, pattern=r"\d{5}", example="24038")


@dataclass
class Language(Column):
    """A language: two letters of ISO 639-1, or three of ISO 639-3 for the languages that have no two."""

    def read(self, text: str) -> str:
        if two_letters := TWO_BY_THREE.get(text):
            raise Wrong(
                _("%(value)s is written with two letters: %(code)s")
                % {"value": quoted(text), "code": two_letters}
            )
        if text not in TWO_LETTERS and not re.fullmatch("[a-z]{3}", text, re.ASCII):
            raise Wrong(_("%(value)s is not a code of a language such as nl") % {"value": quoted(text)})
        return text


@dataclass
class Date(Column):
    """An ISO date; `past`: not after today."""

    past: bool = field(default=False, kw_only=True)
    empty: Any = field(default=None, init=False, repr=False)

    def read(self, text: str) -> date:
        try:
            if not ISO_DATE.fullmatch(text):
                raise ValueError
            value = date.fromisoformat(text)
        except ValueError:
            raise Wrong(_("%(value)s is not a date such as 2025-10-22") % {"value": quoted(text)}) from None
        if not FIRST_YEAR <= value.year <= LAST_YEAR:
            raise Wrong(_("the year of %(value)s cannot be right") % {"value": quoted(text)})
        if self.past and value > timezone.localdate():
            raise Wrong(_("%(value)s is after today") % {"value": quoted(text)})
        return value

    def write(self, value: date) -> str:
        return value.isoformat()


@dataclass
class YesNo(Column):
    empty: Any = field(default=None, init=False, repr=False)

    def read(self, text: str) -> bool:
        try:
            return {"yes": True, "no": False}[text]
        except KeyError:
            raise Wrong(_("%(value)s is not yes or no") % {"value": quoted(text)}) from None

    def write(self, value: bool) -> str:
        return "yes" if value else "no"


@dataclass
class Code(Column):
    """One of the codes of the format."""

    codes: Iterable[str] = field(kw_only=True)

    def __post_init__(self) -> None:
        self.codes = frozenset(_codes(self.codes))

    def read(self, text: str) -> str:
        if text not in self.codes:
            raise Wrong(
                _("%(value)s is not a known code; known are: %(codes)s")
                % {"value": quoted(text), "codes": ", ".join(sorted(self.codes))}
            )
        return text


def _codes(codes: Iterable[str]) -> Iterable[str]:
    """The stored values of an enumeration or a plain list, without Django's empty choice."""
    return [str(code) for code in getattr(codes, "values", codes) if code]


@dataclass
class Whole(Column):
    """A whole number from `least` to `most`, or to what the database holds."""

    least: int = field(default=0, kw_only=True)
    most: int | None = field(default=None, kw_only=True)
    empty: Any = field(default=None, init=False, repr=False)

    def learn_limits(self, model: type[models.Model]) -> None:
        if self.most is None:
            kind = model._meta.get_field(self.name).get_internal_type()
            self.most = connection.ops.integer_field_range(kind)[1]

    def read(self, text: str) -> int:
        if not WHOLE_NUMBER.fullmatch(text):
            raise Wrong(_("%(value)s is not a whole number of 0 or more") % {"value": quoted(text)})
        # Counted first: turning thousands of digits into a number takes long.
        value = int(text) if len(text) <= 18 else None
        if value is None or value < self.least or (self.most is not None and value > self.most):
            raise Wrong(
                _("%(value)s is not between %(least)d and %(most)d")
                % {"value": quoted(text), "least": self.least, "most": self.most}
            )
        return value


@dataclass
class Number(Column):
    """A number of 0 or more with a decimal point; only `money` is written with zeros behind it."""

    money: bool = field(default=False, kw_only=True)
    places: int = field(default=2, init=False)
    digits: int = field(default=12, init=False)
    empty: Any = field(default=None, init=False, repr=False)

    def learn_limits(self, model: type[models.Model]) -> None:
        stored: Any = model._meta.get_field(self.name)
        self.places, self.digits = stored.decimal_places, stored.max_digits

    def read(self, text: str) -> Decimal:
        if not DECIMAL_NUMBER.fullmatch(text):
            raise Wrong(
                _("%(value)s is not a number of 0 or more with a decimal point") % {"value": quoted(text)}
            )
        whole, _point, decimals = text.partition(".")
        if len(decimals.rstrip("0")) > self.places:
            raise Wrong(
                _("%(value)s has more than %(places)d decimals")
                % {"value": quoted(text), "places": self.places}
            )
        if len(whole.lstrip("0")) > self.digits - self.places:
            raise Wrong(_("%(value)s is too large") % {"value": quoted(text)})
        return Decimal(text)

    def write(self, value: Decimal) -> str:
        text = f"{value:.{self.places}f}"
        return text if self.money or "." not in text else text.rstrip("0").rstrip(".")


@dataclass
class Score(Whole):
    """A score from `least` to `most`, or `na` (not applicable), which is stored as nothing."""

    needed: bool = field(default=True, kw_only=True)

    def read(self, text: str) -> int | None:  # type: ignore[override]
        return None if text == "na" else super().read(text)

    def write_cell(self, value: Any) -> str:
        return "na" if value is None else super().write_cell(value)


@dataclass
class Many(Column):
    """A list inside a cell, separated by `;`; each item is read as `item`. An item twice counts once."""

    item: Column = field(kw_only=True)
    empty: Any = field(default_factory=list, init=False, repr=False)

    def learn_limits(self, model: type[models.Model]) -> None:
        base: Any = model._meta.get_field(self.name)
        self.item.max_length = getattr(base.base_field, "max_length", None)

    def read(self, text: str) -> list[Any]:
        items = (item.strip() for item in text.split(";"))
        return list(dict.fromkeys(self.item.read(item) for item in items if item))

    def write(self, value: list[Any]) -> str:
        return ";".join(self.item.write(item) for item in value)

    def nothing(self) -> list[Any]:
        return []


def codes(name: str, known: Iterable[str]) -> Many:
    """A list of codes."""
    return Many(name, item=Code(name, codes=known))


def texts(name: str) -> Many:
    """A list of short texts."""
    return Many(name, item=Text(name))
