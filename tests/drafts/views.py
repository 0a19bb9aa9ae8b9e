"""A form on a family, as an app would write it; and a form that makes a family."""

from uuid import UUID

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import include, path
from django.utils import timezone

from families.models import Family, WaitingCareAction
from homestart.accounts.permissions import Permission, require
from homestart.audit import changes
from homestart.drafts.editing import Editing


class FamilyForm(forms.Form):
    name = forms.CharField(label="Naam")
    needs = forms.CharField(label="Noden", required=False, widget=forms.Textarea)
    phone = forms.CharField(label="Telefoon", required=False)


@require(Permission.EDIT_FAMILIES)
def edit(request: HttpRequest, family_id: str) -> HttpResponse:
    family = get_object_or_404(Family.objects.all(), pk=family_id)
    editing = Editing(request, about=family)
    form = editing.form(
        FamilyForm, initial={"name": family.name, "needs": family.needs, "phone": family.phone}
    )
    if editing.is_valid(form):
        done = editing.save(
            form,
            lambda: changes.change(
                family, "change_family", by=request.user, version=editing.version, **form.cleaned_data
            ),
            then=lambda family: f"/{request.branch.slug}/gezinnen/",
            message="Bewaard.",
        )
        if done:
            return done
    return render(request, "drafts/form.html", {"form": form, "editing": editing, "button": "Bewaren"})


@require(Permission.EDIT_FAMILIES)
def new(request: HttpRequest) -> HttpResponse:
    editing = Editing(request)
    form = editing.form(FamilyForm)
    if editing.is_valid(form):
        done = editing.save(
            form,
            lambda: changes.add(Family(**form.cleaned_data), "add_family", by=request.user),
            then=lambda family: f"/{request.branch.slug}/gezin/{family.pk}/",
        )
        if done:
            return done
    return render(request, "drafts/form.html", {"form": form, "editing": editing, "button": "Bewaren"})


@require(Permission.EDIT_FAMILIES)
def note(request: HttpRequest, family_id: UUID) -> HttpResponse:
    """Of a family that went between opening the page and saving, after the view had found it."""
    editing = Editing(request)
    form = editing.form(FamilyForm)
    if editing.is_valid(form):
        done = editing.save(
            form,
            lambda: WaitingCareAction.objects.create(
                family_id=family_id, date=timezone.localdate(), kind="paperwork", note="Geholpen."
            ),
            then=lambda care: f"/{request.branch.slug}/gezinnen/",
        )
        if done:
            return done
    return render(request, "drafts/form.html", {"form": form, "editing": editing, "button": "Bewaren"})


urlpatterns = [
    path("<slug:branch_slug>/gezin/<uuid:family_id>/zorg/", note),
    path("<slug:branch_slug>/gezin/nieuw/", new),
    path("<slug:branch_slug>/gezin/<uuid:family_id>/", edit),
    path("", include("homestart.urls")),
]
