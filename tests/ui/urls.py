"""The application's addresses, and a few pages that only the tests of the look need."""

from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import BadRequest, PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.urls import path

from homestart import urls
from homestart.ui.views import gallery


@login_not_required
def forbidden(request: HttpRequest) -> HttpResponse:
    raise PermissionDenied


@login_not_required
def broken(request: HttpRequest) -> HttpResponse:
    raise RuntimeError("This page fails on purpose.")


@login_not_required
def nonsense(request: HttpRequest) -> HttpResponse:
    raise BadRequest


urlpatterns = [
    path("onzin/", nonsense),
    path("verboden/", forbidden),
    path("kapot/", broken),
    path("bouwstenen/", gallery),
    path("<slug:branch_slug>/bouwstenen/", gallery),
    *urls.urlpatterns,
]
