"""Who looked at the file of a family, and who changed what in it."""

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from families.models import Family
from families.queries.levels import hidden_records
from families.queries.merging import gone_into
from families.views.common import family_or_404
from homestart.accounts.permissions import Permission, require
from homestart.accounts.queries import with_people
from homestart.accounts.requests import Request
from homestart.audit.queries import history_of, lookers_of
from homestart.audit.reading import looked_at


@require(Permission.READ_FAMILIES)
@require_safe
def history(request: Request, family_id: UUID) -> HttpResponse:
    """What each field said before, and on which days who opened the file."""
    family = family_or_404(request, family_id)
    looked_at(request, family)
    parts = gone_into(family)
    files = [family, *(Family(pk=pk) for pk in parts)]
    hidden = set().union(*(hidden_records(file, request.permissions) for file in files))
    context = {
        "family": family,
        "edits": with_people(history_of(family, *parts, without=hidden)),
        "looks": with_people(lookers_of(family, *parts)),
    }
    return render(request, "families/history.html", context)
