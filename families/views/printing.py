"""The file on paper: whole for the branch, for the family what it may have, one page for a colleague."""

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from families.queries.file import family_file
from families.timeline import timeline
from families.views.common import family_or_404
from homestart.accounts.permissions import Permission, require
from homestart.accounts.requests import Request
from homestart.audit.reading import looked_at, remember
from homestart.ui.timeline import Chip

#: For whom it is printed, by the word in the address.
BRANCH, FAMILY = "afdeling", "gezin"
#: As many entries as the page of the file shows at most.
LONGEST = 5000


@require(Permission.READ_FAMILIES)
@require_safe
def print_file(request: Request, family_id: UUID) -> HttpResponse:
    """The whole file under each other; for the family without what is about others or meant for fewer."""
    family = family_or_404(request, family_id)
    for_family = request.GET.get("voor") == FAMILY
    looked_at(request, family)
    remember(request, "print_for_family" if for_family else "print_file", by=request.user, about=family)
    # Whoever gets it on paper may do nothing here: what is left is what everybody in the branch reads.
    permissions = frozenset() if for_family else request.permissions
    known = family_file(family, timezone.localdate(), permissions)
    chips = [
        Chip(_("For the branch: everything"), f"?voor={BRANCH}", current=not for_family),
        Chip(_("For the family itself"), f"?voor={FAMILY}", current=for_family),
    ]
    context = {
        "family": family,
        "file": known,
        "for_family": for_family,
        "entries": timeline(known, "", LONGEST, permissions).entries,
        "choices": chips,
        "on_paper": True,
    }
    return render(request, "families/print.html", context)


@require(Permission.READ_FAMILIES)
@require_safe
def cover_sheet(request: Request, family_id: UUID) -> HttpResponse:
    """One page with what a colleague needs who takes over today."""
    family = family_or_404(request, family_id)
    looked_at(request, family)
    remember(request, "print_cover_sheet", by=request.user, about=family)
    known = family_file(family, timezone.localdate(), frozenset())
    return render(request, "families/cover_sheet.html", {"family": family, "file": known, "for_family": True})
