"""Deciding on a referral: accept, do not accept, withdrawn."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from families.actions.decisions import Onward, Place
from families.actions.hand_over import HandOver
from families.enums import Priority, RefusalReason
from families.forms.fields import with_capitals, yes_no
from families.forms.referrals import found_families, not_later_than_today
from families.models import Family, Referral
from families.queries.lookalikes import Lookalike
from homestart.tenancy.models import Branch
from homestart.ui.forms import CheckboxPills, Combobox, DayInput, NoteInput, Pills, Section
from homestart.vocabulary import Theme


class DecisionForm(forms.Form):
    """The day and the words of a decision."""

    decided_on = forms.DateField(label=_("Decided on"), widget=DayInput, validators=[not_later_than_today])
    decision_note = forms.CharField(label=_("Explanation"), required=False, widget=NoteInput({"rows": 3}))


REASONS = with_capitals(RefusalReason.choices)


class RefuseForm(DecisionForm):
    """The reasons, one of them the main one; and in parts that open where the family is helped instead.

    The branch that serves the family is proposed; it is the consent that hands the referral over.
    """

    template_name = "families/referrals/_refuse_fields.html"
    other = Section(_("Is there another reason too?"), ["other_refusal_reasons"])
    hand_over = Section(
        _("Hand over to another branch"), ["hand_over_to", "hand_over_agreed", "hand_over_agreed_on"]
    )
    onward = Section(
        _("Refer onward"), ["onward_organisation", "onward_need", "onward_accompanied"], _("to a service")
    )
    refusal_reason = forms.ChoiceField(
        label=_("Why not? The main reason"),
        choices=REASONS,
        widget=forms.RadioSelect,
    )
    other_refusal_reasons = forms.MultipleChoiceField(
        label=_("Other reasons"),
        choices=REASONS,
        widget=CheckboxPills,
        required=False,
    )
    hand_over_to = forms.ModelChoiceField(
        label=_("Branch"), queryset=None, required=False, empty_label=_("To none")
    )
    hand_over_agreed = forms.BooleanField(label=_("The family agrees with this"), required=False)
    hand_over_agreed_on = forms.DateField(
        label=_("The family said so on"), widget=DayInput, required=False, validators=[not_later_than_today]
    )
    onward_organisation = forms.CharField(
        label=_("To which service?"),
        max_length=200,
        required=False,
        help_text=_("It stands in a file, which is made for it when there is none yet."),
    )
    onward_need = forms.ChoiceField(label=_("For what?"), choices=[("", "–"), *Theme.choices], required=False)
    onward_accompanied = yes_no(_("Did somebody of us go along or call along?"), required=False)
    field_order = ("refusal_reason", "decision_note", "decided_on")

    def __init__(self, *args: Any, sisters: QuerySet[Branch], can_hand_over: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if can_hand_over:
            field: Any = self.fields["hand_over_to"]
            field.queryset = sisters
        else:
            for name in self.hand_over.fields:
                del self.fields[name]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("hand_over_agreed"):
            if "hand_over_to" in cleaned and not cleaned["hand_over_to"]:
                self.add_error("hand_over_to", _("Choose the branch that gets the referral."))
            if "hand_over_agreed_on" in cleaned and not cleaned["hand_over_agreed_on"]:
                self.add_error("hand_over_agreed_on", _("Fill in when the family agreed."))
        elif "hand_over_to" in self.changed_data and cleaned.get("hand_over_to"):
            self.add_error(
                "hand_over_agreed", _("Ask the family first. Without its consent nothing is handed over.")
            )
        if not cleaned.get("onward_organisation") and (
            cleaned.get("onward_need") or cleaned.get("onward_accompanied")
        ):
            self.add_error("onward_organisation", _("Fill in the service, or leave the rest empty too."))
        return cleaned

    @property
    def values(self) -> dict[str, Any]:
        """What the action wants: the hand-over and the onward referral, if any, each as one."""
        values = {**self.cleaned_data}
        sister, agreed_on = values.pop("hand_over_to", None), values.pop("hand_over_agreed_on", None)
        agreed = values.pop("hand_over_agreed", False)
        onward = Onward(
            values.pop("onward_organisation"), values.pop("onward_need"), values.pop("onward_accompanied")
        )
        return {
            **values,
            "hand_over": HandOver(sister, agreed_on) if agreed else None,
            "onward": onward if onward.organisation else None,
        }

    def get_context(self) -> dict[str, Any]:
        sections = (self.other, self.hand_over, self.onward)
        parts = [self._part(section) for section in sections]
        inside = {name for section in sections for name in section.fields}
        return {
            **super().get_context(),
            "first": [self[name] for name in self.fields if name not in inside],
            "parts": [part for part in parts if part[1]],
        }

    def _part(self, section: Section) -> tuple[Section, list[forms.BoundField], bool]:
        """The part with its fields, and whether it is open: something stands in it, or is wrong."""
        fields = [self[name] for name in section.fields if name in self.fields]
        told = [field for field in fields if field.name != "hand_over_agreed_on"]
        return section, fields, any(field.errors for field in fields) or any(field.value() for field in told)


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
    urgency_reason = forms.CharField(
        label=_("Why is it urgent?"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("Only for an urgent family. Colleagues see it on the list and on Today."),
    )
    wishes = forms.CharField(
        label=_("Wishes for a volunteer"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("For example the language, a day of the week, or experience."),
    )
    field_order = (
        "file",
        "family",
        "then",
        "priority",
        "urgency_reason",
        "wishes",
        "decided_on",
        "decision_note",
    )

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
            for name in ("then", "priority", "urgency_reason", "wishes"):
                del self.fields[name]

    def _choose_file(self, alike: Sequence[Lookalike], families_url: str) -> None:
        known = [
            (
                str(one.family_id),
                _("Yes: %(family)s")
                % {"family": ", ".join(filter(None, [one.name, one.phone, *one.reasons]))},
            )
            for one in alike
            if one.family_id
        ]
        file: Any = self.fields["file"]
        other = _("Yes, another one") if known else _("Yes, take a file that is there")
        file.choices = [(NEW_FILE, _("No, make a new file")), *known, (OTHER_FILE, other)]
        # Who hurries does not make a second file of a family that is there.
        file.initial = None if known else NEW_FILE
        file.error_messages["required"] = _("Say whether you know this family already.")
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
        urgent = cleaned.get("then") == WAITING_LIST and cleaned.get("priority") == Priority.URGENT
        if urgent and not cleaned.get("urgency_reason"):
            self.add_error(
                "urgency_reason", _("Say why, so that colleagues understand the order of the list.")
            )
        return cleaned

    @property
    def values(self) -> dict[str, Any]:
        """What the action wants: the place on the waiting list, if any, as one."""
        values = self.cleaned_data
        place = None
        if values.get("then") == WAITING_LIST:
            priority = values["priority"] or Priority.NORMAL.value
            place = Place(priority, values["wishes"], values["urgency_reason"])
        return {
            "decided_on": values["decided_on"],
            "decision_note": values["decision_note"],
            "family": values.get("family"),
            "place": place,
        }


class AnswerForm(forms.Form):
    """What the referrer reads, and at which address; without one the coordinator tells it."""

    answer = forms.CharField(label=_("What the referrer reads"), widget=forms.Textarea(attrs={"rows": 16}))
    email = forms.EmailField(
        label=_("To"),
        max_length=254,
        required=False,
        help_text=_("Without an address nothing is mailed: you tell it yourself."),
    )
    field_order = ("email", "answer")
