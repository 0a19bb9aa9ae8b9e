"""Where somebody arrives: the own page, or a choice; and the page of who administers an organisation."""

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from homestart.accounts.permissions import Permission, require
from homestart.accounts.queries import branches_run_by, first_place_of, places_of
from homestart.accounts.requests import NetworkRequest


@require(Permission.ENTER)
@require_safe
def home(request: NetworkRequest) -> HttpResponse:
    """The first page of whoever has one place to work in; a choice for who has several."""
    first = first_place_of(request.user)
    if first:
        return redirect(first.url)
    return render(request, "accounts/places.html", {"places": places_of(request.user)})


@require(Permission.MANAGE_MEMBERS)
@require_safe
def organisation(request: NetworkRequest) -> HttpResponse:
    """The branches of the organisations that the user administers, with the people who work in them."""
    return render(request, "accounts/organisation.html", {"branches": branches_run_by(request.user)})
