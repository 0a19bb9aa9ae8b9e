"""The family itself, its members and where it was led to."""

import datetime
from collections.abc import Collection
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from families.enums import LeftReason, MemberRole
from families.forms.facts import not_to_come
from families.forms.fields import Answer, language_choices, municipality_choices, with_capitals, yes_no
from families.models import FamilyMember
from families.rules import PREGNANCY_DAYS, age_on
from homestart.ui.forms import DayInput, NoteInput, Pills, Section, SectionedForm
from homestart.vocabulary import Gender

OLDEST = 120


class FamilyForm(SectionedForm, forms.Form):
    name = forms.CharField(label=_("Name of the family"), max_length=200)
    street = forms.CharField(label=_("Street and number"), max_length=200, required=False)
    postal_code = forms.CharField(label=_("Postal code"), max_length=20, required=False)
    municipality = forms.ChoiceField(label=_("Municipality"), required=False)
    phone = forms.CharField(
        label=_("Telephone"), max_length=50, required=False, widget=forms.TextInput({"type": "tel"})
    )
    email = forms.EmailField(label=_("E-mail address"), max_length=254, required=False)
    home_language = forms.ChoiceField(
        label=_("Language at home"), required=False, help_text=_("The language between parent and child.")
    )
    foster_family = yes_no(_("Is it a foster family?"))
    needs = forms.CharField(label=_("What does the family want help with?"), widget=NoteInput, required=False)
    strengths = forms.CharField(
        label=_("What goes well, what is the family good at?"), widget=NoteInput, required=False
    )

    sections = (
        Section(_("Name and address"), ("name", "street", "postal_code", "municipality", "phone", "email")),
        Section(_("Family"), ("home_language", "foster_family")),
        Section(
            _("Needs and strengths"),
            ("needs", "strengths"),
            _("In the words of the family. It may read this."),
        ),
    )

    def __init__(self, *args: Any, area: Collection[str], **kwargs: Any) -> None:
        """`area` are the municipalities of the branch, which come first."""
        super().__init__(*args, **kwargs)
        language, code = (self.initial.get(name, "") for name in ("home_language", "municipality"))
        self.fields["home_language"].choices = language_choices(language)
        self.fields["municipality"].choices = municipality_choices(area, code)


def gender_field() -> Answer:
    return Answer(label=_("Gender"), choices=[*with_capitals(Gender.choices), ("", _("Not known"))])


class MemberForm(SectionedForm, forms.Form):
    role = forms.ChoiceField(label=_("Who is it?"), choices=with_capitals(MemberRole.choices), widget=Pills)
    first_name = forms.CharField(label=_("First name"), max_length=200, required=False)
    last_name = forms.CharField(label=_("Last name"), max_length=200, required=False)
    gender = gender_field()
    birth_date = forms.DateField(label=_("Birth date"), widget=DayInput, required=False)
    due_date = forms.DateField(
        label=_("Due date"),
        widget=DayInput,
        required=False,
        help_text=_("For an unborn child; it stays after the birth."),
    )
    arrived_in_belgium_on = forms.DateField(
        label=_("In Belgium since"),
        widget=DayInput,
        required=False,
        help_text=_("For a parent who came from abroad. Only the year known? Then 1 January."),
    )
    joined_on = forms.DateField(
        label=_("Lives with the family since"),
        widget=DayInput,
        required=False,
        help_text=_("Empty: always been there."),
    )
    left_on = forms.DateField(label=_("Lived with the family until"), widget=DayInput, required=False)
    left_reason = forms.ChoiceField(
        label=_("Why no longer?"),
        choices=[("", "–"), *with_capitals(LeftReason.choices)],
        required=False,
    )

    sections = (
        Section(_("Who"), ("role", "first_name", "last_name", "gender")),
        Section(_("Birth"), ("birth_date", "due_date")),
        Section(_("Since when"), ("arrived_in_belgium_on", "joined_on", "left_on", "left_reason")),
    )

    def clean_birth_date(self) -> datetime.date | None:
        return _plausible_birth(self.cleaned_data["birth_date"])

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        today = timezone.localdate()
        birth, due, role = (cleaned.get(name) for name in ("birth_date", "due_date", "role"))
        if due and role and role != MemberRole.CHILD:
            self.add_error("due_date", _("Only a child has a due date. Leave it empty, or choose “child”."))
        elif due and not birth and due > today + datetime.timedelta(days=PREGNANCY_DAYS + 28):
            self.add_error(
                "due_date", _("This is more than ten months away. Check the year of the due date.")
            )
        elif due and birth and abs((birth - due).days) > 150:
            self.add_error("due_date", _("Birth date and due date are too far apart. Check both."))
        if birth and role == MemberRole.PARENT and age_on(birth, today) < 12:
            self.add_error("birth_date", _("A parent of this age? Check the year, or choose “child”."))
        arrived = cleaned.get("arrived_in_belgium_on")
        if arrived and arrived > today:
            self.add_error("arrived_in_belgium_on", _("This day is still to come. Check the date."))
        elif arrived and birth and arrived < birth:
            self.add_error("arrived_in_belgium_on", _("This is before the birth. Check both dates."))
        joined, left = cleaned.get("joined_on"), cleaned.get("left_on")
        reason = cleaned.get("left_reason")
        if reason and not left:
            self.add_error("left_on", _("Since when? Fill in the day, or choose no reason."))
        if reason == LeftReason.NOT_BORN and (birth or not due):
            self.add_error("left_reason", _("This is only for a child that was expected."))
        if joined and left and left < joined:
            self.add_error("left_on", _("This is before the day on which this person joined."))
        return cleaned


