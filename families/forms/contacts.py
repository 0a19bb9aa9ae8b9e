"""A contact: nothing but the day is needed, everything else has an answer already."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from families.enums import ContactKind, NoteLevel, Place
from families.forms.fields import Answer, LevelForm, with_capitals, yes_no
from homestart.ui.forms import DayInput, NoteInput
from homestart.ui.passages import HELP

TOOK_PLACE = [("True", _("Yes")), ("False", _("No")), ("", _("Not yet"))]


class ContactForm(LevelForm):
    template_name = "families/_contact_fields.html"
    #: What stands under "More": opened when something in it was changed or is wrong.
    more = ("next_text", "next_on", "place", "took_place", "minutes", "with_whom", "level")

    date = forms.DateField(label=_("Day"), widget=DayInput)
    kind = Answer(
        label=_("Kind"), choices=with_capitals(ContactKind.choices), empty_value=ContactKind.OTHER.value
    )
    note = forms.CharField(
        label=_("Note"), widget=NoteInput({"autofocus": True}), required=False, help_text=HELP
    )
    next_text = forms.CharField(
        label=_("What has to be done next?"),
        max_length=300,
        required=False,
        help_text=_("For example: call back about the childcare."),
    )
    next_on = forms.DateField(
        label=_("From which day?"),
        widget=DayInput,
        required=False,
        help_text=_("From this day on it stands on Today."),
    )
    took_place = yes_no(
        _("Did it take place?"),
        TOOK_PLACE,
        help_text=_("Only a contact that took place counts in the figures."),
    )
    place = forms.ChoiceField(
        label=_("Where"), choices=[("", "–"), *with_capitals(Place.choices)], required=False
    )
    minutes = forms.IntegerField(label=_("How many minutes"), min_value=1, max_value=1440, required=False)
    with_whom = forms.CharField(
        label=_("With whom?"),
        max_length=200,
        required=False,
        help_text=_("Who else was there, for example the mother and somebody of Kind en Gezin."),
    )

    def __init__(self, *args: Any, levels: Sequence[NoteLevel], **kwargs: Any) -> None:
        new = {"date": timezone.localdate(), "kind": ContactKind.OTHER.value, "took_place": True}
        super().__init__(*args, levels=levels, **{**kwargs, "initial": new | kwargs.get("initial", {})})

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if "took_place" not in self.data:
            # Sent without that part of the form: a contact that is noted took place.
            cleaned["took_place"] = True
        if cleaned.get("took_place") and cleaned.get("date") and cleaned["date"] > timezone.localdate():
            self.add_error(
                "date",
                _("This day is still to come. Is it a plan? Then choose “Not yet” under “More”."),
            )
        text, day = cleaned.get("next_text"), cleaned.get("next_on")
        if text and not day and "next_on" not in self.errors:
            self.add_error("next_on", _("Choose the day on which you want to see this on Today."))
        elif day and not text:
            self.add_error("next_text", _("Write what has to be done on that day."))
        return cleaned

    @property
    def more_is_open(self) -> bool:
        usual = {"took_place": True, "level": NoteLevel.BRANCH.value}
        return bool(self.errors) or any(
            str(field.value() or "") != str(usual.get(field.name, "")) for field in self.second
        )

    @property
    def second(self) -> list[forms.BoundField]:
        return [self[name] for name in self.more if name in self.fields]

    def get_context(self) -> dict[str, Any]:
        first = [self[name] for name in self.fields if name not in self.more]
        return {**super().get_context(), "first": first, "second": self.second}


class ContactChangeForm(ContactForm):
    """A contact that was noted: what was agreed in it stands on its own by now."""

    next_text = None
    next_on = None
