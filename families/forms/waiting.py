"""The waiting list: a place, leaving it, help meanwhile, and the periods in which it is closed."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from families.enums import (
    CHECK_RESULTS,
    Priority,
    WaitingCareActor,
    WaitingCareKind,
    WaitingCareResult,
    WaitingExitReason,
)
from families.forms.fields import with_capitals
from families.forms.referrals import found_families, not_later_than_today
from families.models import Family
from homestart.ui.forms import CheckboxPills, Combobox, DayInput, Found, NoteInput, Pills
from homestart.vocabulary import Daypart, Language, Theme

#: What one hears on the telephone; the rest is noted by the mail.
ANSWERS = (
    WaitingCareResult.STILL_NEEDED,
    WaitingCareResult.NO_LONGER_NEEDED,
    WaitingCareResult.NOT_REACHED,
)
CARE_ACTORS = [
    (WaitingCareActor.COORDINATOR.value, _("Coordinator")),
    (WaitingCareActor.VOLUNTEER.value, _("Start buddy or other volunteer")),
]
#: What can come of care; a mail is noted by what sends it.
CARE_RESULTS = [
    choice for choice in WaitingCareResult.choices if choice[0] != WaitingCareResult.ASKED_BY_MAIL
]


class PlaceForm(forms.Form):
    template_name = "families/waiting/_place_fields.html"
    #: What stands folded away, until something in it is filled in or wrong.
    more = ("wished_languages", "wished_dayparts", "wished_themes")

    priority = forms.ChoiceField(label=_("Priority"), choices=Priority, initial=Priority.NORMAL, widget=Pills)
    urgency_reason = forms.CharField(
        label=_("Why is it urgent?"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("Only for an urgent family. Colleagues see it on the list and on Today."),
    )
    wishes = forms.CharField(label=_("Wishes for a volunteer"), required=False, widget=NoteInput({"rows": 3}))
    wished_languages = forms.MultipleChoiceField(
        label=_("Speaks"), choices=Language, widget=CheckboxPills, required=False
    )
    wished_themes = forms.MultipleChoiceField(
        label=_("Can help with"), choices=Theme, widget=CheckboxPills, required=False
    )
    wished_dayparts = forms.MultipleChoiceField(
        label=_("Can come on"),
        choices=Daypart,
        widget=CheckboxPills(attrs={"class": "pills-by-three"}),
        required=False,
    )
    entered_on = forms.DateField(
        label=_("On the waiting list since"), widget=DayInput, validators=[not_later_than_today]
    )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("priority") == Priority.URGENT and not cleaned.get("urgency_reason"):
            self.add_error(
                "urgency_reason", _("Say why, so that colleagues understand the order of the list.")
            )
        return cleaned

    @property
    def more_is_open(self) -> bool:
        return any(self[name].value() or self[name].errors for name in self.more)


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
    field_order = ("family", *PlaceForm.base_fields)

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
    kind = forms.ChoiceField(
        label=_("What did you do?"), choices=with_capitals(WaitingCareKind.choices), widget=Pills
    )
    result = forms.ChoiceField(label=_("What came of it?"), widget=Pills, required=False)
    note = forms.CharField(label=_("Note"), required=False, widget=NoteInput({"rows": 3}))
    date = forms.DateField(label=_("Day"), widget=DayInput, validators=[not_later_than_today])

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        result: Any = self.fields["result"]
        mail = WaitingCareResult.ASKED_BY_MAIL
        by_mail = [(mail.value, mail.label)] if self.initial.get("result") == mail else []
        result.choices = with_capitals([*CARE_RESULTS, *by_mail])

    def clean(self) -> dict[str, Any]:
        """A result belongs to what was done: only who was asked, still needs support or not."""
        cleaned = super().clean() or {}
        kind, result = cleaned.get("kind"), cleaned.get("result")
        if kind and result and (kind == WaitingCareKind.STILL_NEEDED_CHECK) != (result in CHECK_RESULTS):
            self.add_error("result", _("This result does not belong to what you did. Choose another one."))
        return cleaned


class CareForm(ChangeCareForm):
    actor = forms.ChoiceField(label=_("By whom"), choices=CARE_ACTORS, widget=Pills)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        new = {"date": timezone.localdate(), "actor": WaitingCareActor.COORDINATOR}
        super().__init__(*args, **{**kwargs, "initial": new | kwargs.get("initial", {})})


class AnswerForm(forms.Form):
    """What came of a call to ask whether support is still needed: one of three buttons."""

    result = forms.ChoiceField(choices=[(value.value, value.label) for value in ANSWERS])


class MailForm(forms.Form):
    """Whom to write: by place on the waiting list, the family or the referrer."""

    addresses = forms.MultipleChoiceField(
        choices=(),
        error_messages={
            "required": _("Choose whom you want to write to."),
            "invalid_choice": _("This family was asked meanwhile. Choose again."),
        },
    )

    def __init__(self, *args: Any, addressees: Sequence[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        addresses: Any = self.fields["addresses"]
        addresses.choices = [(one, one) for one in addressees]


class StopForm(forms.Form):
    started_on = forms.DateField(label=_("From"), widget=DayInput)
    ended_on = forms.DateField(
        label=_("Until"),
        widget=DayInput,
        required=False,
        help_text=_("The last day. Leave it empty while you do not know."),
    )
    reason = forms.CharField(label=_("Reason"), max_length=500, required=False)
