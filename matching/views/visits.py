"""The volunteer's own pages."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from homestart.accounts.permissions import Permission, require
from homestart.audit.reading import looked_at
from homestart.tenancy.models import Municipality
from matching.cards import visit_card
from matching.queries import matches_to_visit
from volunteers.queries import volunteer_of


@require(Permission.VISIT_FAMILIES)
@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """The own families of today, each on a card to take along; nothing else of them."""
    today = timezone.localdate()
    volunteer = volunteer_of(request.user)
    matches = list(matches_to_visit(volunteer, today)) if volunteer else []
    codes = {match.trajectory.family.municipality for match in matches}
    names = dict(Municipality.objects.filter(nis_code__in=codes).values_list("nis_code", "name"))
    for match in matches:
        looked_at(request, match.trajectory.family)
    cards = [visit_card(match, names, today) for match in matches]
    return render(request, "matching/home.html", {"cards": cards})
