"""The way in of the demonstration: one click per role, no password and no phone. Only with DEMO=1."""

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from homestart.accounts.roles import SECOND_FACTOR_ROLES, Role
from homestart.demo.accounts import PASSWORD, account_of, memberships, present_code
from homestart.demo.sign_in import let_in

#: Who stands on top; all others are in a list that opens.
FIRST = (
    account_of(Role.COORDINATOR, "herent"),
    account_of(Role.COORDINATOR, "aalst"),
    account_of(Role.COACH, "herent"),
    account_of(Role.COVER, "herent"),
    account_of(Role.VOLUNTEER, "herent"),
    account_of(Role.PARTNER_ADMIN),
    account_of(Role.CENTRAL_OFFICE),
    account_of(Role.BOARD),
)


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def accounts(request: HttpRequest) -> HttpResponse:
    """Who there is, with a button each; POST signs in as the chosen one, and nobody else than these."""
    held = {membership.user.email: membership for membership in memberships()}
    if request.method == "POST":
        chosen = held.get(request.POST.get("account", ""))
        if chosen is None:
            raise Http404
        let_in(request, chosen.user)
        return redirect("home")
    people = [
        {
            "email": email,
            "name": membership.user.name,
            "role": membership.get_role_display(),
            "place": membership.branch or membership.organisation or "",
            "code": present_code(email) if membership.role in SECOND_FACTOR_ROLES else "",
        }
        for email, membership in held.items()
    ]
    first = sorted((person for person in people if person["email"] in FIRST), key=_place_in_first)
    others = [person for person in people if person["email"] not in FIRST]
    return render(request, "demo/accounts.html", {"first": first, "others": others, "password": PASSWORD})


def _place_in_first(person: dict[str, object]) -> int:
    return FIRST.index(str(person["email"]))
