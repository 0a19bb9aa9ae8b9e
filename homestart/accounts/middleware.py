"""One transaction per request, with the branch of the address set in it and the membership checked."""

from collections.abc import Callable

from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import Resolver404, resolve

from homestart.accounts.models import Membership, User
from homestart.accounts.permissions import Permission
from homestart.tenancy.context import branch_context
from homestart.tenancy.models import Branch

#: The part of an address that names the branch: /herent/rapporten/.
BRANCH_KWARG = "branch_slug"


class BranchMiddleware:
    """Sets `request.branch` and `request.permissions`.

    The transaction is opened here and not by ATOMIC_REQUESTS, which ends before a TemplateResponse is
    rendered. A branch in which the user has no role answers exactly as one that does not exist: 404.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.branch = None  # type: ignore[attr-defined]
        request.permissions = frozenset()  # type: ignore[attr-defined]
        slug = branch_slug_of(request)
        with transaction.atomic():
            if not isinstance(request.user, User):
                return self.respond(request)
            if slug is None:
                request.permissions = permissions_of(request.user, None)  # type: ignore[attr-defined]
                return self.respond(request)
            branch = Branch.objects.filter(slug=slug).first()
            permissions = permissions_of(request.user, branch) if branch else frozenset()
            if branch is None or not permissions:
                raise Http404
            request.branch = branch  # type: ignore[attr-defined]
            request.permissions = permissions  # type: ignore[attr-defined]
            with branch_context(branch):
                return self.respond(request)

    def respond(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if response.status_code >= 500:
            transaction.set_rollback(True)
        return response

    def process_view(
        self, request: HttpRequest, view: object, args: list[object], kwargs: dict[str, object]
    ) -> HttpResponse | None:
        """Views find the branch on the request; the slug is not passed on to them."""
        kwargs.pop(BRANCH_KWARG, None)
        return None


def branch_slug_of(request: HttpRequest) -> str | None:
    """The branch named by the address, or None when the page belongs to no branch."""
    try:
        return resolve(request.path_info).kwargs.get(BRANCH_KWARG)
    except Resolver404:
        return None


def permissions_of(user: User, branch: Branch | None) -> frozenset[Permission]:
    """What the user may do in `branch`; without a branch, what the roles in the network allow.

    Read from the database for each request, so that a changed or ended role counts at once.
    """
    memberships = Membership.objects.current().filter(user=user)
    held = memberships.filter(branch=branch) if branch else memberships.filter(branch__isnull=True)
    return frozenset().union(*(membership.permissions for membership in held))
