"""Who looked at the file of a volunteer, and who changed what in it."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from homestart.accounts.permissions import Permission, require
from homestart.accounts.queries import with_people
from homestart.audit.queries import history_of, lookers_of
from homestart.audit.reading import looked_at
from volunteers.models import Volunteer
from volunteers.views.files import file_url


@require(Permission.READ_VOLUNTEERS)
@require_safe
def history(request: HttpRequest, volunteer_id: UUID) -> HttpResponse:
    """What each field said before, and on which days who opened the file."""
    volunteer = get_object_or_404(Volunteer.objects.all(), pk=volunteer_id)
    looked_at(request, volunteer)
    context = {
        "volunteer": volunteer,
        "file_url": file_url(request, volunteer),
        "edits": with_people(history_of(volunteer)),
        "looks": with_people(lookers_of(volunteer)),
    }
    return render(request, "volunteers/history.html", context)
