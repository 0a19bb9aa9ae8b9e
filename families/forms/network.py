"""What is agreed with a family, and who else is around it."""

import datetime
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from families.forms.facts import not_to_come
from families.forms.fields import yes_no
from homestart.ui.forms import DayInput, NoteInput, Section, SectionedForm
from homestart.ui.passages import HELP


class AgreementForm(forms.Form):
    text = forms.CharField(
        label=_("What is agreed?"),
        widget=NoteInput,
        help_text=_("For example what the volunteer does and does not do, photos, allergies, pets, keys."),
    )
    for_volunteer = forms.BooleanField(
        label=_("Show this on the card of the volunteer"),
        required=False,
        help_text=_("Then write nothing in it that she need not know. She sees nothing else of the file."),
    )
    agreed_on = forms.DateField(label=_("Agreed on"), widget=DayInput)
    ended_on = forms.DateField(
        label=_("No longer since"), widget=DayInput, required=False, help_text=_("Empty: it still holds.")
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        new = {"agreed_on": timezone.localdate()}
        super().__init__(*args, **{**kwargs, "initial": new | kwargs.get("initial", {})})

    def clean_agreed_on(self) -> datetime.date:
        return not_to_come(self.cleaned_data["agreed_on"])

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        agreed, ended = cleaned.get("agreed_on"), cleaned.get("ended_on")
        if agreed and ended and ended < agreed:
            self.add_error("ended_on", _("This is before the day on which it was agreed."))
        return cleaned


class ProfessionalForm(SectionedForm, forms.Form):
    function = forms.CharField(
        label=_("What is he or she for the family?"),
        max_length=100,
        help_text=_("For example the doctor, a teacher, the nurse of Kind en Gezin."),
    )
    name = forms.CharField(label=_("Name"), max_length=200, required=False)
    organisation = forms.CharField(label=_("Organisation"), max_length=200, required=False)
    phone = forms.CharField(
        label=_("Telephone"), max_length=50, required=False, widget=forms.TextInput({"type": "tel"})
    )
    email = forms.EmailField(label=_("E-mail address"), required=False)
    knows_us = yes_no(_("Does he or she know that Home-Start comes?"))
    since = forms.DateField(label=_("Since when?"), widget=DayInput, required=False)
    until = forms.DateField(
        label=_("Until when?"), widget=DayInput, required=False, help_text=_("Empty: still helps the family.")
    )
    note = forms.CharField(label=_("Note"), widget=NoteInput, required=False, help_text=HELP)

    sections = (
        Section(_("Who"), ("function", "name", "organisation", "phone", "email")),
        Section(_("Home-Start"), ("knows_us",)),
        Section(_("When"), ("since", "until", "note")),
    )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        since, until = cleaned.get("since"), cleaned.get("until")
        if since and until and until < since:
            self.add_error("until", _("This is before the day on which it began."))
        return cleaned
