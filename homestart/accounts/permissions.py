"""What a person may do, and which role may do it. A view carries exactly one @require(Permission.X)."""

from collections.abc import Callable
from enum import StrEnum
from functools import wraps
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse

View = Callable[..., HttpResponse]


class Permission(StrEnum):
    ENTER = "enter"
    READ_FAMILIES = "read_families"
    EDIT_FAMILIES = "edit_families"
    #: Notes of which somebody said: for the coordinators.
    READ_COORDINATOR_NOTES = "read_coordinator_notes"
    #: Worrying situations, and the notes about them: nobody else comes to know that there is one.
    READ_CONCERNS = "read_concerns"
    EDIT_CONCERNS = "edit_concerns"
    READ_VOLUNTEERS = "read_volunteers"
    EDIT_VOLUNTEERS = "edit_volunteers"
    #: Letting a volunteer sign in, from the file.
    INVITE_VOLUNTEERS = "invite_volunteers"
    #: The families that a volunteer supports, as a card to take along; nothing else of them.
    VISIT_FAMILIES = "visit_families"
    EXCHANGE_DATA = "exchange_data"
    MANAGE_MEMBERS = "manage_members"
    MANAGE_NETWORK = "manage_network"
    EDIT_REPORTS = "edit_reports"
    FINALISE_REPORTS = "finalise_reports"
    READ_FINAL_REPORTS = "read_final_reports"


def require(permission: Permission) -> Callable[[View], View]:
    """Marks a view with the one permission that it needs; without it the answer is 403."""

    def decorate(view: View) -> View:
        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            if permission not in request.permissions:  # type: ignore[attr-defined]
                raise PermissionDenied
            return view(request, *args, **kwargs)

        guarded.required_permission = permission  # type: ignore[attr-defined]
        return guarded

    return decorate


def public(view: View) -> View:
    """Marks a view that is for everybody, also before signing in; the access matrix names them all."""
    open_view: View = login_not_required(view)
    open_view.required_permission = None  # type: ignore[attr-defined]
    return open_view
