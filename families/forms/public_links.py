"""What is filled in behind a link, by who has no login."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from families.forms.public import ReferralForm

#: Of an answer from outside: enough for some sentences.
LONGEST_MESSAGE = 500


class CompletionForm(ReferralForm):
    """The public form, behind a link: the secret in the address is proof enough of who sends it."""


class StillNeededForm(forms.Form):
    """One of two buttons, and some words if one wants."""

    YES, NO = "ja", "nee"

    answer = forms.ChoiceField(choices=[(YES, _("Still needed")), (NO, _("No longer needed"))])
    message = forms.CharField(
        label=_("Do you want to tell us something?"),
        max_length=LONGEST_MESSAGE,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        return {"still_needed": cleaned.get("answer") == self.YES, "message": cleaned.get("message", "")}
