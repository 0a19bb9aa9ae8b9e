"""What has to be done for a family, on which day, and by whom."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from families.enums import NoteLevel
from families.forms.fields import LevelForm
from homestart.accounts.models import User
from homestart.ui.forms import DayInput


class FollowUpForm(LevelForm):
    text = forms.CharField(
        label=_("What has to be done?"),
        max_length=300,
        help_text=_("For example: call back about the childcare."),
        widget=forms.TextInput({"autofocus": True}),
    )
    due_on = forms.DateField(
        label=_("From which day?"), widget=DayInput, help_text=_("From this day on it stands on Today.")
    )
    for_whom = forms.ModelChoiceField(
        label=_("Who does it?"), queryset=User.objects.none(), required=False, empty_label=_("Anybody")
    )

    def __init__(
        self, *args: Any, levels: Sequence[NoteLevel], people: "QuerySet[User]", **kwargs: Any
    ) -> None:
        super().__init__(*args, levels=levels, **kwargs)
        self.fields["for_whom"].queryset = people
        self.order_fields(["text", "due_on", "for_whom", "level"])
