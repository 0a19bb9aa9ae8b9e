"""The forms without an account: for who refers a family, and for who asks for the own family."""

import datetime
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from families.public_words import SECTORS, THEMES
from families.queries.inbox import branches_serving
from families.queries.referrals import is_outside_area, municipality_named, municipality_names
from families.rules import PREGNANCY_DAYS, age_on
from homestart.tenancy.models import Branch
from homestart.ui.forms import DayInput, Section, SectionedForm

#: Home-Start is for families of which the youngest child is not older.
OLDEST = 12
LONGEST_TEXT = 4000
#: The box that people do not see and robots fill in.
TRAP = "website"
DAY_FORMATS = ["%Y-%m-%d", "%d/%m/%Y", "%d-%m-%Y", "%d.%m.%Y"]


@dataclass(frozen=True)
class Remark:
    """Why the family may not be in the right place: said, and sent all the same when the sender wants to."""

    title: str
    text: str
    #: The branches that do serve the municipality.
    branches: list[Branch] = field(default_factory=list)


def youngest_is_possible(day: datetime.date) -> None:
    """Raises ValidationError for a day on which nobody in such a family is born."""
    today = timezone.localdate()
    if day > today + datetime.timedelta(days=PREGNANCY_DAYS):
        raise ValidationError(_("This day is too far ahead. Check the year."))
    if day.year < today.year - 30:
        raise ValidationError(_("This is long ago. Check the year."))


def text(label: Any, *, required: bool = True, autocomplete: str = "off", **options: Any) -> forms.CharField:
    attrs = {"autocomplete": autocomplete, **options.pop("attrs", {})}
    options.setdefault("max_length", 200)
    return forms.CharField(label=label, required=required, widget=forms.TextInput(attrs=attrs), **options)


def telephone(label: Any, *, autocomplete: str = "off", **options: Any) -> forms.CharField:
    attrs = {"type": "tel", "autocomplete": autocomplete}
    return forms.CharField(
        label=label, max_length=50, required=False, widget=forms.TextInput(attrs=attrs), **options
    )


class PublicForm(SectionedForm, forms.Form):
    """What both forms ask; the texts are capped, and nothing that was typed is lost by an error."""

    template_name = "families/public/_fields.html"
    #: Whether the sender asks for the own family.
    by_family = False
    #: Of each group one is enough, and so none of them is called optional.
    ONE_OF = (("youngest_born_on", "youngest_age"), ("phone", "family_email"), ("requests", "explanation"))
    #: What the view has to show inside the form.
    shown_remarks: Sequence[Any] = ()

    municipality_name = text(
        _("Municipality"),
        max_length=100,
        attrs={"list": "municipalities", "autocapitalize": "words"},
    )
    youngest_born_on = forms.DateField(
        label=_("Birth date of the youngest child, or the day on which it is expected"),
        widget=DayInput,
        required=False,
        input_formats=DAY_FORMATS,
        validators=[youngest_is_possible],
    )
    youngest_age = forms.IntegerField(
        label=_("Or the age of the youngest child, in years"),
        required=False,
        min_value=0,
        max_value=30,
        help_text=_("When you do not know the birth date."),
        widget=forms.NumberInput(attrs={"inputmode": "numeric"}),
    )
    requests = forms.MultipleChoiceField(
        label=_("What is it about?"),
        choices=list(THEMES.items()),
        widget=forms.CheckboxSelectMultiple,
        required=False,
        help_text=_("Choose all that fit, or tell it below."),
    )
    explanation = forms.CharField(
        label=_("Tell it in your own words"),
        required=False,
        max_length=LONGEST_TEXT,
        widget=forms.Textarea(attrs={"rows": 5}),
    )
    stamp = forms.CharField(widget=forms.HiddenInput, required=False, max_length=300)

    def __init__(self, *args: Any, branch: Branch, check_url: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.branch = branch
        # As they stand on the page, so that errors are told in that order.
        self.order_fields([name for section in self.sections for name in section.fields])
        for group in self.ONE_OF:
            for name in group:
                self.fields[name].one_of_several = True
        for name in ("municipality_name", "youngest_born_on", "youngest_age"):
            self.fields[name].widget.attrs |= {
                "hx-post": check_url,
                "hx-trigger": "change, input changed delay:600ms",
                "hx-target": "#remarks",
                "hx-params": "municipality_name,youngest_born_on,youngest_age",
            }

    def get_context(self) -> dict[str, Any]:
        names = municipality_names(self.branch)
        return {**super().get_context(), "municipalities": names, "remarks": self.shown_remarks}

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if all(cleaned.get(name, "wrong") is None for name in self.ONE_OF[0]):
            self.add_error(
                "youngest_born_on",
                gettext("Fill in the birth date, the day on which it is expected, or the age."),
            )
        if cleaned.get("youngest_born_on"):
            cleaned["youngest_age"] = None
        if all(not cleaned.get(name, "wrong") for name in self.ONE_OF[1]):
            self.add_error("phone", self.unreachable)
        if all(not cleaned.get(name, "wrong") for name in self.ONE_OF[2]):
            self.add_error(
                "requests", gettext("Choose what it is about, or tell it in your own words below.")
            )
        return cleaned

    unreachable: Any = _("Fill in a telephone number or an e-mail address of the family.")

    def is_trapped(self) -> bool:
        """Whether the box is filled in that nobody sees."""
        return bool(self.data.get(TRAP, "").strip())

    def remarks(self) -> list[Remark]:
        """Of what is typed so far, why the family may not be in the right place here."""
        found = [area_remark(self.branch, self._so_far("municipality_name") or "")]
        found.append(age_remark(self._so_far("youngest_born_on"), self._so_far("youngest_age")))
        return [remark for remark in found if remark]

    def _so_far(self, name: str) -> Any:
        """The value of one field; None while it is not right, whatever the others are."""
        try:
            return self.fields[name].clean(self[name].data)
        except ValidationError:
            return None

    @property
    def values(self) -> dict[str, Any]:
        """What the action wants."""
        return {
            **{name: value for name, value in self.cleaned_data.items() if name != "stamp"},
            "by_family": self.by_family,
        }


class ReferralForm(PublicForm):
    """For who works with the family."""

    sections = (
        Section(
            _("About you"),
            ["organisation", "service", "sector", "referrer_person", "referrer_email", "referrer_phone"],
        ),
        Section(
            _("The family"),
            [
                "family_name",
                "phone",
                "family_email",
                "municipality_name",
                "youngest_born_on",
                "youngest_age",
            ],
        ),
        Section(_("What does the family ask for?"), ["requests", "explanation"]),
        Section(_("Consent of the family"), ["family_agrees"]),
    )

    organisation = text(_("Your organisation"), autocomplete="organization")
    service = text(_("Department or service"), required=False)
    sector = forms.ChoiceField(
        label=_("Kind of organisation"),
        choices=[("", _("Choose what fits best")), *SECTORS.items()],
        required=False,
    )
    referrer_person = text(_("Your name"), autocomplete="name")
    referrer_email = forms.EmailField(
        label=_("Your e-mail address"),
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )
    referrer_phone = telephone(_("Your telephone"), autocomplete="tel")
    family_name = text(_("Name of the family"))
    phone = telephone(_("Telephone of the family"), help_text=_("Or an e-mail address: one is enough."))
    family_email = forms.EmailField(
        label=_("E-mail address of the family"),
        required=False,
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "off"}),
    )
    family_agrees = forms.BooleanField(
        label=_("The family knows that I refer it, and agrees that Home-Start gets these data."),
        error_messages={
            "required": _("Ask the family first. Without its consent Home-Start cannot do anything.")
        },
    )


