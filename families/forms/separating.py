"""Who goes to another file, and from which day on."""

from collections.abc import Collection, Sequence
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from families.forms.fields import Answer, municipality_choices
from families.forms.merging import OtherFamilyForm, told
from families.models import FamilyMember
from homestart.ui.forms import CheckboxPills, DayInput, Section, SectionedForm

FROM_A_DAY, NEVER_HERE = "day", "never"


class MoveForm(OtherFamilyForm):
    """To which family a member goes: from a day on, or since ever."""

    how = Answer(
        label=_("What happened?"),
        choices=[
            (FROM_A_DAY, _("Went to live with the other family")),
            (NEVER_HERE, _("Was put in the wrong file")),
        ],
        initial=FROM_A_DAY,
    )
    day = forms.DateField(
        label=_("First day with the other family"),
        widget=DayInput,
        required=False,
        help_text=_("Until the day before, this person counts in this family. Not for a wrong file."),
    )
    field_order = ("family", "how", "day")

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("how") == NEVER_HERE:
            cleaned["day"] = None
        elif not cleaned.get("day") and "day" not in self.errors:
            self.add_error("day", _("Fill in from which day on, or choose “Was put in the wrong file”."))
        return cleaned

    @property
    def values(self) -> dict[str, Any]:
        return {"to": self.cleaned_data["family"], "day": self.cleaned_data["day"]}


class SeparateForm(SectionedForm, forms.Form):
    """Who goes to a new file, from which day on, and what is known of it."""

    members = forms.ModelMultipleChoiceField(
        label=_("Who goes to the new file?"),
        queryset=None,
        widget=CheckboxPills,
        error_messages={"required": _("Choose who goes to the new file. Somebody has to stay too.")},
    )
    day = forms.DateField(
        label=_("From which day on?"),
        widget=DayInput,
        help_text=_("Until the day before, everybody counts in this family."),
    )
    takes_place = forms.BooleanField(
        label=_("The place on the waiting list goes along to the new file"), required=False
    )
    name = forms.CharField(label=_("Name of the new family"), max_length=200)
    phone = forms.CharField(
        label=_("Telephone"), max_length=50, required=False, widget=forms.TextInput({"type": "tel"})
    )
    street = forms.CharField(label=_("Street and number"), max_length=200, required=False)
    postal_code = forms.CharField(label=_("Postal code"), max_length=20, required=False)
    municipality = forms.ChoiceField(label=_("Municipality"), required=False)

    sections = (
        Section(_("Who and when"), ("members", "day", "takes_place")),
        Section(_("The new file"), ("name", "phone", "street", "postal_code", "municipality")),
    )

    def __init__(
        self,
        *args: Any,
        household: Sequence[FamilyMember],
        waits: bool,
        area: Collection[str],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        members: Any = self.fields["members"]
        members.queryset = FamilyMember.objects.filter(pk__in=[one.pk for one in household])
        members.label_from_instance = told
        self.fields["municipality"].choices = municipality_choices(area)
        if not waits:
            del self.fields["takes_place"]


class JoinForm(forms.Form):
    """From which day on everybody is together again."""

    day = forms.DateField(
        label=_("Together again from"),
        widget=DayInput,
        help_text=_("Until the day before, they count in the other family."),
    )
    takes_place = forms.BooleanField(
        label=_("The place on the waiting list comes along to this file"), required=False
    )

    def __init__(self, *args: Any, waits: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial.setdefault("day", timezone.localdate())
        if not waits:
            del self.fields["takes_place"]
