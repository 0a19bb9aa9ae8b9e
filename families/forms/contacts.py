"""A contact: nothing but the day is needed, everything else has an answer already."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from families.enums import ContactKind, NoteLevel, Place
from families.forms.fields import Answer, with_capitals, yes_no
from homestart.ui.forms import DayInput

LEVELS = [
    (NoteLevel.BRANCH.value, _("All colleagues")),
    (NoteLevel.COORDINATORS.value, _("Coordinators only")),
    (NoteLevel.CONCERN.value, _("Only with the concerns")),
]
TOOK_PLACE = [("True", _("Yes")), ("False", _("No")), ("", _("Not yet"))]


class ContactForm(forms.Form):
    template_name = "families/_contact_fields.html"
    #: What stands under "More": opened when something in it was changed or is wrong.
    more = ("place", "took_place", "minutes", "with_whom", "level")

    date = forms.DateField(label=_("Day"), widget=DayInput)
    kind = Answer(
        label=_("Kind"), choices=with_capitals(ContactKind.choices), empty_value=ContactKind.OTHER.value
    )
    note = forms.CharField(
        label=_("Note"), widget=forms.Textarea({"rows": 4, "autofocus": True}), required=False
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
    level = Answer(label=_("Who may read this?"), choices=LEVELS, empty_value=NoteLevel.BRANCH.value)

    def __init__(self, *args: Any, levels: Sequence[NoteLevel], **kwargs: Any) -> None:
        new = {
            "date": timezone.localdate(),
            "kind": ContactKind.OTHER.value,
            "took_place": True,
            "level": NoteLevel.BRANCH.value,
        }
        super().__init__(*args, **{**kwargs, "initial": new | kwargs.get("initial", {})})
        if len(levels) > 1:
            self.fields["level"].choices = [choice for choice in LEVELS if choice[0] in levels]  # type: ignore[attr-defined]
        else:
            # Who can give a note one level only is not asked.
            del self.fields["level"]

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
