"""Several contacts at once: a day of telephone calls, one row for each."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _

from families.enums import ContactKind
from families.forms.fields import with_capitals
from families.forms.referrals import found_families
from families.models import Family
from homestart.drafts.editing import as_uuid
from homestart.ui.forms import Combobox, DayInput, Found, NoteInput

ROWS, MORE_ROWS, MOST_ROWS = 4, 3, 40
#: The button that asks for more rows, and what says how many there are.
MORE, COUNT = "more", "rows"


class SeveralForm(forms.Form):
    """Rows of family, day, kind and note. A row in which nothing is typed is no contact."""

    template_name = "families/_several_fields.html"

    def __init__(self, *args: Any, rows: int, families_url: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.numbers = range(1, rows + 1)
        self.fields[COUNT] = forms.IntegerField(widget=forms.HiddenInput, initial=rows, required=False)
        for number in self.numbers:
            of = {"number": number}
            self.fields[f"family_{number}"] = forms.UUIDField(
                label=_("Family %(number)d") % of,
                widget=Combobox(search_url=families_url),
                required=False,
                error_messages={"invalid": _("Choose a family from the list.")},
            )
            self.fields[f"date_{number}"] = forms.DateField(
                label=_("Day %(number)d") % of,
                widget=DayInput,
                initial=timezone.localdate(),
                required=False,
            )
            self.fields[f"kind_{number}"] = forms.ChoiceField(
                label=_("Kind %(number)d") % of,
                choices=with_capitals(ContactKind.choices),
                initial=ContactKind.OTHER.value,
                required=False,
            )
            self.fields[f"note_{number}"] = forms.CharField(
                label=_("Note %(number)d") % of, widget=NoteInput({"rows": 2}), required=False
            )
        self.contacts: list[tuple[Family, dict[str, Any]]] = []

    def take_over(self, typed: Mapping[str, Any]) -> None:
        """Shows what was typed without saying what is wrong with it yet."""
        for name, field in self.fields.items():
            if name != COUNT and not field.widget.value_omitted_from_data(typed, {}, name):
                self.initial[name] = field.widget.value_from_datadict(typed, {}, name)
            if name + Combobox.BUTTON in typed:
                field.widget.found = found_families(typed.get(name + Combobox.TYPED, ""))

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        today = timezone.localdate()
        chosen = {cleaned.get(f"family_{n}") for n in self.numbers} - {None}
        families = Family.objects.in_bulk(list(chosen))
        self.contacts = []
        for number in self.numbers:
            chosen_family, note = cleaned.get(f"family_{number}"), cleaned.get(f"note_{number}")
            typed = self.fields[f"family_{number}"].widget.typed.strip()
            if not chosen_family and not typed and not note:
                continue
            family, day = families.get(chosen_family), cleaned.get(f"date_{number}")
            if family is None and f"family_{number}" not in self.errors:
                self.add_error(f"family_{number}", _("Type the name and choose the family from the list."))
            if day is None and f"date_{number}" not in self.errors:
                self.add_error(f"date_{number}", _("Fill in the day."))
            elif day and day > today:
                self.add_error(f"date_{number}", _("This day is still to come. Check the date."))
            kind = cleaned.get(f"kind_{number}") or ContactKind.OTHER.value
            if family and day:
                self.contacts.append((family, {"date": day, "kind": kind, "note": note, "took_place": True}))
        if not self.contacts and not self.errors:
            self.add_error(None, _("Choose at least one family."))
        return cleaned

    def get_context(self) -> dict[str, Any]:
        self._name_the_chosen()
        names = ("family", "date", "kind", "note")
        rows = [(number, [self[f"{name}_{number}"] for name in names]) for number in self.numbers]
        return {**super().get_context(), "rows": rows, "may_have_more": len(rows) < MOST_ROWS}

    def _name_the_chosen(self) -> None:
        """Each box shows the name of its family: one query for all rows."""
        boxes = [self[f"family_{number}"] for number in self.numbers]
        chosen = {box.name: as_uuid(str(box.value() or "")) for box in boxes}
        families = Family.objects.in_bulk([pk for pk in chosen.values() if pk])
        for box in boxes:
            family = families.get(chosen[box.name])
            widget: Any = box.field.widget
            if family and not widget.found:
                widget.found = [Found(family.pk, str(family), family.phone)]
                widget.typed = widget.typed or str(family)
