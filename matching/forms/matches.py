"""Matches, the first visit, and the note for the colleague who takes over."""

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from homestart.drafts.editing import as_uuid
from homestart.ui.forms import Combobox, DayInput, Found
from matching.models import Match
from matching.queries import volunteers_to_ask
from volunteers.enums import VolunteerRole
from volunteers.models import Volunteer

DAY = DayInput()
AGREEMENTS = _("Which day, at what time, where. The volunteer reads this too.")


class AddMatchForm(forms.Form):
    """Who comes to the family, as what, and from when; a first visit that is still unknown is noted later."""

    volunteer = forms.ModelChoiceField(
        label=_("Volunteer"),
        queryset=None,
        help_text=_("Type some letters of the name. The down arrow shows who waits for a family."),
    )
    role = forms.ChoiceField(label=_("As"), choices=VolunteerRole, initial=VolunteerRole.FAMILY_BUDDY)
    introduced_on = forms.DateField(label=_("Introduced on"), widget=DAY, required=False)
    started_on = forms.DateField(
        label=_("First visit on"),
        widget=DAY,
        required=False,
        help_text=_("Leave it empty when the first visit is not planned yet."),
    )
    agreements = forms.CharField(
        label=_("Agreements"), widget=forms.Textarea(attrs={"rows": 3}), required=False, help_text=AGREEMENTS
    )

    def __init__(self, *args: Any, search_url: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["volunteer"].queryset = Volunteer.objects.all()
        self.fields["volunteer"].widget = Combobox(search_url)

    def offer(self) -> None:
        """Puts under the box whom one can choose: who was chosen, and whoever fits what was typed."""
        widget = self.fields["volunteer"].widget
        chosen = Volunteer.objects.filter(pk=as_uuid(str(self["volunteer"].value()))).first()
        found = volunteers_to_ask("" if chosen else widget.typed, timezone.localdate())
        if chosen and chosen.pk not in {one.value for one in found}:
            found = [Found(chosen.pk, str(chosen)), *found]
        widget.found = found

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        introduced, started = cleaned.get("introduced_on"), cleaned.get("started_on")
        if introduced and started and started < introduced:
            self.add_error("started_on", _("The first visit is not before the introduction."))
        return cleaned


class HandOverForm(forms.Form):
    """What a colleague has to know of a family."""

    text = forms.CharField(
        label=_("What has your colleague to know?"),
        widget=forms.Textarea(attrs={"rows": 8}),
        required=False,
        help_text=_("Everybody who works with families in the branch reads this. No concerns here."),
    )


class StartForm(forms.Form):
    """The day of the first visit of a planned trajectory, or another first day."""

    started_on = forms.DateField(label=_("First visit on"), widget=DAY)


class MatchForm(forms.ModelForm):
    """A match, corrected or ended."""

    class Meta:
        model = Match
        fields = [
            "role",
            "proposed_on",
            "family_answer",
            "volunteer_answer",
            "introduced_on",
            "started_on",
            "ended_on",
            "end_reason",
            "agreements",
        ]
        labels = {
            "role": _("As"),
            "proposed_on": _("Proposed on"),
            "family_answer": _("Answer of the family"),
            "volunteer_answer": _("Answer of the volunteer"),
            "introduced_on": _("Introduced on"),
            "started_on": _("First visit on"),
            "ended_on": _("Last day"),
            "end_reason": _("Why did it end?"),
            "agreements": _("Agreements"),
        }
        help_texts = {"agreements": AGREEMENTS}
        widgets = {
            "proposed_on": DAY,
            "introduced_on": DAY,
            "started_on": DAY,
            "ended_on": DAY,
            "agreements": forms.Textarea(attrs={"rows": 3}),
        }

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        started, ended = cleaned.get("started_on"), cleaned.get("ended_on")
        if started and ended and ended < started:
            self.add_error("ended_on", _("The last day is not before the first visit."))
        return cleaned


class EndMatchForm(forms.Form):
    """A volunteer stops with this family, which may go on with another."""

    ended_on = forms.DateField(label=_("Last day"), widget=DAY)
    end_reason = forms.CharField(label=_("Why did it end?"), max_length=500, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["ended_on"].initial = timezone.localdate
