"""The forms of the volunteers: they check what was typed, the actions save it."""

import datetime
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from homestart.ui.forms import CheckboxPills, DayInput, Pills, Section, SectionedForm
from homestart.vocabulary import Daypart, Gender, Language, Theme
from volunteers.enums import CoachingKind, InterviewResult, RecruitmentChannel, StopReason
from volunteers.models import CoachingContact, RoleAssignment, Volunteer

TEXT = forms.Textarea(attrs={"rows": 4})
DAY = DayInput()


class VolunteerForm(SectionedForm, forms.ModelForm):
    """Everything in the file of a volunteer but roles and contacts; only the first name is needed."""

    first_name = forms.CharField(label=_("First name"), max_length=200)
    email = forms.EmailField(label=_("E-mail address"), required=False, max_length=254)
    gender = forms.ChoiceField(label=_("Gender"), choices=Gender, widget=Pills, required=False)
    languages = forms.MultipleChoiceField(
        label=_("Languages"), choices=Language, widget=CheckboxPills, required=False
    )
    channel = forms.ChoiceField(
        label=_("Found us through"), choices=[("", "–"), *RecruitmentChannel.choices], required=False
    )
    interview_result = forms.ChoiceField(
        label=_("Result of the interview"), choices=[("", "–"), *InterviewResult.choices], required=False
    )
    stop_reason = forms.ChoiceField(
        label=_("Reason of stopping"), choices=[("", "–"), *StopReason.choices], required=False
    )
    availability = forms.MultipleChoiceField(
        label=_("When"),
        choices=Daypart,
        widget=CheckboxPills(attrs={"class": "pills-by-three"}),
        required=False,
    )
    interests = forms.MultipleChoiceField(
        label=_("Would like to help with"), choices=Theme, widget=CheckboxPills, required=False
    )

    class Meta:
        model = Volunteer
        fields = [
            "first_name",
            "last_name",
            "phone",
            "email",
            "birth_date",
            "gender",
            "postal_code",
            "languages",
            "interested_on",
            "channel",
            "interview_on",
            "interview_result",
            "record_extract_issued_on",
            "record_extract_seen_on",
            "agreement_signed_on",
            "information_given_on",
            "available_from",
            "availability",
            "interests",
            "wishes",
            "stopped_on",
            "stop_reason",
        ]
        labels = {
            "last_name": _("Last name"),
            "phone": _("Telephone"),
            "birth_date": _("Birth date"),
            "postal_code": _("Postal code"),
            "interested_on": _("Interested on"),
            "interview_on": _("Introduction interview on"),
            "record_extract_issued_on": _("Extract issued on"),
            "record_extract_seen_on": _("Extract seen on"),
            "agreement_signed_on": _("Agreement signed on"),
            "information_given_on": _("Information given on"),
            "available_from": _("Available from"),
            "wishes": _("Wishes"),
            "stopped_on": _("Stopped on"),
        }
        widgets = {
            "birth_date": DAY,
            "interested_on": DAY,
            "interview_on": DAY,
            "record_extract_issued_on": DAY,
            "record_extract_seen_on": DAY,
            "agreement_signed_on": DAY,
            "information_given_on": DAY,
            "available_from": DAY,
            "stopped_on": DAY,
            "wishes": TEXT,
        }

    sections = (
        Section(
            _("Who"),
            [
                "first_name",
                "last_name",
                "phone",
                "email",
                "birth_date",
                "postal_code",
                "gender",
                "languages",
            ],
        ),
        Section(_("First contact"), ["interested_on", "channel", "interview_on", "interview_result"]),
        Section(
            _("Papers"),
            [
                "record_extract_issued_on",
                "record_extract_seen_on",
                "agreement_signed_on",
                "information_given_on",
            ],
            _("Of the criminal-record extract only these two dates are kept, never the document."),
        ),
        Section(_("Available"), ["available_from", "availability", "interests", "wishes"]),
        Section(_("Stopping"), ["stopped_on", "stop_reason"]),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # Records that were imported may hold a language that is not in the list: it stays.
        known = set(Language.values)
        others = [code for code in self.instance.languages if code not in known]
        self.fields["languages"].choices = [*Language.choices, *((code, code) for code in others)]
        if self.instance._state.adding:
            del self.fields["stopped_on"], self.fields["stop_reason"]


class RoleForm(forms.ModelForm):
    class Meta:
        model = RoleAssignment
        fields = ["role", "started_on", "ended_on", "project"]
        labels = {
            "role": _("Role"),
            "started_on": _("From"),
            "ended_on": _("Last day"),
            "project": _("Project"),
        }
        widgets = {"started_on": DAY, "ended_on": DAY}


class ContactForm(forms.ModelForm):
    """A contact in ten seconds: the day is today, the kind a call, the note may be empty."""

    kind = forms.ChoiceField(label=_("Kind"), choices=CoachingKind, widget=Pills, required=False)

    class Meta:
        model = CoachingContact
        fields = ["date", "kind", "note"]
        labels = {"date": _("Day"), "note": _("Note")}
        widgets = {"date": DAY, "note": TEXT}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance._state.adding:
            # Everything but the note has an answer already.
            self.fields["note"].widget.attrs["autofocus"] = True
            self.initial = {"date": timezone.localdate(), "kind": CoachingKind.CALL.value, **self.initial}

    def clean_date(self) -> datetime.date:
        """A contact is noted when it took place."""
        if self.cleaned_data["date"] > timezone.localdate():
            raise forms.ValidationError(_("This day is still to come. Fill in the day of the contact."))
        return self.cleaned_data["date"]

    def clean_kind(self) -> str:
        """The kind is a call unless somebody says which."""
        return self.cleaned_data["kind"] or CoachingKind.CALL.value
