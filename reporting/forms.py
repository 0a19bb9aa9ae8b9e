"""What a person fills in for a report; the actions do the saving."""

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from reporting.enums import ReportState
from reporting.reports.blocks import LINE_LENGTH, TextSlot

#: About ten printed pages: a text, not a book, and no load for the worker.
TEXT_LENGTH = 20_000
#: No branch has records from before.
FIRST_YEAR = 2000


class YearForm(forms.Form):
    """The year of which a report is opened: this year at the latest."""

    year = forms.IntegerField(label=_("Year"), min_value=FIRST_YEAR)

    def clean_year(self) -> int:
        year: int = self.cleaned_data["year"]
        if year > timezone.localdate().year:
            raise forms.ValidationError(_("This year has not begun yet."))
        return year


class TextForm(forms.Form):
    text = forms.CharField(
        label=_("Text"),
        required=False,
        max_length=TEXT_LENGTH,
        widget=forms.Textarea(attrs={"rows": 14, "autofocus": True}),
        help_text=_("An empty line begins a new paragraph. Begin a line with “- ” to make a list."),
    )
    version = forms.IntegerField(min_value=0, widget=forms.HiddenInput)

    def __init__(self, *args: Any, slot: TextSlot, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.slot = slot

    def clean_text(self) -> str:
        text: str = self.cleaned_data["text"]
        lines = [line for line in text.splitlines() if line.strip()]
        if self.slot.lines and (
            len(lines) > self.slot.lines or max(map(len, lines), default=0) > LINE_LENGTH
        ):
            raise forms.ValidationError(
                _("At most %(lines)d lines of %(length)d characters fit here.")
                % {"lines": self.slot.lines, "length": LINE_LENGTH}
            )
        return text


class StateForm(forms.Form):
    """A step of the report that a person takes by a button; becoming final takes more."""

    state = forms.ChoiceField(
        choices=[(state.value, state.label) for state in ReportState if state != ReportState.FINAL]
    )
    version = forms.IntegerField(min_value=1)


class FinaliseForm(forms.Form):
    """Carries what was on the screen when the person confirmed; from the second version on it asks why."""

    reason = forms.CharField(
        label=_("Why is there a new version?"),
        max_length=500,
        help_text=_("Readers see this reason beside the new version."),
    )
    version = forms.IntegerField(min_value=1, widget=forms.HiddenInput)
    fingerprint = forms.RegexField(r"^[0-9a-f]{64}$", widget=forms.HiddenInput)

    def __init__(self, *args: Any, is_new_version: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not is_new_version:
            del self.fields["reason"]

    def answers(self) -> dict[str, Any]:
        """version, fingerprint and reason; the reason is empty for a first version."""
        return {"reason": "", **self.cleaned_data}
