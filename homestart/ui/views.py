"""The gallery: every component on one page, for whoever builds pages; not in production."""

from datetime import UTC, date, datetime
from types import SimpleNamespace
from typing import Any

from django import forms
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.views.decorators.http import require_safe

from homestart.accounts.permissions import Permission, require
from homestart.ui.charts import Bar, Group, bar_chart, grouped_bar_chart, line_chart, stacked_bar_chart
from homestart.ui.forms import CheckboxPills, Combobox, DayInput, Found, Pills, Section, SectionedForm
from homestart.ui.navigation import CHIPS
from homestart.ui.tables import Action, Column, ListTable, Row, Table
from homestart.ui.timeline import Chip, Entry

YES_NO_UNKNOWN = [("yes", "Ja"), ("no", "Nee"), ("unknown", "Weten we niet")]


class ExampleForm(forms.Form):
    """One of each kind of field; bound and empty in the gallery, so that the errors show."""

    name = forms.CharField(label="Naam", help_text="Voornaam en achternaam.")
    start = forms.DateField(label="Startdatum", widget=DayInput)
    note = forms.CharField(label="Notitie", widget=forms.Textarea, required=False)
    kind = forms.ChoiceField(label="Soort", choices=[("visit", "Huisbezoek"), ("call", "Telefoon")])
    moment = forms.ChoiceField(
        label="Dagdeel", choices=[("am", "Voormiddag"), ("pm", "Namiddag")], widget=forms.RadioSelect
    )
    agreed = forms.BooleanField(label="Het gezin gaat akkoord")


class ExampleLongForm(SectionedForm, forms.Form):
    """A form as long as an intake, with its parts under legends."""

    name = forms.CharField(label="Naam")
    phone = forms.CharField(label="Telefoon", required=False)
    start = forms.DateField(label="Aangemeld op", widget=DayInput)
    source = forms.ChoiceField(label="Via", choices=[("kg", "Kind en Gezin"), ("ocmw", "OCMW")])
    person = forms.CharField(label="Gezinsbuddy", required=False, help_text="Typ enkele letters.")
    single = forms.ChoiceField(
        label="Is het een eenoudergezin?", choices=YES_NO_UNKNOWN, widget=Pills, required=False
    )
    needs = forms.MultipleChoiceField(
        label="Waarbij wil het gezin steun?",
        choices=[
            ("network", "Netwerk"),
            ("children", "Opvoeding"),
            ("home", "Huishouden"),
            ("talk", "Praten"),
        ],
        widget=CheckboxPills,
        required=False,
    )
    story = forms.CharField(
        label="Wat vertelt het gezin zelf?",
        widget=forms.Textarea,
        required=False,
        help_text="In eigen woorden. Het gezin mag dit lezen.",
    )
    sections = (
        Section(
            "Wie", ["name", "phone", "start", "source", "person"], "Drie velden volstaan aan de telefoon."
        ),
        Section("Situatie", ["single", "needs"]),
        Section("Verhaal", ["story"]),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        people = [Found(1, "Annelies Vermeulen", "Herent"), Found(2, "Annemie Claes", "Veltem")]
        self.fields["person"].widget = Combobox(found=people)


EXAMPLE_MOMENT = datetime(2026, 10, 22, 12, 5, tzinfo=UTC)
EXAMPLE_ENTRIES = [
    Entry(
        date(2026, 10, 22),
        "Huisbezoek",
        "house",
        "An Peeters",
        "Samen naar het consultatiebureau geweest.\nDe jongste slaapt nu door.",
        "#",
    ),
    Entry(date(2026, 10, 15), "Telefoon", "phone", "An Peeters", "Mama vraagt of woensdag beter past."),
    Entry(date(2026, 9, 30), "Feit gewijzigd", "pencil", "", "Inkomen uit arbeid: van onbekend naar ja."),
]


def badge(label: str, kind: str) -> str:
    return render_to_string("components/badge.html", {"label": label, "kind": kind})


@require(Permission.ENTER)
@require_safe
def gallery(request: HttpRequest) -> HttpResponse:
    years = ["2023", "2024", "2025"]
    context = {
        "forms": [ExampleForm(prefix="empty"), ExampleForm({}, prefix="bound")],
        "long_form": ExampleLongForm(prefix="long", initial={"single": "unknown", "needs": ["talk"]}),
        "sections": [("wie", "Wie ze zijn"), ("afspraken", "Afspraken"), ("tijdlijn", "Tijdlijn")],
        "chips_of_kinds": [
            Chip("Alles", "?", current=True),
            Chip("Huisbezoeken", "?soort=visit", count=12),
            Chip("Telefoon", "?soort=call", count=3),
        ],
        "entries": EXAMPLE_ENTRIES,
        "list": ListTable(
            "3 gezinnen",
            [
                Column("Naam", sort="naam"),
                Column("Situatie"),
                Column("Wacht", sort="wacht"),
                Column("Kinderen", numeric=True, sort="kinderen"),
            ],
            [
                Row(
                    ["Familie Aerts", badge("wacht", "caution"), "5 maanden", 3],
                    "#1",
                    Action("Traject starten", "#"),
                ),
                Row(
                    ["Familie Ben Ali", badge("aangemeld", "accent"), "9 dagen", 1],
                    "#2",
                    Action("Beslissen", "#"),
                ),
                Row(["Familie De Wilde-Vanden Broucke", badge("ondersteund", "good"), "–", 2], "#3"),
            ],
            order="wacht",
        ),
        "action": Action("Beslissen", "#"),
        "steps": [("Aanmelding", "#"), ("Kennismaking", "#"), ("Gegevens", ""), ("Besluit", "")],
        "stats": [
            (4, "aanmeldingen open", "#"),
            (11, "gezinnen wachten", "#"),
            ("5 maanden", "langste wachttijd", ""),
        ],
        "conflict": [
            ("Telefoon", "016 22 33 44", "016 22 33 45"),
            (
                "Notitie",
                "Mama belde: liever op woensdag.",
                "Het gezin vraagt een andere dag.\nNog na te vragen.",
            ),
        ],
        "editing": SimpleNamespace(
            draft=SimpleNamespace(saved_at=EXAMPLE_MOMENT), path=request.path, version=1, token=""
        ),
        "moment": EXAMPLE_MOMENT,
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
