"""The gallery: every component on one page, for whoever builds pages; not in production."""

from datetime import date

from django import forms
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from homestart.accounts.permissions import Permission, require
from homestart.ui.charts import Bar, Group, bar_chart, grouped_bar_chart, line_chart, stacked_bar_chart
from homestart.ui.navigation import CHIPS
from homestart.ui.tables import Column, Table


class ExampleForm(forms.Form):
    """One of each kind of field; bound and empty in the gallery, so that the errors show."""

    name = forms.CharField(label="Naam", help_text="Voornaam en achternaam.")
    start = forms.DateField(label="Startdatum", widget=forms.DateInput(attrs={"type": "date"}))
    note = forms.CharField(label="Notitie", widget=forms.Textarea, required=False)
    kind = forms.ChoiceField(label="Soort", choices=[("visit", "Huisbezoek"), ("call", "Telefoon")])
    moment = forms.ChoiceField(
        label="Dagdeel", choices=[("am", "Voormiddag"), ("pm", "Namiddag")], widget=forms.RadioSelect
    )
    agreed = forms.BooleanField(label="Het gezin gaat akkoord")


@require(Permission.ENTER)
@require_safe
def gallery(request: HttpRequest) -> HttpResponse:
    years = ["2023", "2024", "2025"]
    context = {
        "forms": [ExampleForm(prefix="empty"), ExampleForm({}, prefix="bound")],
        "page": Paginator(range(240), 20).get_page(request.GET.get("page", 5)),
        "chips": [f"chip-{number}" for number in range(1, CHIPS + 1)],
        "today": date(2025, 10, 22),
        "table": Table(
            "Kinderen naar leeftijd",
            [Column("Leeftijd"), Column("2024", numeric=True), Column("2025", numeric=True, current=True)],
            [["Ongeboren", 1, 2], ["0 tot 6 jaar", 25, 29], ["7 tot 12 jaar", 24, 22]],
        ),
        "charts": [
            (
                "Kenmerken van de gezinnen",
                bar_chart(
                    "Kenmerken van de gezinnen",
                    "Zes kenmerken in procent van de gezinnen; eenoudergezin is het grootste met 45 %.",
                    [
                        Bar("Eenoudergezin", 45),
                        Bar("Geen inkomen uit arbeid", 32.4),
                        Bar("Psychische kwetsbaarheid van een ouder of een kind", 24.5),
                        Bar("Nieuwkomer", 0),
                        Bar("Huisvesting", None),
                    ],
                    unit="%",
                    decimals=0,
                    maximum=100,
                ),
            ),
            (
                "Kinderen naar leeftijd",
                grouped_bar_chart(
                    "Kinderen naar leeftijd",
                    "Per leeftijd een staaf voor 2023, 2024 en 2025.",
                    years,
                    [
                        Group("Ongeboren", [0, 1, 2]),
                        Group("0 tot 6 jaar", [16, 25, 29]),
                        Group("7 tot 12 jaar", [12, 24, 22]),
                        Group("Ouder dan 12 jaar", [3, 7, None]),
                    ],
                ),
            ),
            (
                "Vrijwilligers naar geslacht",
                stacked_bar_chart(
                    "Vrijwilligers naar geslacht",
                    "Per jaar het aandeel vrouwen, mannen en anderen.",
                    ["Vrouw", "Man", "X"],
                    [Group("2024", [18, 3, 0]), Group("2025", [21, 2, 1])],
                ),
            ),
            (
                "Gezinnen door de jaren",
                line_chart(
                    "Gezinnen door de jaren",
                    "Begeleide gezinnen stegen van 18 naar 22, gestarte trajecten van 6 naar 7.",
                    years,
                    [Group("Begeleide gezinnen", [18, 21, 22]), Group("Gestarte trajecten", [6, 9, 7])],
                ),
            ),
        ],
    }
    return render(request, "ui/gallery.html", context)
