"""What forms are made of: their templates, their sections, and the fields that Django does not have."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.forms.renderers import TemplatesSetting
from django.utils.translation import gettext_lazy as _


class Renderer(TemplatesSetting):
    """Forms look the same everywhere: their templates are in templates/components/."""

    form_template_name = "components/form.html"
    field_template_name = "components/field.html"


@dataclass(frozen=True)
class Section:
    """A part of a long form: its legend, the names of its fields in order, and a sentence of help."""

    legend: Any
    fields: Sequence[str]
    help: Any = ""


@dataclass(frozen=True)
class BoundSection:
    section: Section
    fields: list[forms.BoundField]
    id: str


class SectionedForm(forms.BaseForm):
    """Mixin: shows the fields under the legends of `sections`, two beside each other where there is room."""

    template_name = "components/form_sections.html"
    sections: Sequence[Section] = ()

    def get_context(self) -> dict[str, Any]:
        """What the template needs. Raises ValueError when a visible field is in no section, or in two."""
        named = [name for section in self.sections for name in section.fields if name in self.fields]
        visible = [field.name for field in self.visible_fields()]
        if sorted(named) != sorted(visible):
            raise ValueError(f"{type(self).__name__}: the sections name {named}, the fields are {visible}.")
        bound = [
            BoundSection(
                section=section,
                fields=[self[name] for name in section.fields if name in self.fields],
                id=f"{self.prefix or 'form'}-section-{number}",
            )
            for number, section in enumerate(self.sections, start=1)
        ]
        return {**super().get_context(), "sections": [section for section in bound if section.fields]}


class DayInput(forms.DateInput):
    """The browser's own date field, which wants and gives 2026-10-22 whatever the language."""

    input_type = "date"

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(attrs=attrs, format="%Y-%m-%d")


class NoteInput(forms.Textarea):
    """A note in which a passage about somebody else can be kept apart: see homestart.ui.passages.

    With JavaScript by a button that puts the marks around what is selected.
    """

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__({"rows": 4, "data-note": _("About somebody else"), **(attrs or {})})


class Pills(forms.RadioSelect):
    """A few short choices beside each other, such as yes, no and unknown: one press, everything in sight."""


class CheckboxPills(forms.CheckboxSelectMultiple):
    """The same, for more than one answer."""


@dataclass(frozen=True)
class Found:
    """What one can choose in a `Combobox`: `meta` tells people with the same name apart."""

    value: Any
    label: str
    meta: str = ""


class Combobox(forms.Widget):
    """Choose one of many by typing: the server searches, so the page never holds all names.

    `search_url` answers a POST of what was typed, named after the field and TYPED, with
    components/choices.html. Without JavaScript a button named after the field and BUTTON sends the form
    itself, and the view puts what it finds in `found`. The value is always that of the chosen radio button.
    """

    template_name = "components/combobox.html"
    TYPED = "_zoek"
    BUTTON = "_knop"

    def __init__(
        self, search_url: str = "", found: Sequence[Found] = (), attrs: dict[str, Any] | None = None
    ) -> None:
        super().__init__(attrs)
        self.search_url = search_url
        self.found = found
        self.typed = ""

    def use_required_attribute(self, initial: Any) -> bool:
        """The box may be empty when somebody is chosen."""
        return False

    def value_from_datadict(self, data: Any, files: Any, name: str) -> Any:
        self.typed = data.get(name + self.TYPED, "")
        return data.get(name)

    def value_omitted_from_data(self, data: Any, files: Any, name: str) -> bool:
        """Nobody chosen is an answer too, and what was typed belongs to a draft."""
        return name not in data and name + self.TYPED not in data

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        chosen = next((found for found in self.found if str(found.value) == str(value)), None)
        context["widget"].update(
            typed=self.typed or (chosen.label if chosen else ""),
            typed_name=name + self.TYPED,
            button_name=name + self.BUTTON,
            search_url=self.search_url,
            found=self.found,
        )
        return context
