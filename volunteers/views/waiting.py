"""Who is trained and waits for a family: beside the families that wait for a volunteer."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from django.db.models import TextChoices
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from homestart.accounts.permissions import Permission, require
from homestart.accounts.requests import Request
from homestart.vocabulary import Daypart, Language, Theme
from volunteers.queries import trained_and_waiting


@dataclass(frozen=True)
class Word:
    """Something that a volunteer can or wants; `fits` when it is what is looked for."""

    label: str
    fits: bool


@dataclass(frozen=True)
class Offer:
    """A volunteer without a family, and what he or she offers."""

    volunteer: Any
    languages: list[Word]
    dayparts: list[Word]
    interests: list[Word]

    @property
    def fitting(self) -> int:
        """How much of what is looked for is there."""
        return sum(word.fits for word in (*self.languages, *self.dayparts, *self.interests))


@require(Permission.READ_VOLUNTEERS)
@require_safe
def waiting(request: Request) -> HttpResponse:
    """The volunteers without a family; those who fit `taal`, `moment` and `thema` in the address first."""
    asked = {name: request.GET.getlist(name) for name in ("taal", "moment", "thema")}
    offers = [
        Offer(
            volunteer,
            _words(volunteer.languages, Language, asked["taal"]),
            _words(volunteer.availability, Daypart, asked["moment"]),
            _words(volunteer.interests, Theme, asked["thema"]),
        )
        for volunteer in trained_and_waiting(timezone.localdate())
    ]
    offers.sort(key=lambda offer: -offer.fitting)
    return render(request, "volunteers/waiting.html", {"offers": offers, "today": timezone.localdate()})


def _words(codes: list[str], names: type[TextChoices], asked: Collection[str]) -> list[Word]:
    """The codes in words, what is looked for first; a code that the list does not know as it is."""
    known = dict(names.choices)
    found = [Word(str(known.get(code, code)), code in asked) for code in dict.fromkeys(codes)]
    return sorted(found, key=lambda word: not word.fits)