class BirthForm(forms.Form):
    """Of an unborn child: it is there."""

    birth_date = forms.DateField(label=_("Birth date"), widget=DayInput)
    first_name = forms.CharField(label=_("First name"), max_length=200, required=False)
    gender = gender_field()

    def __init__(self, *args: Any, member: FamilyMember, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.member = member

    def clean_birth_date(self) -> datetime.date:
        birth = _plausible_birth(self.cleaned_data["birth_date"])
        if birth and self.member.due_date and abs((birth - self.member.due_date).days) > 150:
            raise forms.ValidationError(_("This is far from the due date. Check the year."))
        assert birth  # the field is required
        return birth


class DepartureForm(forms.Form):
    """Of a member: no longer in the family."""

    left_reason = forms.ChoiceField(label=_("What happened?"), widget=Pills)
    left_on = forms.DateField(label=_("Since when?"), widget=DayInput)

    def __init__(self, *args: Any, member: FamilyMember, **kwargs: Any) -> None:
        super().__init__(*args, **{**kwargs, "initial": {"left_on": timezone.localdate()}})
        self.member = member
        self.fields["left_reason"].choices = with_capitals(departures(member))

    def clean_left_on(self) -> datetime.date:
        day = not_to_come(self.cleaned_data["left_on"])
        if self.member.joined_on and day < self.member.joined_on:
            raise forms.ValidationError(_("This is before the day on which this person joined."))
        if self.member.birth_date and day < self.member.birth_date:
            raise forms.ValidationError(_("This is before the birth. Check the date."))
        return day


def departures(member: FamilyMember) -> list[tuple[str, Any]]:
    """Why this member can be no longer in the family: a pregnancy ends only before a birth."""
    is_unborn = member.birth_date is None and member.due_date is not None
    wanted = (LeftReason.NOT_BORN, LeftReason.LIVES_ELSEWHERE, LeftReason.OTHER) if is_unborn else LeftReason
    return [
        (reason.value, reason.label)
        for reason in wanted
        if is_unborn or reason != LeftReason.NOT_BORN or member.left_reason == reason
    ]


def _plausible_birth(birth: datetime.date | None) -> datetime.date | None:
    today = timezone.localdate()
    if birth and birth > today:
        raise forms.ValidationError(
            _("This day is still to come. Is the child not born yet? Then fill in the due date.")
        )
    if birth and age_on(birth, today) > OLDEST:
        raise forms.ValidationError(_("Nobody is that old. Check the year."))
    return birth
