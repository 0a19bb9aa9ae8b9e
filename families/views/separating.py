"""A member who moves, a family that is taken apart, and one that comes together again."""

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from families.actions import separating as actions
from families.enums import RegroupingKind
from families.forms.separating import JoinForm, MoveForm, SeparateForm
from families.models import FamilyMember, Regrouping
from families.queries.merging import same_person
from families.views.common import family_or_404, file_url
from families.views.merging import undo_url
from homestart.accounts.permissions import Permission, require
from homestart.accounts.requests import Request
from homestart.audit.reading import looked_at
from homestart.drafts.editing import Editing
from homestart.ui.messages import say_done
from homestart.ui.navigation import branch_url


@require(Permission.EDIT_FAMILIES)
@require_http_methods(["GET", "HEAD", "POST"])
def move(request: Request, family_id: UUID, member_id: UUID) -> HttpResponse:
    """A member goes to another family, or was in the wrong file."""
    family = family_or_404(request, family_id)
    member = get_object_or_404(FamilyMember.objects.all(), family=family, pk=member_id)
    looked_at(request, family)
    editing = Editing(request, about=member)
    url = branch_url(request.branch, "referrals:find_families")
    form = editing.form(MoveForm, family=family, families_url=url)
    if editing.is_valid(form):
        done = editing.save(
            form,
            lambda: actions.move_member(member, by=request.user, version=editing.version, **form.values),
            then=lambda made: _done(request, made, _moved(member, made)),
        )
        if done:
            return done
    context = {"family": family, "member": member, "form": form, "editing": editing}
    return render(request, "families/merge/move.html", context)


@require(Permission.EDIT_FAMILIES)
@require_http_methods(["GET", "HEAD", "POST"])
def separate(request: Request, family_id: UUID) -> HttpResponse:
    """A second file for those who go on by themselves."""
    family = family_or_404(request, family_id)
    looked_at(request, family)
    today = timezone.localdate()
    household = list(family.members.in_household_on(today).order_by("role", "birth_date", "pk"))
    place = actions.open_place(family)
    editing = Editing(request, about=family)
    form = editing.form(
        SeparateForm,
        initial={"day": today, "municipality": family.municipality},
        household=household,
        waits=place is not None,
        area=request.branch.municipalities,
    )
    if editing.is_valid(form):
        done = editing.save(
            form,
            lambda: actions.separate_family(
                family, by=request.user, version=editing.version, **form.cleaned_data
            ),
            then=lambda made: _done(
                request, made, _("The new file is there. Both files lead to each other.")
            ),
        )
        if done:
            return done
    context = {
        "family": family,
        "form": form,
        "editing": editing,
        "household": household,
        "supported": family.trajectories.filter(ended_on=None).exists(),
    }
    return render(request, "families/merge/separate.html", context)


@require(Permission.EDIT_FAMILIES)
@require_http_methods(["GET", "HEAD", "POST"])
def join(request: Request, family_id: UUID, regrouping_id: UUID) -> HttpResponse:
    """Whoever went to the second file comes back to this one."""
    family = family_or_404(request, family_id)
    separations = Regrouping.objects.select_related("family", "other")
    separation = get_object_or_404(
        separations, pk=regrouping_id, family=family, kind=RegroupingKind.SEPARATED, undone_at=None
    )
    looked_at(request, family)
    looked_at(request, separation.other)
    editing = Editing(request)
    form = editing.form(JoinForm, waits=actions.open_place(separation.other) is not None)
    if editing.is_valid(form):
        done = editing.save(
            form,
            lambda: actions.join_again(separation, by=request.user, **form.cleaned_data),
            then=lambda made: _done(request, made, _("They are together again in this file.")),
        )
        if done:
            return done
    today = timezone.localdate()
    context = {
        "family": family,
        "other": separation.other,
        "members": separation.other.members.in_household_on(today).order_by("role", "birth_date", "pk"),
        "running": separation.other.trajectories.filter(ended_on=None).exists(),
        "form": form,
        "editing": editing,
    }
    return render(request, "families/merge/join.html", context)


def _moved(member: FamilyMember, made: Regrouping) -> str:
    """What was done; and that the other file has somebody of this name and birth date already."""
    there = made.other.members.all() if made.other else []
    twice = sum(same_person(member, one) for one in there) > 1
    if twice:
        return _("Moved. The other file has somebody who looks the same: remove one of both there.")
    return _("Moved to the other file.")


def _done(request: Request, made: Regrouping, text: str) -> str:
    say_done(request, text, undo_url(request, made))
    return file_url(request, made.family_id, "gezin")
