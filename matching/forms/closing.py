"""Closing the support of a family: the day and the reason, and whatever else is known by then."""

from collections.abc import Iterator, Sequence
from typing import Any
from uuid import UUID

from django import forms
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from families.enums import RetentionPurpose
from homestart.ui.forms import CheckboxPills, DayInput, NoteInput, Section, SectionedForm
from homestart.vocabulary import Theme
from matching.actions import After, Keep, Talk
from matching.enums import Afterwards, ClosingReason, Present
from matching.models import Match, ReviewTalk, Trajectory

DAY = DayInput()
#: What is asked of each volunteer whose match ends with the trajectory.
OF_A_MATCH = ("end_reason", "afterwards", "thanked_on")
END = Section(_("The end"), ("ended_on", "closing_reason", "closing_note"))
TALK = Section(_("Closing talk"), ("talk_held_on", "talk_present", "talk_conclusion"))
THANKS = Section(_("Thanks"), ("family_thanked_on",))
AFTER = Section(
    _("After the closing"),
    ("onward_organisation", "onward_need", "story", "call_on"),
    _("All of this can wait."),
)
KEEP = Section(_("Keeping the file"), ("keep_until", "keep_purpose", "keep_reason"))


class CloseForm(SectionedForm, forms.Form):
    """`after` are the fields for the time after the closing: of a correction they are left out."""

    ended_on = forms.DateField(label=_("Last day"), widget=DAY)
    closing_reason = forms.ChoiceField(
        label=_("Why does it end?"), choices=[("", "–"), *ClosingReason.choices]
    )
    closing_note = forms.CharField(label=_("Note"), widget=NoteInput({"rows": 3}), required=False)
    talk_held_on = forms.DateField(
        label=_("Held on"), widget=DAY, required=False, help_text=_("Leave it empty when there was none.")
    )
    talk_present = forms.MultipleChoiceField(
        label=_("Who was there?"), choices=Present, widget=CheckboxPills, required=False
    )
    talk_conclusion = forms.CharField(
        label=_("What was concluded?"), widget=forms.Textarea(attrs={"rows": 3}), required=False
    )
    family_thanked_on = forms.DateField(
        label=_("Family thanked on"), widget=DAY, required=False, help_text=_("By a card, a call or a visit.")
    )
    onward_organisation = forms.CharField(
        label=_("Referred onward to"),
        max_length=200,
        required=False,
        help_text=_("Which service or organisation."),
    )
    onward_need = forms.ChoiceField(label=_("For what?"), choices=[("", "–"), *Theme.choices], required=False)
    story = forms.BooleanField(
        label=_("The family agrees that its story is told, without its name"), required=False
    )
    call_on = forms.DateField(
        label=_("Call again on"),
        widget=DAY,
        required=False,
        help_text=_("It stands on Today from that day on."),
    )
    keep_until = forms.DateField(label=_("Keep the file until"), widget=DAY, required=False)
    keep_purpose = forms.ChoiceField(label=_("What for?"), choices=RetentionPurpose, required=False)
    keep_reason = forms.CharField(
        label=_("Why until then?"),
        max_length=300,
        required=False,
        help_text=_("Only for another day than the usual one."),
    )

    def __init__(
        self,
        *args: Any,
        trajectory: Trajectory,
        matches: Sequence[Match],
        talk: ReviewTalk | None,
        years: int,
        **kwargs: Any,
    ) -> None:
        self.matches = matches
        super().__init__(*args, **kwargs)
        # Who typed it keeps it, also when a colleague closed the trajectory meanwhile.
        self.is_correction = trajectory.ended_on is not None and not any(
            name in self.data for name in (*AFTER.fields, *KEEP.fields)
        )
        volunteers = [
            Section(gettext("Volunteer: %(name)s") % {"name": match.volunteer}, self._add(match))
            for match in matches
        ]
        self.sections = [END, TALK, *volunteers, THANKS]
        if self.is_correction:
            for name in (*AFTER.fields, *KEEP.fields):
                del self.fields[name]
        else:
            self.sections += [AFTER, KEEP]
            self.fields["keep_until"].help_text = gettext(
                "Leave it empty: %(years)d years after the last day."
            ) % {"years": years}
        self._start_with(trajectory, talk)

    def _add(self, match: Match) -> tuple[str, ...]:
        """The fields about a volunteer."""
        names = tuple(f"{match.pk}_{what}" for what in OF_A_MATCH)
        reason, afterwards, thanked = names
        self.fields[reason] = forms.CharField(
            label=_("Why does the match end?"),
            max_length=500,
            required=False,
            help_text=_("Only when it is another reason than that of the trajectory."),
        )
        self.fields[afterwards] = forms.ChoiceField(
            label=_("What does the volunteer do now?"),
            choices=[("", "–"), *Afterwards.choices],
            required=False,
        )
        self.fields[thanked] = forms.DateField(label=_("Thanked on"), widget=DAY, required=False)
        return names

    def _start_with(self, trajectory: Trajectory, talk: ReviewTalk | None) -> None:
        first = {
            "ended_on": trajectory.ended_on or timezone.localdate(),
            "closing_reason": trajectory.closing_reason,
            "closing_note": trajectory.closing_note,
            "family_thanked_on": trajectory.family_thanked_on,
        }
        if talk:
            first |= {
                "talk_held_on": talk.held_on,
                "talk_present": talk.present,
                "talk_conclusion": talk.conclusion,
            }
        for match in self.matches:
            for what in OF_A_MATCH:
                first[f"{match.pk}_{what}"] = getattr(match, what)
        # What is left in a draft comes before what is known.
        self.initial = first | self.initial

    def clean(self) -> dict[str, Any]:
        values: dict[str, Any] = super().clean() or {}
        if values.get("keep_until") and not values.get("keep_reason"):
            self.add_error(
                "keep_reason", _("Say why this file is kept until another day, or leave the day empty.")
            )
        if values.get("onward_need") and not values.get("onward_organisation"):
            self.add_error("onward_organisation", _("To which service was the family referred?"))
        return values

    def values(self) -> dict[str, Any]:
        """What `close_trajectory` takes."""
        given = self.cleaned_data
        names = ("ended_on", "closing_reason", "closing_note", "family_thanked_on")
        return {name: given[name] for name in names} | {
            "talk": self._talk(),
            "volunteers": dict(self._volunteers()),
            "after": None if self.is_correction else self._after(),
        }

    def _talk(self) -> Talk | None:
        held_on, present, conclusion = (
            self.cleaned_data[f"talk_{what}"] for what in ("held_on", "present", "conclusion")
        )
        if not (held_on or present or conclusion):
            return None
        # Who writes down what was said and no day means the last one.
        return Talk(held_on or self.cleaned_data["ended_on"], present, conclusion)

    def _volunteers(self) -> Iterator[tuple[UUID, dict[str, Any]]]:
        for match in self.matches:
            yield (
                match.pk,
                {what: self.cleaned_data[f"{match.pk}_{what}"] for what in OF_A_MATCH},
            )

    def _after(self) -> After:
        given = self.cleaned_data
        organisation = given["onward_organisation"]
        return After(
            onward={"organisation": organisation, "need": given["onward_need"]} if organisation else None,
            story=given["story"],
            call_on=given["call_on"],
            keep=Keep(
                given["keep_until"], given["keep_purpose"] or RetentionPurpose.ACCOUNT, given["keep_reason"]
            ),
        )
