"""Registering a referral in one press, and completing it later."""

import datetime
from typing import Any
from uuid import UUID

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from families.enums import ReferralChannel, Sector
from families.forms.fields import yes_no
from families.models import Referral, ReferrerOrganisation
from families.queries.referrals import families_named, municipality_named, referrers
from homestart.ui.forms import CheckboxPills, Combobox, DayInput, Found, NoteInput, Pills, Section
from homestart.vocabulary import Theme


def not_later_than_today(day: datetime.date) -> None:
    """Raises ValidationError for a day that is still to come."""
    if day > timezone.localdate():
        raise ValidationError(_("This day is still to come. Choose today or an earlier day."))


def found_referrers(typed: str) -> list[Found]:
    """What one can choose after typing: the referrers that fit, and always the family itself."""
    itself = Found("", _("The family itself"))
    return [itself, *(Found(one.pk, str(one), one.get_sector_display()) for one in referrers(typed))]


def found_families(typed: str) -> list[Found]:
    return [Found(one.pk, str(one), one.phone) for one in families_named(typed)]


class ReferralForm(forms.Form):
    """Three fields in sight, the rest in parts that open; only a name or a telephone is needed."""

    template_name = "families/referrals/_fields.html"
    #: What the view knows of what is typed, ready to show; and whether all parts are open.
    resembles = ""
    unfolded = False
    #: A name that was typed as referrer and that the branch does not know.
    typed_referrer = ""
    sections = (
        Section(
            _("Who refers"),
            ["referrer", "referrer_person", "referrer_email", "referrer_phone"],
            _("the family itself, or a service"),
        ),
        Section(_("When and how"), ["received_on", "channel", "form_received_on"], _("today, by telephone")),
        Section(
            _("The family and its requests"),
            ["municipality_name", "family_email", "youngest_born_on", "family_agrees", "requests"],
            _("municipality, themes"),
        ),
    )

    #: Inside the first part: for a service that the list does not have.
    new_referrer = Section(
        _("Not in the list yet?"),
        ["new_organisation", "new_service", "new_sector", "new_email", "new_phone"],
        _("add the referrer"),
    )

    family_name = forms.CharField(
        label=_("Name of the family"),
        max_length=200,
        required=False,
        help_text=_("A name or a telephone number is enough; the rest can wait."),
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )
    phone = forms.CharField(
        label=_("Telephone"),
        max_length=50,
        required=False,
        widget=forms.TextInput(attrs={"type": "tel", "autocomplete": "off"}),
    )
    explanation = forms.CharField(label=_("What is it about?"), required=False, widget=NoteInput)
    received_on = forms.DateField(label=_("Received on"), widget=DayInput, validators=[not_later_than_today])
    channel = forms.ChoiceField(label=_("How"), choices=ReferralChannel, widget=Pills, required=False)
    form_received_on = forms.DateField(
        label=_("Form received on"), widget=DayInput, required=False, validators=[not_later_than_today]
    )
    referrer = forms.ModelChoiceField(
        label=_("Referrer"),
        queryset=None,
        required=False,
        help_text=_("Type a service or organisation. Empty: the family itself."),
        widget=Combobox,
        error_messages={"invalid_choice": _("Choose a referrer from the list.")},
    )
    referrer_person = forms.CharField(
        label=_("Contact person"),
        max_length=200,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    referrer_email = forms.EmailField(
        label=_("E-mail address of the contact person"),
        max_length=254,
        required=False,
        widget=forms.EmailInput(attrs={"autocomplete": "off"}),
    )
    referrer_phone = forms.CharField(
        label=_("Telephone of the contact person"),
        max_length=50,
        required=False,
        widget=forms.TextInput(attrs={"type": "tel", "autocomplete": "off"}),
    )
    new_organisation = forms.CharField(label=_("Organisation"), max_length=200, required=False)
    new_service = forms.CharField(label=_("Service"), max_length=200, required=False)
    new_sector = forms.ChoiceField(label=_("Sector"), choices=[("", "–"), *Sector.choices], required=False)
    new_email = forms.EmailField(label=_("E-mail address"), required=False)
    new_phone = forms.CharField(
        label=_("Telephone"),
        max_length=50,
        required=False,
        widget=forms.TextInput(attrs={"type": "tel"}),
    )
    municipality_name = forms.CharField(
        label=_("Municipality"),
        max_length=100,
        required=False,
        widget=forms.TextInput(attrs={"list": "municipalities", "autocomplete": "off"}),
    )
    family_email = forms.EmailField(
        label=_("E-mail address of the family"),
        max_length=254,
        required=False,
        widget=forms.EmailInput(attrs={"autocomplete": "off"}),
    )
    youngest_born_on = forms.DateField(
        label=_("Birth or due date of the youngest child"), widget=DayInput, required=False
    )
    family_agrees = yes_no(_("Does the family agree with the referral?"), required=False)
    requests = forms.MultipleChoiceField(
        label=_("What does the family ask for?"), choices=Theme, widget=CheckboxPills, required=False
    )

    def __init__(
        self,
        *args: Any,
        referrers_url: str = "",
        check_url: str = "",
        municipalities: list[str],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.municipalities = municipalities
        field: Any = self.fields["referrer"]
        field.queryset = ReferrerOrganisation.objects.all()
        field.widget.search_url = referrers_url
        self._find_referrers(field.widget)
        for name in ("family_name", "phone", "municipality_name", "family_email", "youngest_born_on"):
            self.fields[name].widget.attrs |= {
                "hx-post": check_url,
                "hx-trigger": "input changed delay:400ms",
                "hx-target": "#resembles",
                "hx-params": "family_name,phone,municipality_name,family_email,youngest_born_on,"
                "received_on,csrfmiddlewaretoken",
            }

    def _find_referrers(self, widget: Combobox) -> None:
        """What stands under the box: what was searched for without JavaScript, or the one that is chosen."""
        if f"referrer{Combobox.BUTTON}" in self.data:
            widget.found = found_referrers(self.data.get(f"referrer{Combobox.TYPED}", ""))
            return
        chosen = self.data.get("referrer") if self.is_bound else self.initial.get("referrer")
        chosen = getattr(chosen, "pk", chosen)
        try:
            known = ReferrerOrganisation.objects.filter(pk=UUID(str(chosen))).first() if chosen else None
        except ValueError:
            known = None
        if known:
            widget.found = [Found("", _("The family itself")), Found(known.pk, str(known))]

    def clean_referrer(self) -> ReferrerOrganisation | None:
        """The one that was chosen; or that is the only one of what was typed. A name that is new, is one."""
        chosen = self.cleaned_data["referrer"]
        typed = self.data.get(f"referrer{Combobox.TYPED}", "").replace("\x00", "").strip()
        if (
            chosen
            or not typed
            or typed == _("The family itself")
            or self.data.get("new_organisation", "").strip()
        ):
            return chosen
        found = list(referrers(typed)[:2])
        if len(found) > 1:
            self.fields["referrer"].widget.found = found_referrers(typed)
            raise ValidationError(_("There are more referrers of this name. Choose one from the list."))
        self.typed_referrer = "" if found else typed[:200]
        return found[0] if found else None

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if not cleaned.get("family_name") and not cleaned.get("phone"):
            self.add_error("family_name", _("Fill in a name or a telephone number. The rest can wait."))
        return cleaned

    @property
    def values(self) -> dict[str, Any]:
        """What the actions want: the municipality with its code, and the new referrer apart."""
        values = dict(self.cleaned_data)
        new = {
            name.removeprefix("new_"): values.pop(name) for name in list(values) if name.startswith("new_")
        }
        new["organisation"] = new["organisation"] or self.typed_referrer
        place = values["municipality_name"]
        known = municipality_named(place, values["received_on"]) if place else None
        values["municipality"] = known.pk if known else ""
        values["municipality_name"] = known.name if known else place
        return {**values, "new_referrer": new if new["organisation"] else None}

    def get_context(self) -> dict[str, Any]:
        named = {name for section in (*self.sections, self.new_referrer) for name in section.fields}
        return {
            **super().get_context(),
            "first": [self[name] for name in self.fields if name not in named],
            "parts": [self._part(section) for section in self.sections],
            "new_referrer": self._part(self.new_referrer),
            "municipalities": self.municipalities,
        }

    def _part(self, section: Section) -> tuple[Section, list[forms.BoundField], bool]:
        """The part with its fields, and whether it has to be open because one of them is wrong."""
        fields = [self[name] for name in section.fields]
        return section, fields, self.is_bound and any(field.errors for field in fields)


class ReferrerForm(forms.Form):
    organisation = forms.CharField(label=_("Organisation"), max_length=200)
    service = forms.CharField(label=_("Service"), max_length=200, required=False)
    sector = forms.ChoiceField(label=_("Sector"), choices=[("", "–"), *Sector.choices], required=False)
    phone = forms.CharField(
        label=_("Telephone"), max_length=50, required=False, widget=forms.TextInput(attrs={"type": "tel"})
    )
    email = forms.EmailField(label=_("E-mail address"), required=False)


def initial_of(referral: Referral) -> dict[str, Any]:
    """The referral as its form shows it."""
    names = [name for name in ReferralForm.base_fields if not name.startswith("new_")]
    initial = {name: getattr(referral, name) for name in names}
    return {**initial, "referrer": referral.referrer_id}
