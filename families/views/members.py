"""The family itself and who belongs to it."""

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.translation import gettext as _

from families.actions import family as actions
from families.actions.waiting import put_on_waiting_list
from families.enums import Priority
from families.forms.family import BirthForm, DepartureForm, FamilyForm, MemberForm
from families.forms.waiting import PlaceForm
from families.models import FamilyMember
from families.views.common import family_or_404, file_url, values_of
from families.views.likeness import watch
from homestart.accounts.permissions import Permission, require
from homestart.audit.reading import looked_at
from homestart.drafts.editing import Editing
from homestart.ui.navigation import branch_url


@require(Permission.EDIT_FAMILIES)
def family_edit(request: HttpRequest, family_id: UUID) -> HttpResponse:
    """Name, address, language, needs and strengths."""
    family = family_or_404(request, family_id)
    looked_at(request, family)
    editing = Editing(request, about=family)
    form = editing.form(FamilyForm, initial=values_of(family, FamilyForm), area=request.branch.municipalities)
    if editing.is_valid(form):
        done = editing.save(
            form,
            lambda: actions.change_family(
                family, by=request.user, version=editing.version, **form.cleaned_data
            ),
            then=lambda family: file_url(request, family.pk),
            message=_("The family is saved."),
        )
        if done:
            return done
    context = {
        "family": family,
        "form": form,
        "editing": editing,
        "title": _("Change the family"),
        "extra": "families/_check.html",
        "resembles": watch(request, form, family),
    }
    return render(request, "families/form.html", context)


@require(Permission.EDIT_FAMILIES)
def member_new(request: HttpRequest, family_id: UUID) -> HttpResponse:
    """Somebody more in the family, born or expected."""
    family = family_or_404(request, family_id)
    editing = Editing(request)
    form = editing.form(MemberForm, initial={"role": request.GET.get("rol", "")})
    if editing.is_valid(form):
        done = editing.save(
            form,
            lambda: actions.add_member(family, by=request.user, **form.cleaned_data),
            then=lambda member: _after_adding(request, family.pk),
            message=_("The family member is saved."),
        )
        if done:
            return done
    context = {
        "family": family,
        "form": form,
        "editing": editing,
        "title": _("Add a family member"),
        "extra": "families/_check.html",
        "resembles": watch(request, form, family),
        "button": _("Save the family member"),
        "again": _("Save and add another"),
    }
    return render(request, "families/form.html", context)


def _after_adding(request: HttpRequest, family_id: UUID) -> str:
    """The file, or an empty form for the next one: a family comes with all its members at once."""
    if "again" in request.POST:
        return branch_url(request.branch, "families:member_new", family_id=family_id)
    return file_url(request, family_id, "gezin")


@require(Permission.EDIT_FAMILIES)
def member_edit(request: HttpRequest, family_id: UUID, member_id: UUID) -> HttpResponse:
    """Corrects who somebody is; who leaves the family gets a last day and stays in the file."""
    family = family_or_404(request, family_id)
    member = get_object_or_404(FamilyMember.objects.all(), family=family, pk=member_id)
    looked_at(request, family)
    editing = Editing(request, about=member)
    form = editing.form(MemberForm, initial=values_of(member, MemberForm))
    if editing.is_valid(form):
        done = editing.save(
            form,
            lambda: actions.change_member(
                member, by=request.user, version=editing.version, **form.cleaned_data
            ),
            then=lambda member: file_url(request, family.pk, "gezin"),
            message=_("The family member is saved."),
        )
        if done:
            return done
    context = {
        "family": family,
        "form": form,
        "editing": editing,
        "title": member.first_name or _("Family member"),
        "extra": "families/_check.html",
        "resembles": watch(request, form, family),
        "move": branch_url(request.branch, "families:member_move", family_id=family.pk, member_id=member.pk),
        "part": "leden",
        "record": member,
        "elsewhere": ""
        if member.left_on
        else branch_url(request.branch, "families:member_left", family_id=family.pk, member_id=member.pk),
        "elsewhere_label": _("Is this person no longer in the family? Note it here."),
    }
    return render(request, "families/form.html", context)


@require(Permission.EDIT_FAMILIES)
def member_born(request: HttpRequest, family_id: UUID, member_id: UUID) -> HttpResponse:
    """An expected child is there: its birth date, and a name if there is one."""
    family = family_or_404(request, family_id)
    member = get_object_or_404(FamilyMember.objects.all(), family=family, pk=member_id)
    if member.birth_date is not None:
        raise Http404
    looked_at(request, family)
    editing = Editing(request, about=member)
    form = editing.form(BirthForm, initial=values_of(member, BirthForm), member=member)
    if editing.is_valid(form):
        done = editing.save(
            form,
            lambda: actions.note_birth(member, by=request.user, version=editing.version, **form.cleaned_data),
            then=lambda member: file_url(request, family.pk, "gezin"),
            message=_("The birth is noted."),
        )
        if done:
            return done
    context = {
        "family": family,
        "form": form,
        "editing": editing,
        "title": _("The child is born"),
        "elsewhere": branch_url(
            request.branch, "families:member_left", family_id=family.pk, member_id=member.pk
        ),
        "elsewhere_label": _("Did it go differently? Note it here."),
    }
    return render(request, "families/form.html", context)


@require(Permission.EDIT_FAMILIES)
def member_left(request: HttpRequest, family_id: UUID, member_id: UUID) -> HttpResponse:
    """Somebody is no longer in the family, or a pregnancy has ended: since when, and why."""
    family = family_or_404(request, family_id)
    member = get_object_or_404(FamilyMember.objects.all(), family=family, pk=member_id)
    looked_at(request, family)
    editing = Editing(request, about=member)
    form = editing.form(DepartureForm, member=member)
    if editing.is_valid(form):
        done = editing.save(
            form,
            lambda: actions.note_departure(
                member, by=request.user, version=editing.version, **form.cleaned_data
            ),
            then=lambda member: file_url(request, family.pk, "gezin"),
            message=_("It is noted."),
        )
        if done:
            return done
    context = {
        "family": family,
        "form": form,
        "editing": editing,
        "title": _("No longer in the family"),
        "intro": _(
            "Who it was stays in the file. Nobody gets a reminder or a question about it any more, and the"
            " volunteer does not see it on her card."
        ),
    }
    return render(request, "families/form.html", context)


@require(Permission.EDIT_FAMILIES)
def wait(request: HttpRequest, family_id: UUID) -> HttpResponse:
    """Puts this family on the waiting list."""
    family = family_or_404(request, family_id)
    editing = Editing(request)
    form = editing.form(PlaceForm, initial={"priority": Priority.NORMAL, "entered_on": timezone.localdate()})
    if editing.is_valid(form):
        done = editing.save(
            form,
            lambda: put_on_waiting_list(family=family, by=request.user, **form.cleaned_data),
            then=lambda entry: file_url(request, family.pk),
            message=_("The family is on the waiting list."),
        )
        if done:
            return done
    context = {"family": family, "form": form, "editing": editing, "title": _("Put on the waiting list")}
    return render(request, "families/form.html", context)
