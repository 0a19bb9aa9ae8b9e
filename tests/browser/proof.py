"""Pages of the tests: a form with everything that a form can have, whatever those of the application have."""

from typing import Any, ClassVar

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path
from django.utils.html import escape
from django.views.decorators.http import require_POST

from homestart import urls
from homestart.accounts.permissions import Permission, require
from homestart.drafts.editing import Editing
from homestart.ui.forms import Combobox, DayInput, Found, Pills, Section, SectionedForm
from homestart.ui.navigation import branch_url

PEOPLE = [
    Found(1, "Annelies Vermeulen", "Herent"),
    Found(2, "Annemie Claes", "Veltem"),
    Found(3, "Bo Claes", "Winksele"),
]


def people_like(typed: str) -> list[Found]:
    words = typed.lower()
    return [person for person in PEOPLE if words and person.label.lower().startswith(words)]


class NoteForm(SectionedForm, forms.Form):
    person = forms.TypedChoiceField(
        label="Wie", coerce=int, choices=[(p.value, p.label) for p in PEOPLE], widget=Combobox
    )
    day = forms.DateField(label="Datum", widget=DayInput, required=False)
    kind = forms.ChoiceField(
        label="Soort", choices=[("call", "Telefoon"), ("visit", "Huisbezoek")], widget=Pills, required=False
    )
    text = forms.CharField(label="Notitie", widget=forms.Textarea, required=False)
    sections: ClassVar = (Section("Contact", ["person", "day", "kind"]), Section("Verhaal", ["text"]))


# What was saved, in order.
SAVED: list[dict[str, Any]] = []


@require(Permission.EDIT_FAMILIES)
def note(request: HttpRequest) -> HttpResponse:
    editing = Editing(request)
    form = editing.form(NoteForm)
    box = form.fields["person"].widget
    box.search_url = branch_url(request.branch, "proof-people")
    form.fields["person"].widget = box
    if editing.is_valid(form):
        done = editing.save(
            form,
            lambda: SAVED.append(form.cleaned_data),
            then=lambda _: branch_url(request.branch, "families:list"),
            message="Het contact is genoteerd.",
        )
        if done:
            return done
    typed = request.POST.get("person" + Combobox.TYPED, "")
    chosen = request.POST.get("person") or form.initial.get("person")
    box.found = people_like(typed) or [person for person in PEOPLE if str(person.value) == str(chosen)]
    context = {"form": form, "editing": editing, "button": "Bewaren", "cancel": "/"}
    return render(request, "proof.html", context)


@require(Permission.EDIT_FAMILIES)
@require_POST
def people(request: HttpRequest) -> HttpResponse:
    typed = request.POST["person" + Combobox.TYPED]
    context = {"name": "person", "found": people_like(typed), "typed": typed}
    return render(request, "components/choices.html", context)


@require(Permission.READ_FAMILIES)
def search(request: HttpRequest) -> HttpResponse:
    icon = '<link rel="icon" href="/static/img/favicon.svg">'
    return HttpResponse(f"<title>Proef</title>{icon}<p>Gevonden: {escape(request.POST.get('zoek', ''))}</p>")


urlpatterns = [
    *urls.urlpatterns,
    path("<slug:branch_slug>/proef/", note, name="contact"),
    path("<slug:branch_slug>/proef/zoeken/", search, name="search"),
    path("<slug:branch_slug>/proef/personen/", people, name="proof-people"),
]
