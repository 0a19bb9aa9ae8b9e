"""Where a family was led to, and what came of it."""

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from families.enums import OnwardOutcome
from families.forms.fields import Answer, with_capitals, yes_no
from homestart.ui.forms import DayInput
from homestart.vocabulary import Theme

OUTCOMES = [
    ("", _("Not known yet")),
    *with_capitals(choice for choice in OnwardOutcome.choices if choice[0] != OnwardOutcome.UNKNOWN),
    (OnwardOutcome.UNKNOWN.value, _("We will not know")),
]


class OnwardForm(forms.Form):
    date = forms.DateField(label=_("Day"), widget=DayInput)
    organisation = forms.CharField(
        label=_("To which service?"),
        max_length=200,
        help_text=_("For example CAW, OCMW or a speech therapist."),
    )
    need = forms.ChoiceField(
        label=_("For what?"), choices=[("", "–"), *with_capitals(Theme.choices)], required=False
    )
    accompanied = yes_no(_("Did somebody of us go along?"))
    outcome = Answer(
        label=_("What came of it?"),
        choices=OUTCOMES,
        empty_value="",
        help_text=_("As long as it is not known, Today asks you after some weeks."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        new = {"date": timezone.localdate(), "outcome": ""}
        super().__init__(*args, **{**kwargs, "initial": new | kwargs.get("initial", {})})
