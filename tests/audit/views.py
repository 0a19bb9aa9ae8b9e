"""Views for the tests of the log: pages that show a file, that are refused, that write when they may not."""

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import include, path

from families.models import Family
from homestart.accounts.permissions import Permission, require
from homestart.audit.models import record
from homestart.audit.reading import looked_at
from homestart.tenancy.models import Organisation


@require(Permission.READ_FAMILIES)
def file(request: HttpRequest, family_id: str) -> HttpResponse:
    """Shows a family, and its children on the same page."""
    family = get_object_or_404(Family, pk=family_id)
    looked_at(request, family, tab="children")
    looked_at(request, family)
    return HttpResponse(family.name)


@require(Permission.READ_FAMILIES)
def ending(request: HttpRequest, ending: str) -> HttpResponse:
    """Has a family in hand and then ends in the given way."""
    looked_at(request, Family.objects.get())
    if ending == "crash":
        raise ZeroDivisionError
    if ending == "403":
        raise PermissionDenied
    if ending == "404":
        raise Http404
    if ending == "elders":
        return redirect("/herent/")
    return HttpResponse(status=int(ending))


@require(Permission.MANAGE_NETWORK)
def of_the_network(request: HttpRequest) -> HttpResponse:
    return HttpResponse()


@require(Permission.ENTER)
def writes(request: HttpRequest) -> HttpResponse:
    """In the branch of the address, or in none."""
    if request.branch:
        record("looked_around", by=request.user)
    else:
        Organisation.objects.create(name="Nieuw")
    return HttpResponse()


def number(request: HttpRequest, exception: Exception) -> HttpResponse:
    return HttpResponse(request.request_id, status=404)


handler404 = number
urlpatterns = [
    path("accounts/", include("homestart.accounts.urls")),
    path("schrijf/", writes),
    path("netwerk/", of_the_network, name="network"),
    path("<slug:branch_slug>/schrijf/", writes),
    path("<slug:branch_slug>/gezin/<uuid:family_id>/", file, name="family"),
    path("<slug:branch_slug>/einde/<slug:ending>/", ending, name="ending"),
]
