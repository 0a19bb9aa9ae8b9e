"""The central office: the branches and all users; nothing of a case."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from homestart.accounts import actions
from homestart.accounts.forms import BranchForm, NetworkInviteForm, SearchForm
from homestart.accounts.models import Invitation, Membership, User
from homestart.accounts.permissions import Permission, require
from homestart.accounts.queries import (
    FOUND_AT_MOST,
    branches_with_people,
    invitations_of_network,
    users_of_network,
)
from homestart.accounts.requests import NetworkRequest
from homestart.accounts.second_factor import confirmed_again
from homestart.accounts.views import answers
from homestart.tenancy.models import Branch


@require(Permission.MANAGE_NETWORK)
@require_safe
def branch_list(request: NetworkRequest) -> HttpResponse:
    """All branches, with who runs them and who coordinates."""
    return render(request, "accounts/branches.html", {"branches": branches_with_people()})


@require(Permission.MANAGE_NETWORK)
def add_branch(request: NetworkRequest) -> HttpResponse:
    return _edit_branch(request, Branch())


@require(Permission.MANAGE_NETWORK)
def edit_branch(request: NetworkRequest, slug: str) -> HttpResponse:
    return _edit_branch(request, get_object_or_404(Branch.objects.select_related("organisation"), slug=slug))


def _edit_branch(request: NetworkRequest, branch: Branch) -> HttpResponse:
    form = BranchForm(request.POST or None, instance=branch)
    if form.is_valid():
        values = dict(form.cleaned_data)
        actions.save_branch(branch, operator=values.pop("operator"), **values, by=request.user)
        messages.success(request, _("%(branch)s is saved.") % {"branch": branch.name})
        return redirect("branches:list")
    return render(request, "accounts/branch.html", {"form": form, "branch": branch})


@require(Permission.MANAGE_NETWORK)
@require_http_methods(["GET", "HEAD", "POST"])
def user_list(request: NetworkRequest) -> HttpResponse:
    """Who has a role in the network; a POST searches all users: names do not belong in an address."""
    form = SearchForm(request.POST if request.method == "POST" else None)
    search = form.cleaned_data["search"] if form.is_valid() else ""
    users = list(users_of_network(search))
    context = {
        "form": form,
        "search": search,
        "users": users[:FOUND_AT_MOST],
        "more": len(users) > FOUND_AT_MOST,
        "invitations": [] if search else invitations_of_network(),
    }
    return render(request, "accounts/users.html", context)


@require(Permission.MANAGE_NETWORK)
@confirmed_again
def invite(request: NetworkRequest) -> HttpResponse:
    """Somebody is invited into a branch, an organisation or the network."""
    form = NetworkInviteForm(request.POST or None)
    if form.is_valid() and answers.invite(request, form):
        return redirect("users:list")
    return render(request, "accounts/invite.html", {"form": form, "back": reverse("users:list")})


@require(Permission.MANAGE_NETWORK)
@require_safe
def user(request: NetworkRequest, user_id: int) -> HttpResponse:
    """A person with the roles of now and of before."""
    person = get_object_or_404(User, pk=user_id)
    roles = person.memberships.select_related("branch", "organisation").order_by("-started_on", "pk")
    context = {
        "person": person,
        "roles": [m for m in roles if not m.is_over],
        "former": [m for m in roles if m.is_over],
        "own": person == request.user,
    }
    return render(request, "accounts/user.html", context)


@require(Permission.MANAGE_NETWORK)
@confirmed_again
def end_role(request: NetworkRequest, membership_id: int) -> HttpResponse:
    """Ends a role of any user, at once or on a day."""
    roles = Membership.objects.select_related("user", "branch", "organisation")
    membership = get_object_or_404(roles, pk=membership_id)
    return answers.end(request, membership, back=reverse("users:detail", args=[membership.user_id]))


@require(Permission.MANAGE_NETWORK)
@confirmed_again
@require_http_methods(["GET", "HEAD", "POST"])
def deactivate(request: NetworkRequest, user_id: int) -> HttpResponse:
    """Keeps the user out from the next request on, after asking; the roles stay as they are."""
    person = get_object_or_404(User, pk=user_id)
    if request.method != "POST":
        return render(request, "accounts/deactivate.html", {"person": person})
    try:
        actions.deactivate_user(person, by=request.user)
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    else:
        messages.success(request, _("%(name)s cannot sign in any more.") % {"name": person})
    return redirect("users:detail", user_id=user_id)


@require(Permission.MANAGE_NETWORK)
@require_POST
def activate(request: NetworkRequest, user_id: int) -> HttpResponse:
    """Lets the user sign in again."""
    person = actions.activate_user(get_object_or_404(User, pk=user_id), by=request.user)
    messages.success(request, _("%(name)s can sign in again.") % {"name": person})
    return redirect("users:detail", user_id=user_id)


@require(Permission.MANAGE_NETWORK)
@require_POST
def send_again(request: NetworkRequest, invitation_id: int) -> HttpResponse:
    """Mails the invitation once more, with a new link."""
    invitation = get_object_or_404(Invitation, pk=invitation_id)
    return answers.send_again(request, invitation, back=reverse("users:list"))


@require(Permission.MANAGE_NETWORK)
@require_POST
def withdraw(request: NetworkRequest, invitation_id: int) -> HttpResponse:
    """Takes the invitation back."""
    invitation = get_object_or_404(Invitation, pk=invitation_id)
    return answers.withdraw(request, invitation, back=reverse("users:list"))
