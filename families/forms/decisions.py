"""Deciding on a referral: accept, do not accept, withdrawn."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from families.actions.referrals import Place
from families.enums import Priority, RefusalReason
from families.forms.referrals import found_families, not_later_than_today
from families.models import Family, Referral
from families.queries.lookalikes import Lookalike
from homestart.ui.forms import Combobox, DayInput, Pills


class DecisionForm(forms.Form):
    """The day and the words of a decision."""

    decided_on = forms.DateField(label=_("Decided on"), widget=DayInput, validators=[not_later_than_today])
    decision_note = forms.CharField(
        label=_("Explanation"), required=False, widget=forms.Textarea(attrs={"rows": 3})
    )


class RefuseForm(DecisionForm):
    refusal_reason = forms.ChoiceField(label=_("Why not?"), choices=RefusalReason, widget=forms.RadioSelect)
    field_order = ("refusal_reason", "decision_note", "decided_on")


class WithdrawForm(DecisionForm):
    field_order = ("decision_note", "decided_on")


WAITING_LIST, MATCHING = "waiting_list", "matching"
NEW_FILE, OTHER_FILE = "new", "other"


class AcceptForm(DecisionForm):
    """A family that is new gets a file, one that comes back is chosen; then the list or a volunteer."""

    file = forms.ChoiceField(label=_("Do you know this family already?"), widget=forms.RadioSelect)
    family = forms.ModelChoiceField(
        label=_("Which family?"),
        queryset=None,
        required=False,
        widget=Combobox,
        error_messages={"invalid_choice": _("Choose a family from the list.")},
    )
    then = forms.ChoiceField(
        label=_("And then?"),
        choices=[(WAITING_LIST, _("On the waiting list")), (MATCHING, _("Straight to a volunteer"))],
        initial=WAITING_LIST,
        widget=Pills,
    )
    priority = forms.ChoiceField(
        label=_("Priority"), choices=Priority, initial=Priority.NORMAL, widget=Pills, required=False
    )
    wishes = forms.CharField(
        label=_("Wishes for a volunteer"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("For example the language, a day of the week, or experience."),
    )
    field_order = ("file", "family", "then", "priority", "wishes", "decided_on", "decision_note")

    def __init__(
        self,
        *args: Any,
        referral: Referral,
        alike: Sequence[Lookalike] = (),
        families_url: str = "",
        waits: bool = False,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        if referral.family_id:
            del self.fields["file"], self.fields["family"]
        else:
            self._choose_file(alike, families_url)
        if waits or referral.decision == "accepted":
            del self.fields["then"], self.fields["priority"], self.fields["wishes"]

    def _choose_file(self, alike: Sequence[Lookalike], families_url: str) -> None:
        known = [
            (str(one.family_id), _("Yes: %(family)s") % {"family": f"{one.name} {one.phone}".strip()})
            for one in alike
            if one.family_id
        ]
        file: Any = self.fields["file"]
        other = _("Yes, another one") if known else _("Yes, take a file that is there")
        file.choices = [(NEW_FILE, _("No, make a new file")), *known, (OTHER_FILE, other)]
        file.initial = NEW_FILE
        family: Any = self.fields["family"]
        family.queryset = Family.objects.all()
        family.widget.search_url = families_url
        if f"family{Combobox.BUTTON}" in self.data:
            family.widget.found = found_families(self.data.get(f"family{Combobox.TYPED}", ""))

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        file = cleaned.get("file", NEW_FILE)
        if file == NEW_FILE:
            cleaned["family"] = None
        elif file != OTHER_FILE:
            cleaned["family"] = Family.objects.filter(pk=file).first()
        elif "family" in cleaned and cleaned["family"] is None:
            self.add_error("family", _("Type the name and choose the family from the list."))
        return cleaned

    @property
    def values(self) -> dict[str, Any]:
        """What the action wants: the place on the waiting list, if any, as one."""
        values = self.cleaned_data
        place = None
        if values.get("then") == WAITING_LIST:
            place = Place(values["priority"] or Priority.NORMAL.value, values["wishes"])
        return {
            "decided_on": values["decided_on"],
            "decision_note": values["decision_note"],
            "family": values.get("family"),
            "place": place,
        }
