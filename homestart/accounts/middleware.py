"""One transaction per request, with the branch of the address set in it and the membership checked."""

from collections.abc import Callable, Iterable
from contextlib import AbstractContextManager
from uuid import UUID

from django.db import transaction
from django.http import FileResponse, Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.urls import Resolver404, ResolverMatch, resolve

from homestart.accounts.models import Membership, User
from homestart.accounts.permissions import Permission
from homestart.audit.origin import originating
from homestart.audit.reading import DENY, Trail, remember
from homestart.tenancy.context import branch_context, no_branch_context
from homestart.tenancy.models import Branch

#: The part of an address that names the branch: /herent/rapporten/.
BRANCH_KWARG = "branch_slug"

#: What a browser may ask without changing anything.
SAFE_METHODS = ("GET", "HEAD", "OPTIONS")
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
    rendered. A page that is only asked for (GET) reads in a transaction that cannot write. It is taken back
    when the view raises, whatever the answer then is. A branch in which the user has no role answers exactly
    as one that does not exist: 404. What was looked at and what was refused is written to the log afterwards.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        request.branch = None  # type: ignore[attr-defined]
        request.view_failed = False  # type: ignore[attr-defined]
        request.permissions = frozenset()  # type: ignore[attr-defined]
        request.trail = Trail()  # type: ignore[attr-defined]
        user = request.user if isinstance(request.user, User) else None
        match = match_of(request)
        slug = match.kwargs.get(BRANCH_KWARG) if match and user else None
        held = user.held_now if user else []
        branch = branch_of(slug, held) if slug is not None else None
        with originating(view=match.view_name if match else "", roles=roles_at(branch, held)):
            if user:
                request.permissions = permissions_by(held, branch)  # type: ignore[attr-defined]
            if slug is not None and not (branch and request.permissions):  # type: ignore[attr-defined]
                remember(request, DENY, by=user, reason="branch", **record_of(match))  # type: ignore[arg-type]
                request.trail.write(branch, shown=False)  # type: ignore[attr-defined]
                raise Http404
            request.branch = branch  # type: ignore[attr-defined]
            with in_transaction(branch, read_only=request.method in SAFE_METHODS):
                response = self.respond(request)
            if user:
                remember_refusal(request, response, user)
            shown = response.status_code < 300 or response.status_code in (409, 422)
            request.trail.write(branch, shown=shown)  # type: ignore[attr-defined]
        return response

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


def branch_of(slug: str, held: Iterable[Membership]) -> Branch | None:
    """The branch of the address; mostly one in which the user has a role, and so read already."""
    own = next((role.branch for role in held if role.branch and role.branch.slug == slug), None)
    return own or Branch.objects.filter(slug=slug).first()


def match_of(request: HttpRequest) -> ResolverMatch | None:
    """The view that the address leads to, or None when it leads to none."""
    try:
        return resolve(request.path_info)
    except Resolver404:
        return None


def in_transaction(branch: Branch | None, *, read_only: bool) -> AbstractContextManager[None]:
    if branch is None:
        return no_branch_context(read_only=read_only)
    return branch_context(branch, read_only=read_only)


def remember_refusal(request: HttpRequest, response: HttpResponseBase, user: User) -> None:
    """What a signed-in user may not do or see; a record that does not exist may be one of somebody else."""
    match = request.resolver_match
    if response.status_code == 403:
        permission = getattr(match.func, "required_permission", None) if match else None
        remember(request, DENY, by=user, reason=permission or "forbidden", **record_of(match))  # type: ignore[arg-type]
    elif response.status_code == 404 and match:
        remember(request, DENY, by=user, reason="no_record", **record_of(match))  # type: ignore[arg-type]


def record_of(match: ResolverMatch | None) -> dict[str, str]:
    """The id of the record that was asked for, as the address names it."""
    ids = [str(value) for value in (match.kwargs if match else {}).values() if isinstance(value, UUID)]
    return {"record": ids[-1]} if ids else {}


def roles_at(branch: Branch | None, held: list[Membership]) -> str:
    """In which roles somebody asks; for a branch that he has no role in, those that he has elsewhere."""
    here = [m for m in held if m.holds_in(branch)] or held
    return ",".join(sorted({m.role for m in here}))


def permissions_of(user: User, branch: Branch | None) -> frozenset[Permission]:
    """What the user may do in `branch`, by a role there or in the organisation that runs it; on pages of no
    branch, what the roles in organisations and in the network allow.

    Whoever has a role anywhere may enter the pages of no branch. Read from the database for each request,
    so that a role that was given or has ended counts at once.
    """
    return permissions_by(list(Membership.objects.current().filter(user=user)), branch)


def permissions_by(held: list[Membership], branch: Branch | None) -> frozenset[Permission]:
    permissions = frozenset[Permission]().union(*(m.permissions for m in held if m.holds_in(branch)))
    return permissions | {Permission.ENTER} if held and branch is None else permissions
