"""The users of one branch: who they are, who is invited, another role, the end of one."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from homestart.accounts import actions
from homestart.accounts.forms import InviteForm, RoleForm
from homestart.accounts.models import Invitation, Membership
from homestart.accounts.permissions import Permission, require
from homestart.accounts.queries import former_people_of, invitations_of, people_of
from homestart.accounts.requests import Request
from homestart.accounts.roles import Role
from homestart.accounts.rules import is_own
from homestart.accounts.second_factor import confirmed_again
from homestart.accounts.views import answers


@require(Permission.MANAGE_MEMBERS)
@require_safe
def member_list(request: Request) -> HttpResponse:
    """Who works in the branch, who signs in as volunteer, and who is invited."""
    context = {
        "people": people_of(request.branch),
        "former": former_people_of(request.branch),
        "invitations": invitations_of(request.branch),
    }
    return render(request, "accounts/members.html", context)


@require(Permission.MANAGE_MEMBERS)
@confirmed_again
def invite(request: Request) -> HttpResponse:
    """Somebody is invited by mail; whether the address is known here makes no difference."""
    form = InviteForm(request.POST or None)
    back = _list(request)
    if form.is_valid() and answers.invite(request, form, branch=request.branch):
        return redirect(back)
    return render(request, "accounts/invite.html", {"form": form, "back": back})


@require(Permission.MANAGE_MEMBERS)
@confirmed_again
def edit(request: Request, membership_id: int) -> HttpResponse:
    """A member of the branch, with the choice of another role."""
    membership = _membership(request, membership_id)
    if membership.role == Role.COVER:
        return redirect("members:cover", request.branch.slug, membership.pk)
    form = RoleForm(request.POST or None, initial={"role": membership.role})
    if form.is_valid() and answers.done(
        form, lambda: actions.change_role(membership, form.cleaned_data["role"], by=request.user)
    ):
        messages.success(request, _("%(name)s has another role from now on.") % {"name": membership.user})
        return redirect(_list(request))
    context = {"membership": membership, "form": form, "own": is_own(membership, request.user)}
    return render(request, "accounts/member.html", context)


@require(Permission.MANAGE_MEMBERS)
@confirmed_again
def end(request: Request, membership_id: int) -> HttpResponse:
    """Ends a role in the branch, at once or on a day."""
    return answers.end(request, _membership(request, membership_id), back=_list(request))


@require(Permission.MANAGE_MEMBERS)
@require_POST
def send_again(request: Request, invitation_id: int) -> HttpResponse:
    """Mails the invitation once more, with a new link."""
    return answers.send_again(request, _invitation(request, invitation_id), back=_list(request))


@require(Permission.MANAGE_MEMBERS)
@require_POST
def withdraw(request: Request, invitation_id: int) -> HttpResponse:
    """Takes the invitation back."""
    return answers.withdraw(request, _invitation(request, invitation_id), back=_list(request))


def _membership(request: Request, membership_id: int) -> Membership:
    memberships = Membership.objects.select_related("user", "branch", "organisation", "granted_by")
    return get_object_or_404(memberships, branch=request.branch, pk=membership_id)


def _invitation(request: Request, invitation_id: int) -> Invitation:
    return get_object_or_404(Invitation, branch=request.branch, pk=invitation_id)


def _list(request: Request) -> str:
    return reverse("members:list", args=[request.branch.slug])
