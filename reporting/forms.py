"""What a person fills in for a report; the actions do the saving."""

from django import forms
from django.utils.translation import gettext_lazy as _

#: About ten printed pages: a text, not a book, and no load for the worker.
TEXT_LENGTH = 20_000


class TextForm(forms.Form):
    text = forms.CharField(
        label=_("Text"),
        required=False,
        max_length=TEXT_LENGTH,
        widget=forms.Textarea(attrs={"rows": 14}),
        help_text=_(
            "An empty line starts a new paragraph. A line that begins with “- ” becomes part of a list."
        ),
    )
    version = forms.IntegerField(min_value=0, widget=forms.HiddenInput)


class FinaliseForm(forms.Form):
    """Carries what was on the screen when the person confirmed; from the second version on it asks why."""

    reason = forms.CharField(
        label=_("Why is there a new version?"),
        max_length=500,
        help_text=_("Readers see this reason beside the new version."),
    )
    version = forms.IntegerField(min_value=1, widget=forms.HiddenInput)
    fingerprint = forms.RegexField(r"^[0-9a-f]{64}$", widget=forms.HiddenInput)

    def __init__(self, *args: object, is_new_version: bool, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        if not is_new_version:
            del self.fields["reason"]
