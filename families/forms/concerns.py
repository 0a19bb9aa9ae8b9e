"""A worrying situation: facts, steps taken, the second pair of eyes, who was told, what came of it."""

import datetime
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from families.enums import ConcernOutcome, Informed
from families.forms.facts import not_to_come
from families.forms.fields import Answer, with_capitals
from homestart.ui.forms import DayInput


class TodayForm(forms.Form):
    """With a day of which today is the first guess."""

    day_field = "date"

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        initial = {self.day_field: timezone.localdate()} | kwargs.pop("initial", {})
        super().__init__(*args, initial=initial, **kwargs)


class ConcernForm(TodayForm):
    date = forms.DateField(label=_("Since which day?"), widget=DayInput, validators=[not_to_come])
    facts = forms.CharField(
        label=_("What did you see or hear?"),
        widget=forms.Textarea({"rows": 8, "autofocus": True}),
        help_text=_(
            "Only facts: what, when, where, who was there, in which words. Not what you think of it."
        ),
    )


class StepForm(TodayForm):
    day_field = "done_on"

    done_on = forms.DateField(label=_("On which day?"), widget=DayInput, validators=[not_to_come])
    note = forms.CharField(
        label=_("Note"),
        widget=forms.Textarea({"rows": 5, "autofocus": True}),
        required=False,
        help_text=_("Who you spoke with, what was said and agreed."),
    )


class SecondForm(TodayForm):
    day_field = "second_on"

    second_name = forms.CharField(
        label=_("Which colleague?"),
        max_length=200,
        help_text=_("Of the branch or of the central office, with name and function."),
    )
    second_on = forms.DateField(label=_("On which day?"), widget=DayInput, validators=[not_to_come])
    second_view = forms.CharField(
        label=_("What does this colleague think?"), widget=forms.Textarea({"rows": 4}), required=False
    )


class NoticeForm(TodayForm):
    who = forms.ChoiceField(label=_("Who was told, or asked?"), choices=with_capitals(Informed.choices))
    name = forms.CharField(label=_("Name and function"), max_length=200, required=False)
    date = forms.DateField(label=_("On which day?"), widget=DayInput, validators=[not_to_come])
    note = forms.CharField(label=_("What was said?"), widget=forms.Textarea({"rows": 4}), required=False)


class OutcomeForm(forms.Form):
    outcome = Answer(
        label=_("What came of it?"),
        choices=[("", _("Not known yet")), *with_capitals(ConcernOutcome.choices)],
        empty_value="",
    )
    conclusion = forms.CharField(
        label=_("What was decided, and why?"), widget=forms.Textarea({"rows": 4}), required=False
    )
    look_again_on = forms.DateField(
        label=_("Look at it again on"),
        widget=DayInput,
        required=False,
        help_text=_("On this day it stands on Today, for who follows concerns."),
    )
    closed_on = forms.DateField(
        label=_("Closed on"),
        widget=DayInput,
        required=False,
        validators=[not_to_come],
        help_text=_("Leave empty as long as somebody follows it."),
    )

    def __init__(self, *args: Any, began_on: datetime.date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.began_on = began_on

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        closed, outcome = cleaned.get("closed_on"), cleaned.get("outcome")
        if closed and closed < self.began_on:
            self.add_error("closed_on", _("This is before the day on which the concern began."))
        if closed and not outcome:
            self.add_error("outcome", _("Choose what came of it before you close the concern."))
        if outcome == ConcernOutcome.CLOSED and not closed and "closed_on" not in self.errors:
            self.add_error("closed_on", _("Fill in the day on which it was closed."))
        if closed:
            cleaned["look_again_on"] = None
        return cleaned
