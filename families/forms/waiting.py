"""The waiting list: a place, leaving it, help meanwhile, and the periods in which it is closed."""

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from families.enums import Priority, WaitingCareActor, WaitingCareKind, WaitingExitReason
from families.forms.referrals import found_families, not_later_than_today
from families.models import Family
from homestart.ui.forms import Combobox, DayInput, Found, Pills


class PlaceForm(forms.Form):
    priority = forms.ChoiceField(label=_("Priority"), choices=Priority, initial=Priority.NORMAL, widget=Pills)
    wishes = forms.CharField(
        label=_("Wishes for a volunteer"), required=False, widget=forms.Textarea(attrs={"rows": 3})
    )
    entered_on = forms.DateField(
        label=_("On the waiting list since"), widget=DayInput, validators=[not_later_than_today]
    )


class NewPlaceForm(PlaceForm):
    family = forms.ModelChoiceField(
        label=_("Family"),
        queryset=None,
        widget=Combobox,
        help_text=_("Type the beginning of the name, and choose."),
        error_messages={
            "required": _("Type the name and choose the family from the list."),
            "invalid_choice": _("Choose a family from the list."),
        },
    )
    field_order = ("family", "priority", "wishes", "entered_on")

    def __init__(self, *args: Any, families_url: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        family: Any = self.fields["family"]
        family.queryset = Family.objects.all()
        family.widget.search_url = families_url
        chosen = self.initial.get("family")
        if f"family{Combobox.BUTTON}" in self.data:
            family.widget.found = found_families(self.data.get(f"family{Combobox.TYPED}", ""))
        elif chosen:
            known = Family.objects.filter(pk=chosen)
            family.widget.found = [Found(one.pk, str(one), one.phone) for one in known]


class LeaveForm(forms.Form):
    exit_reason = forms.ChoiceField(
        label=_("Why does the family leave the list?"), choices=WaitingExitReason, widget=forms.RadioSelect
    )
    left_on = forms.DateField(label=_("Off the list on"), widget=DayInput, validators=[not_later_than_today])


class ChangeCareForm(forms.Form):
    kind = forms.ChoiceField(label=_("What did you do?"), choices=WaitingCareKind, widget=Pills)
    note = forms.CharField(label=_("Note"), required=False, widget=forms.Textarea(attrs={"rows": 3}))
    date = forms.DateField(label=_("Day"), widget=DayInput, validators=[not_later_than_today])


class CareForm(ChangeCareForm):
    actor = forms.ChoiceField(label=_("By whom"), choices=WaitingCareActor, widget=Pills)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        new = {"date": timezone.localdate(), "actor": WaitingCareActor.COORDINATOR}
        super().__init__(*args, **{**kwargs, "initial": new | kwargs.get("initial", {})})


class StopForm(forms.Form):
    started_on = forms.DateField(label=_("From"), widget=DayInput)
    ended_on = forms.DateField(
        label=_("Until"),
        widget=DayInput,
        required=False,
        help_text=_("The last day. Leave it empty while you do not know."),
    )
    reason = forms.CharField(label=_("Reason"), max_length=500, required=False)
