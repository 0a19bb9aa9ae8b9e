"""What is known of the family, all of it in one form; and what it agreed to."""

import datetime
from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from families.enums import ConsentPurpose, Fact, FactValue, Housing
from families.forms.fields import Answer
from homestart.ui.forms import DayInput, Pills, Section, SectionedForm

ANSWERS = [
    (FactValue.YES.value, _("Yes")),
    (FactValue.NO.value, _("No")),
    (FactValue.UNKNOWN.value, _("Not known")),
]
HOUSING = [
    (value, _("Not known") if value == Housing.UNKNOWN else capfirst(label))
    for value, label in Housing.choices
]


def answer_field(fact: Fact) -> forms.ChoiceField:
    """The possible values of one fact."""
    choices = HOUSING if fact == Fact.HOUSING else ANSWERS
    return Answer(label=capfirst(fact.label), choices=choices)


class FactsForm(SectionedForm, forms.Form):
    """All facts; the form begins with what is known."""

    valid_from = forms.DateField(
        label=_("Since when?"),
        widget=DayInput,
        help_text=_("Only what differs is noted, from this day on. What held before stays in the file."),
    )

    sections = (
        Section(_("Answers"), [fact.value for fact in Fact], _("“Not known” is an answer too.")),
        Section(_("From which day"), ["valid_from"]),
    )

    def __init__(self, *args: Any, known: Mapping[str, str], **kwargs: Any) -> None:
        initial = {"valid_from": timezone.localdate(), **known, **kwargs.pop("initial", {})}
        super().__init__(*args, initial=initial, **kwargs)
        for fact in Fact:
            self.fields[fact.value] = answer_field(fact)

    def clean_valid_from(self) -> datetime.date:
        return not_to_come(self.cleaned_data["valid_from"])

    def answers(self) -> dict[str, str]:
        return {fact.value: self.cleaned_data[fact.value] for fact in Fact}


class FactForm(forms.Form):
    """One earlier answer, corrected."""

    value = Answer(choices=ANSWERS)
    valid_from = forms.DateField(label=_("Since when?"), widget=DayInput)

    def __init__(self, *args: Any, fact: Fact, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["value"] = answer_field(fact)
        self.order_fields(["value", "valid_from"])

    def clean_valid_from(self) -> datetime.date:
        return not_to_come(self.cleaned_data["valid_from"])


class ConsentForm(forms.Form):
    purpose = forms.ChoiceField(label=_("What does the family agree to?"), widget=Pills)
    given_on = forms.DateField(label=_("Since when?"), widget=DayInput)

    def __init__(self, *args: Any, open_purposes: list[str], **kwargs: Any) -> None:
        """`open_purposes` are those to which the family has not agreed."""
        super().__init__(*args, **{**kwargs, "initial": {"given_on": timezone.localdate()}})
        self.fields["purpose"].choices = [
            (value, capfirst(label)) for value, label in ConsentPurpose.choices if value in open_purposes
        ]

    def clean_given_on(self) -> datetime.date:
        return not_to_come(self.cleaned_data["given_on"])


class ConsentDaysForm(forms.Form):
    given_on = forms.DateField(label=_("Given on"), widget=DayInput)
    withdrawn_on = forms.DateField(
        label=_("Withdrawn on"),
        widget=DayInput,
        required=False,
        help_text=_("Empty: the family still agrees."),
    )

    def clean_given_on(self) -> datetime.date:
        return not_to_come(self.cleaned_data["given_on"])

    def clean_withdrawn_on(self) -> datetime.date | None:
        day = self.cleaned_data["withdrawn_on"]
        return not_to_come(day) if day else None

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        given, withdrawn = cleaned.get("given_on"), cleaned.get("withdrawn_on")
        if given and withdrawn and withdrawn < given:
            self.add_error("withdrawn_on", _("This is before the day on which the family agreed."))
        return cleaned


def not_to_come(day: datetime.date) -> datetime.date:
    if day > timezone.localdate():
        raise forms.ValidationError(_("This day is still to come. Check the date."))
    return day
