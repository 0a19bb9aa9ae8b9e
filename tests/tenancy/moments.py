"""Views that read the families of the branch at every moment of a request, before and after its transaction.

Each writes what it saw into `SEEN`; what raises instead is noted by the name of the error.
"""

import threading
from collections.abc import Callable

from django import template
from django.core.signals import request_finished
from django.db import transaction
from django.db.models.signals import post_save
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.template import Context, Engine, Library
from django.template.response import TemplateResponse
from django.urls import include, path

from families.models import Family
from homestart.accounts.permissions import Permission, require

SEEN: dict[str, list[str] | str] = {}

register = Library()


@register.simple_tag
def families_by_tag() -> str:
    return ";".join(read())


def read() -> list[str]:
    return sorted(family.name for family in Family.objects.all())


def note(moment: str, reading: Callable[[], list[str]] = read) -> None:
    try:
        SEEN[moment] = reading()
    except Exception as error:
        SEEN[moment] = type(error).__name__


def page() -> template.Template:
    engine = Engine()
    engine.template_builtins.append(register)
    return engine.from_string("{% families_by_tag %}")


class Page:
    """A template as TemplateResponse wants it."""

    def render(self, context: object, request: HttpRequest | None = None) -> str:
        return page().render(Context())


class OuterMiddleware:
    """Around the one that opens the branch: the transaction has ended when it sees the answer."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        note("middleware before")
        response = self.get_response(request)
        note("middleware after")
        if hasattr(request, "families"):
            note("queryset of the view, in the middleware", lambda: [f.name for f in request.families])
        return response

    def process_template_response(self, request: HttpRequest, response: TemplateResponse) -> TemplateResponse:
        note("template response in the middleware")
        return response


@require(Permission.ENTER)
def view(request: HttpRequest) -> HttpResponseBase:
    note("view")
    request.families = Family.objects.order_by("name")
    transaction.on_commit(lambda: note("on commit"), robust=True)
    thread = threading.Thread(target=note, args=["thread"])
    thread.start()
    thread.join()
    note("tag", lambda: page().render(Context()).split(";"))
    return TemplateResponse(request, Page())


@require(Permission.ENTER)
def save(request: HttpRequest) -> HttpResponse:
    Family.objects.create(name="Nieuw")
    return HttpResponse()


def saved(sender: type, **kwargs: object) -> None:
    note("post_save")


def finished(sender: type, **kwargs: object) -> None:
    note("request_finished")


def listen() -> Callable[[], None]:
    """Connects the receivers; the result disconnects them."""
    post_save.connect(saved, sender=Family)
    request_finished.connect(finished)

    def stop() -> None:
        post_save.disconnect(saved, sender=Family)
        request_finished.disconnect(finished)

    return stop


urlpatterns = [
    path("accounts/", include("homestart.accounts.urls")),
    path("<slug:branch_slug>/lees/", view),
    path("<slug:branch_slug>/schrijf/", save),
]
