"""The file of a family: one page, and what it says about itself."""

from urllib.parse import urlencode
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from families.next_steps import next_steps
from families.queries.concerns import open_concerns_of
from families.queries.file import FamilyFile, family_file
from families.queries.follow_ups import open_follow_ups
from families.queries.merging import regroupings_of
from families.timeline import AFTER_CARE, KINDS, timeline
from families.views.common import family_or_404, file_url
from homestart.accounts.permissions import Permission, require
from homestart.accounts.requests import Request
from homestart.audit.reading import looked_at
from homestart.ui.timeline import Chip

ENTRIES = 25
LONGEST = 5000


@require(Permission.READ_FAMILIES)
@require_safe
def file(request: Request, family_id: UUID) -> HttpResponse:
    """All of one family: what is known, what is agreed, what is next, and everything that happened."""
    family = family_or_404(request, family_id)
    if family.pk != family_id:
        return redirect(file_url(request, family.pk))
    looked_at(request, family)
    known = family_file(family, timezone.localdate(), request.permissions)
    kind = request.GET.get("soort", "")
    kind = kind if kind in KINDS else ""
    length = _length(request.GET.get("tot", ""))
    happened = timeline(known, kind, length, request.permissions)
    context = {
        "file": known,
        "family": family,
        "next_steps": next_steps(known),
        "follow_ups": open_follow_ups(request.permissions).filter(family=family),
        "concerns": open_concerns_of(family, request.permissions),
        "entries": happened.entries,
        "chips": _chips(kind, known),
        "parts": _parts(known),
        "regroupings": regroupings_of(family) if known.around.was_regrouped else [],
        "more_url": _address(kind, length + ENTRIES) if happened.has_more else "",
    }
    return render(request, "families/file.html", context)


def _length(typed: str) -> int:
    return min(int(typed), LONGEST) if typed.isascii() and typed.isdigit() and len(typed) < 6 else ENTRIES


def _parts(known: FamilyFile) -> list[tuple[str, str]]:
    """Where one can jump to on the page."""
    parts = [
        ("gezin", _("Who they are"), True),
        ("adres", _("Address and contact"), True),
        ("afspraken", _("Agreements"), True),
        ("netwerk", _("Network"), True),
        ("steun", _("Support"), bool(known.trajectories)),
        ("situatie", _("Situation"), True),
        ("documenten", _("Documents"), True),
        ("tijdlijn", _("Timeline"), True),
    ]
    return [(id, label) for id, label, is_there in parts if is_there]


def _chips(kind: str, known: FamilyFile) -> list[Chip]:
    chips = [("", _("Everything")), *KINDS.items()]
    return [
        Chip(label, _address(value, 0), current=value == kind)
        for value, label in chips
        if value != AFTER_CARE or known.has_ended
    ]


def _address(kind: str, length: int) -> str:
    """This page with another part of the timeline."""
    asked = {"soort": kind, "tot": length}
    query = urlencode({name: value for name, value in asked.items() if value})
    return f"?{query}#tijdlijn"