class OwnFamilyForm(PublicForm):
    """For a parent: fewer questions, in plainer words."""

    by_family = True
    sections = (
        Section(_("Who are you?"), ["family_name", "phone", "family_email", "municipality_name"]),
        Section(_("Your youngest child"), ["youngest_born_on", "youngest_age"]),
        Section(_("What can we help with?"), ["requests", "explanation"]),
    )
    unreachable = _("Fill in your telephone number or your e-mail address, so that we can reach you.")

    family_name = text(_("Your name"), autocomplete="name")
    phone = telephone(
        _("Your telephone"), autocomplete="tel", help_text=_("Or your e-mail address: one is enough.")
    )
    family_email = forms.EmailField(
        label=_("Your e-mail address"),
        required=False,
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["municipality_name"].label = gettext("Where do you live?")
        self.fields["municipality_name"].help_text = gettext("The name of your town or municipality.")
        self.fields["youngest_born_on"].label = gettext("When was it born, or when do you expect it?")
        self.fields["youngest_age"].label = gettext("Or how old is it, in years?")
        self.fields["youngest_age"].help_text = ""
        self.fields["requests"].label = gettext("Choose what is about you")
        self.fields["requests"].help_text = gettext("You may choose more than one, or tell it below.")

    @property
    def values(self) -> dict[str, Any]:
        # Whoever sends the own data, agrees: the form says what happens with them.
        return {**super().values, "family_agrees": True}


def area_remark(branch: Branch, place: str) -> Remark | None:
    """That the municipality is not one of the branch, and of which it is."""
    place = place.strip()
    known = municipality_named(place, timezone.localdate()) if place else None
    if not is_outside_area(branch, known.pk if known else "", place):
        return None
    others = branches_serving(place)
    if branch in others:
        return None
    place = known.name if known else place
    title = gettext("%(place)s is not in the working area of %(branch)s") % {"place": place, "branch": branch}
    if not known:
        return Remark(
            title,
            gettext("We do not know this municipality. Check the spelling, or send it all the same."),
        )
    if others:
        return Remark(title, gettext("There is a branch that does work there."), others)
    return Remark(
        title,
        gettext(
            "No branch of Home-Start works there yet. You can send it all the same: we look who can help, and"
            " count how often we are asked."
        ),
    )


def age_remark(born_on: datetime.date | None, age: int | None) -> Remark | None:
    """That the youngest child is too old."""
    years = age_on(born_on, timezone.localdate()) if born_on else age
    if years is None or years <= OLDEST:
        return None
    return Remark(
        gettext("The youngest child is older than %(oldest)d") % {"oldest": OLDEST},
        gettext(
            "Home-Start is for families with a child of at most %(oldest)d years. You can send it all the"
            " same: we look with you who can help better."
        )
        % {"oldest": OLDEST},
    )
