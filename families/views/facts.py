"""What is known of a family, and what it agreed to."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from families.actions import facts as actions
from families.enums import ConsentPurpose, Fact
from families.forms.facts import ConsentDaysForm, ConsentForm, FactForm, FactsForm
from families.models import Consent, ProfileFact
from families.queries.file import situation_on
from families.views.common import family_or_404, file_url, values_of
from homestart.accounts.permissions import Permission, require
from homestart.audit.reading import looked_at
from homestart.drafts.editing import Editing


@require(Permission.EDIT_FAMILIES)
def facts(request: HttpRequest, family_id: UUID) -> HttpResponse:
    """All that is known, to be changed from a day on; below it what was noted when, to be corrected."""
    family = family_or_404(request, family_id)
    looked_at(request, family)
    rows = list(family.facts.order_by("-valid_from", "fact"))
    situation = situation_on(rows, timezone.localdate())
    known = {known.fact.value: known.value for known in situation.known}
    editing = Editing(request, about=situation)
    form = editing.form(FactsForm, known=known)
    if editing.is_valid(form):
        done = editing.save(
            form,
            lambda: actions.note_facts(
                family,
                by=request.user,
                version=editing.version,
                day=form.cleaned_data["valid_from"],
                values=form.answers(),
            ),
            then=lambda rows: file_url(request, family.pk, "situatie"),
            message=_("The situation is saved."),
        )
        if done:
            return done
    context = {"family": family, "form": form, "editing": editing, "rows": rows}
    return render(request, "families/facts.html", context)


@require(Permission.EDIT_FAMILIES)
@require_POST
def facts_confirm(request: HttpRequest, family_id: UUID) -> HttpResponse:
    """Everything that is known still holds: one press."""
    family = family_or_404(request, family_id)
    actions.confirm_facts(family, by=request.user)
    messages.success(request, _("Noted: everything is still right today."))
    return redirect(file_url(request, family.pk, "situatie"))


@require(Permission.EDIT_FAMILIES)
def fact_edit(request: HttpRequest, family_id: UUID, fact_id: UUID) -> HttpResponse:
    """Corrects one earlier answer, or removes it."""
    family = family_or_404(request, family_id)
    row = get_object_or_404(ProfileFact.objects.all(), family=family, pk=fact_id)
    looked_at(request, family)
    editing = Editing(request, about=row)
    form = editing.form(FactForm, fact=Fact(row.fact), initial=values_of(row, FactForm))
    if editing.is_valid(form):
        done = editing.save(
            form,
            lambda: actions.change_fact(row, by=request.user, version=editing.version, **form.cleaned_data),
            then=lambda row: file_url(request, family.pk, "situatie"),
            message=_("The situation is saved."),
        )
        if done:
            return done
    context = {
        "family": family,
        "form": form,
        "editing": editing,
        "title": capfirst(Fact(row.fact).label),
        "part": "situatie",
        "record": row,
    }
    return render(request, "families/form.html", context)


@require(Permission.EDIT_FAMILIES)
def consent_new(request: HttpRequest, family_id: UUID) -> HttpResponse:
    """The family agrees to something from a day on."""
    family = family_or_404(request, family_id)
    given = set(family.consents.filter(withdrawn_on=None).values_list("purpose", flat=True))
    editing = Editing(request)
    form = editing.form(ConsentForm, open_purposes=[p for p in ConsentPurpose.values if p not in given])
    if editing.is_valid(form):
        done = editing.save(
            form,
            lambda: actions.give_consent(family, by=request.user, **form.cleaned_data),
            then=lambda consent: file_url(request, family.pk, "toestemmingen"),
            message=_("The consent is saved."),
        )
        if done:
            return done
    title = _("Note a consent")
    return render(
        request, "families/form.html", {"family": family, "form": form, "editing": editing, "title": title}
    )


@require(Permission.EDIT_FAMILIES)
def consent_edit(request: HttpRequest, family_id: UUID, consent_id: UUID) -> HttpResponse:
    """Takes a consent back from a day on, or corrects its days."""
    family = family_or_404(request, family_id)
    consent = get_object_or_404(Consent.objects.all(), family=family, pk=consent_id)
    looked_at(request, family)
    editing = Editing(request, about=consent)
    form = editing.form(ConsentDaysForm, initial=values_of(consent, ConsentDaysForm))
    if editing.is_valid(form):
        done = editing.save(
            form,
            lambda: actions.change_consent(
                consent, by=request.user, version=editing.version, **form.cleaned_data
            ),
            then=lambda consent: file_url(request, family.pk, "toestemmingen"),
            message=_("The consent is saved."),
        )
        if done:
            return done
    context = {
        "family": family,
        "form": form,
        "editing": editing,
        "title": capfirst(ConsentPurpose(consent.purpose).label),
        "part": "toestemmingen",
        "record": consent,
    }
    return render(request, "families/form.html", context)
