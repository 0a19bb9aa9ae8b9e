"""Where a family was led to."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _

from families.actions import family as actions
from families.forms.family import OnwardForm
from families.models import OnwardReferral
from families.views.common import family_or_404, file_url, values_of
from homestart.accounts.permissions import Permission, require
from homestart.audit.reading import looked_at
from homestart.drafts.editing import Editing


@require(Permission.EDIT_FAMILIES)
def onward_new(request: HttpRequest, family_id: UUID) -> HttpResponse:
    """The family goes to another service too."""
    family = family_or_404(request, family_id)
    editing = Editing(request)
    form = editing.form(OnwardForm)
    if editing.is_valid(form):
        done = editing.save(
            form,
            lambda: actions.add_onward_referral(family, by=request.user, **form.cleaned_data),
            then=lambda onward: file_url(request, family.pk, "tijdlijn"),
            message=_("The onward referral is saved."),
        )
        if done:
            return done
    title = _("Refer onward")
    return render(
        request, "families/form.html", {"family": family, "form": form, "editing": editing, "title": title}
    )


@require(Permission.EDIT_FAMILIES)
def onward_edit(request: HttpRequest, family_id: UUID, onward_id: UUID) -> HttpResponse:
    """What came of it."""
    family = family_or_404(request, family_id)
    onward = get_object_or_404(OnwardReferral.objects.all(), family=family, pk=onward_id)
    looked_at(request, family)
    editing = Editing(request, about=onward)
    form = editing.form(OnwardForm, initial=values_of(onward, OnwardForm))
    if editing.is_valid(form):
        done = editing.save(
            form,
            lambda: actions.change_onward_referral(
                onward, by=request.user, version=editing.version, **form.cleaned_data
            ),
            then=lambda onward: file_url(request, family.pk, "tijdlijn"),
            message=_("The onward referral is saved."),
        )
        if done:
            return done
    context = {
        "family": family,
        "form": form,
        "editing": editing,
        "title": _("Onward referral"),
        "part": "doorverwijzingen",
        "record": onward,
    }
    return render(request, "families/form.html", context)
