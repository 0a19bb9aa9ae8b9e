"""One transaction per request, with the branch of the address set in it and the membership checked."""

from collections.abc import Callable

from django.db import transaction
from django.http import FileResponse, Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.urls import Resolver404, resolve

from homestart.accounts.models import Membership, User
from homestart.accounts.permissions import Permission
from homestart.tenancy.context import branch_context
from homestart.tenancy.models import Branch

#: The part of an address that names the branch: /herent/rapporten/.
BRANCH_KWARG = "branch_slug"

GetResponse = Callable[[HttpRequest], HttpResponseBase]


class StreamedResponse(RuntimeError):
    """A view answered with a stream: it would read the database after the transaction of the request."""


def no_store(get_response: GetResponse) -> GetResponse:
    """Middleware: no browser and no proxy keeps a page, so that nobody reads it after the user has left."""

    def middleware(request: HttpRequest) -> HttpResponseBase:
        response = get_response(request)
        response.headers["Cache-Control"] = "no-store"
        return response

    return middleware


class BranchMiddleware:
    """Sets `request.branch` and `request.permissions`; innermost, around the one transaction of the request.

    The transaction is opened here and not by ATOMIC_REQUESTS, which ends before a TemplateResponse is
    rendered. It is taken back when the view raises, whatever the answer then is. A branch in which the
    user has no role answers exactly as one that does not exist: 404.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        request.branch = None  # type: ignore[attr-defined]
        request.view_failed = False  # type: ignore[attr-defined]
        request.permissions = frozenset()  # type: ignore[attr-defined]
        slug = branch_slug_of(request)
        if not isinstance(request.user, User):
            with transaction.atomic():
                return self.respond(request)
        if slug is None:
            request.permissions = permissions_of(request.user, None)  # type: ignore[attr-defined]
            with transaction.atomic():
                return self.respond(request)
        branch = Branch.objects.filter(slug=slug).first()
        permissions = permissions_of(request.user, branch) if branch else frozenset()
        if branch is None or not permissions:
            raise Http404
        request.branch = branch  # type: ignore[attr-defined]
        request.permissions = permissions  # type: ignore[attr-defined]
        with branch_context(branch):
            return self.respond(request)

    def respond(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        if response.streaming and not isinstance(response, FileResponse):
            view = request.resolver_match.view_name if request.resolver_match else "A middleware"
            raise StreamedResponse(f"{view} streams its answer.")
        if response.status_code >= 500 or request.view_failed:  # type: ignore[attr-defined]
            transaction.set_rollback(True)
        return response

    def process_view(
        self, request: HttpRequest, view: object, args: list[object], kwargs: dict[str, object]
    ) -> None:
        """Views find the branch on the request; the slug is not passed on to them."""
        kwargs.pop(BRANCH_KWARG, None)

    def process_exception(self, request: HttpRequest, exception: Exception) -> None:
        """Nothing of a failed request stays, also when the answer is a 403 or 404.

        Only noted here: the page that says so is still to be made, and may read the database.
        """
        request.view_failed = True  # type: ignore[attr-defined]


def branch_slug_of(request: HttpRequest) -> str | None:
    """The branch named by the address, or None when the page belongs to no branch."""
    try:
        return resolve(request.path_info).kwargs.get(BRANCH_KWARG)
    except Resolver404:
        return None


def permissions_of(user: User, branch: Branch | None) -> frozenset[Permission]:
    """What the user may do in `branch`, by a role there or in the organisation that runs it; on pages of no
    branch, what the roles in organisations and in the network allow.

    Whoever has a role anywhere may enter the pages of no branch. Read from the database for each request,
    so that a role that was given or has ended counts at once.
    """
    held = list(Membership.objects.current().filter(user=user))
    permissions = frozenset[Permission]().union(*(m.permissions for m in held if m.holds_in(branch)))
    return permissions | {Permission.ENTER} if held and branch is None else permissions
