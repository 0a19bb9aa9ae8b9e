"""What is agreed with a family, and who else is around it."""

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _

from families.actions import network as actions
from families.forms.network import AgreementForm, ProfessionalForm
from families.models import Agreement, Professional
from families.views.common import family_or_404, file_url, values_of
from homestart.accounts.permissions import Permission, require
from homestart.accounts.requests import Request
from homestart.audit.reading import looked_at
from homestart.drafts.editing import Editing


@require(Permission.EDIT_FAMILIES)
def agreement_new(request: Request, family_id: UUID) -> HttpResponse:
    """Something is agreed with the family."""
    family = family_or_404(request, family_id)
    editing = Editing(request)
    form = editing.form(AgreementForm)
    if editing.is_valid(form):
        done = editing.save(
            form,
            lambda: actions.add_agreement(family, by=request.user, **form.cleaned_data),
            then=lambda agreement: file_url(request, family.pk, "afspraken"),
            message=_("The agreement is saved."),
        )
        if done:
            return done
    context = {"family": family, "form": form, "editing": editing, "title": _("Note an agreement")}
    return render(request, "families/form.html", context)


@require(Permission.EDIT_FAMILIES)
def agreement_edit(request: Request, family_id: UUID, agreement_id: UUID) -> HttpResponse:
    """Corrects an agreement, or says that it no longer holds."""
    family = family_or_404(request, family_id)
    agreement = get_object_or_404(Agreement.objects.all(), family=family, pk=agreement_id)
    looked_at(request, family)
    editing = Editing(request, about=agreement)
    form = editing.form(AgreementForm, initial=values_of(agreement, AgreementForm))
    if editing.is_valid(form):
        done = editing.save(
            form,
            lambda: actions.change_agreement(
                agreement, by=request.user, version=editing.version, **form.cleaned_data
            ),
            then=lambda agreement: file_url(request, family.pk, "afspraken"),
            message=_("The agreement is saved."),
        )
        if done:
            return done
    context = {"family": family, "form": form, "editing": editing, "title": _("Change the agreement")}
    return render(request, "families/form.html", context | {"part": "afspraken", "record": agreement})


@require(Permission.EDIT_FAMILIES)
def professional_new(request: Request, family_id: UUID) -> HttpResponse:
    """Somebody more around the family."""
    family = family_or_404(request, family_id)
    editing = Editing(request)
    form = editing.form(ProfessionalForm)
    if editing.is_valid(form):
        done = editing.save(
            form,
            lambda: actions.add_professional(family, by=request.user, **form.cleaned_data),
            then=lambda professional: file_url(request, family.pk, "netwerk"),
            message=_("The network around the family is saved."),
        )
        if done:
            return done
    context = {"family": family, "form": form, "editing": editing, "title": _("Who else helps the family?")}
    return render(request, "families/form.html", context)


@require(Permission.EDIT_FAMILIES)
def professional_edit(request: Request, family_id: UUID, professional_id: UUID) -> HttpResponse:
    """Corrects who it is; whose help ended gets a last day and stays in the file."""
    family = family_or_404(request, family_id)
    professional = get_object_or_404(Professional.objects.all(), family=family, pk=professional_id)
    looked_at(request, family)
    editing = Editing(request, about=professional)
    form = editing.form(ProfessionalForm, initial=values_of(professional, ProfessionalForm))
    if editing.is_valid(form):
        done = editing.save(
            form,
            lambda: actions.change_professional(
                professional, by=request.user, version=editing.version, **form.cleaned_data
            ),
            then=lambda professional: file_url(request, family.pk, "netwerk"),
            message=_("The network around the family is saved."),
        )
        if done:
            return done
    context = {"family": family, "form": form, "editing": editing, "title": str(professional)}
    return render(request, "families/form.html", context | {"part": "netwerk", "record": professional})
