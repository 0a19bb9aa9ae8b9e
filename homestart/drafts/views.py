"""Where the browser brings what is typed, every few seconds, and where it is thrown away."""

from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from homestart.accounts.permissions import Permission, require
from homestart.drafts import actions
from homestart.drafts.editing import PATH, TOKEN, VERSION, as_number, as_uuid
from homestart.drafts.models import Draft

LARGEST = 200_000  # characters; far more than anybody types in one form


@require(Permission.ENTER)
@require_POST
def save(request: HttpRequest) -> HttpResponse:
    """Keeps the fields of a form. A text that comes too late, after the form was saved, is not kept."""
    path = _path(request)
    token = as_uuid(request.POST.get(TOKEN))
    if token and actions.sent_before(token, by=request.user):  # type: ignore[arg-type]
        return HttpResponse(status=204)
    data = {
        # PostgreSQL refuses a text with NUL in it.
        name.replace("\x00", ""): [value.replace("\x00", "") for value in values]
        for name, values in request.POST.lists()
        if name not in (PATH, TOKEN, VERSION, "csrfmiddlewaretoken")
    }
    if sum(len(value) for values in data.values() for value in values) > LARGEST:
        return HttpResponse(status=413)
    actions.save_draft(path, version=as_number(request.POST.get(VERSION)), data=data, by=request.user)  # type: ignore[arg-type]
    return HttpResponse(status=204)


@require(Permission.ENTER)
@require_POST
def discard(request: HttpRequest) -> HttpResponse:
    """Throws away what was typed, and shows the form without it."""
    path = _path(request)
    actions.discard_draft(path, by=request.user)  # type: ignore[arg-type]
    return redirect(path)


def _path(request: HttpRequest) -> str:
    """The address of the form: in this branch, so that nobody is led elsewhere. Raises BadRequest."""
    path = request.POST.get(PATH, "")
    longest = Draft._meta.get_field("path").max_length or 0
    branch = request.branch  # type: ignore[attr-defined]
    if not path.startswith(f"/{branch.slug}/") or len(path) > longest or not path.isprintable():
        raise BadRequest
    return path
