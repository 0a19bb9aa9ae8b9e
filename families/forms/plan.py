"""The step plan of the network, as rows of a title and an explanation."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

#: So many empty rows for new steps; more after publishing.
EMPTY_ROWS = 3
MOST_ROWS = 40


class PlanForm(forms.Form):
    """Plain text. A row without title and explanation is no step; the order is that of the numbers."""

    template_name = "families/concerns/_plan_fields.html"

    after = forms.IntegerField(widget=forms.HiddenInput, min_value=0)
    introduction = forms.CharField(
        label=gettext_lazy("What does everybody read first?"),
        widget=forms.Textarea({"rows": 3}),
        required=False,
    )

    def __init__(self, *args: Any, rows: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.numbers = range(1, rows + 1)
        for number in self.numbers:
            of = {"number": number}
            self.fields[f"order_{number}"] = forms.IntegerField(
                label=_("Order %(number)d") % of, min_value=1, max_value=99, initial=number
            )
            self.fields[f"title_{number}"] = forms.CharField(
                label=_("Step %(number)d") % of, max_length=200, required=False
            )
            self.fields[f"explanation_{number}"] = forms.CharField(
                label=_("Explanation %(number)d") % of,
                widget=forms.Textarea({"rows": 3}),
                required=False,
            )

    def get_context(self) -> dict[str, Any]:
        names = ("order", "title", "explanation")
        rows = [[self[f"{name}_{number}"] for name in names] for number in self.numbers]
        return {**super().get_context(), "rows": rows}

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        for number in self.numbers:
            if cleaned.get(f"explanation_{number}") and not cleaned.get(f"title_{number}"):
                self.add_error(f"title_{number}", _("Give this step a title, or empty the explanation."))
        return cleaned

    @property
    def steps(self) -> list[tuple[str, str]]:
        """Titles and explanations, in their order."""
        values = self.cleaned_data
        filled = [n for n in self.numbers if values[f"title_{n}"]]
        filled.sort(key=lambda n: values[f"order_{n}"])
        return [(values[f"title_{n}"], values[f"explanation_{n}"]) for n in filled]
