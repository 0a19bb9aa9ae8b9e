"""What is filled in about users, roles and branches; the actions do the saving."""

from collections.abc import Iterable, Sequence
from difflib import get_close_matches
from typing import Any

from django import forms
from django.contrib.auth import password_validation
from django.contrib.postgres.forms import SimpleArrayField
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from homestart.accounts.models import CoverReason, Membership, User
from homestart.accounts.queries import colleagues_to_ask, who_can_be_away
from homestart.accounts.roles import BRANCH_ROLES, EXPLANATIONS, ORGANISATION_ROLES, Role
from homestart.accounts.rules import GIVEN_BY_BRANCH, GIVEN_BY_NETWORK
from homestart.tenancy.models import Branch, Municipality, Organisation
from homestart.tenancy.models.organisation import RESERVED_SLUGS


class DayField(forms.DateField):
    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")


def role_choices(roles: Iterable[Role]) -> list[tuple[str, str]]:
    """The roles with a line each about what they are."""
    line = "<span><strong>{}</strong>: {}</span>"
    return [
        (role.value, format_html(line, str(role.label).capitalize(), EXPLANATIONS[role])) for role in roles
    ]


class InviteForm(forms.Form):
    """Somebody who is invited into one branch."""

    roles: tuple[Role, ...] = GIVEN_BY_BRANCH

    name = forms.CharField(label=_("Name"), max_length=200, help_text=_("First name and surname."))
    email = forms.EmailField(
        label=_("E-mail address"),
        max_length=254,
        help_text=_("The invitation is sent here. The person signs in with this address."),
    )
    role = forms.ChoiceField(label=_("Role"), widget=forms.RadioSelect)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["role"].choices = role_choices(self.roles)  # type: ignore[attr-defined]

    def clean_email(self) -> str:
        email: str = self.cleaned_data["email"]
        return email.strip().lower()

    def clean_role(self) -> Role:
        return Role(self.cleaned_data["role"])


class NetworkInviteForm(InviteForm):
    """Somebody who is invited by the central office, also for a role in the network."""

    roles = GIVEN_BY_NETWORK

    branch = forms.ModelChoiceField(
        Branch.objects.all(),
        label=_("Branch"),
        required=False,
        help_text=_("For a coordinator."),
        empty_label=_("Choose a branch"),
    )
    organisation = forms.ModelChoiceField(
        Organisation.objects.order_by("name"),
        label=_("Organisation"),
        required=False,
        help_text=_("For a partner administrator."),
        empty_label=_("Choose an organisation"),
    )

    def clean(self) -> dict[str, Any]:
        values: dict[str, Any] = super().clean() or {}
        role = values.get("role")
        if role:
            self._place("branch", role in BRANCH_ROLES, _("Choose the branch of this person."))
            self._place(
                "organisation", role in ORGANISATION_ROLES, _("Choose the organisation of this person.")
            )
        return values

    def _place(self, name: str, needed: bool, missing: Any) -> None:
        """One error at the field when the place is missing, or does not go with the role."""
        if name in self.errors:
            return
        if needed and not self.cleaned_data.get(name):
            self.add_error(name, missing)
        if not needed and self.cleaned_data.get(name):
            self.add_error(name, _("Leave this empty: the chosen role does not belong to one."))


class RoleForm(forms.Form):
    """Another role for a member of the branch."""

    role = forms.ChoiceField(label=_("Role"), widget=forms.RadioSelect)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["role"].choices = role_choices(GIVEN_BY_BRANCH)  # type: ignore[attr-defined]

    def clean_role(self) -> Role:
        return Role(self.cleaned_data["role"])


class Offering(forms.EmailInput):
    """An address to type, with those of known people to choose from."""

    template_name = "accounts/_address.html"
    people: Sequence[User] = ()

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        context["widget"]["people"] = self.people
        context["widget"]["attrs"]["list"] = f"{context['widget']['attrs'].get('id', name)}-people"
        return context


class LastDayForm(forms.Form):
    """Until when a colleague stands in."""

    ended_on = DayField(label=_("Last day"), help_text=_("The access ends by itself after this day."))


class CoverForm(LastDayForm):
    """Who stands in for whom, from when until when."""

    email = forms.EmailField(
        label=_("E-mail address of the colleague"),
        max_length=254,
        widget=Offering,
        help_text=_("A coordinator or a volunteer coach, also of another branch."),
    )
    covers_for = forms.ModelChoiceField(User.objects.none(), label=_("Who is away?"), empty_label=None)
    reason = forms.ChoiceField(label=_("Why?"), choices=CoverReason, widget=forms.RadioSelect)
    started_on = DayField(label=_("First day"))
    field_order = ("email", "covers_for", "reason", "started_on", "ended_on")

    def __init__(self, *args: Any, branch: Branch, by: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        away = who_can_be_away(branch)
        self.fields["covers_for"].queryset = away  # type: ignore[attr-defined]
        self.fields["covers_for"].initial = by.pk if by in away else None
        self.fields["reason"].initial = CoverReason.LEAVE
        self.fields["started_on"].initial = timezone.localdate
        self.fields["email"].widget.people = colleagues_to_ask(branch, but=by)


class EndForm(forms.Form):
    """The last day of a role."""

    ended_on = DayField(
        label=_("Last day"),
        required=False,
        help_text=_("Leave this empty to end the access at once."),
    )

    def __init__(self, *args: Any, membership: Membership, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.membership = membership

    def clean_ended_on(self) -> Any:
        day = self.cleaned_data["ended_on"]
        if day and day < timezone.localdate():
            raise ValidationError(
                _("This day is over. Choose today or later, or leave it empty to end the access at once.")
            )
        if day and day < self.membership.started_on:
            raise ValidationError(_("The role only begins after this day. Choose a later day."))
        return day


class SearchForm(forms.Form):
    search = forms.CharField(label=_("Name or e-mail address starts with"), max_length=200)

    def clean_search(self) -> str:
        search: str = self.cleaned_data["search"]
        return search.strip()


class NewUserForm(forms.Form):
    """A person who accepts an invitation and has no account yet."""

    name = forms.CharField(
        label=_("Your name"), max_length=200, widget=forms.TextInput(attrs={"autocomplete": "name"})
    )
    password = forms.CharField(
        label=_("Choose a password"),
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        help_text=password_validation.password_validators_help_text_html,
    )

    def __init__(self, *args: Any, email: str, with_password: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.email = email
        if not with_password:
            del self.fields["password"]

    def clean(self) -> dict[str, Any]:
        values: dict[str, Any] = super().clean() or {}
        if values.get("password"):
            try:
                user = User(email=self.email, name=values.get("name", ""))
                password_validation.validate_password(values["password"], user)
            except ValidationError as error:
                self.add_error("password", error)
        return values


class BranchForm(forms.ModelForm):
    """A branch as the central office describes it; the municipalities by name."""

    operator = forms.CharField(
        label=_("Organisation that runs it"),
        max_length=200,
        help_text=_("The legal entity, for instance Home-Start Vlaanderen vzw."),
    )
    municipalities = forms.CharField(
        label=_("Working area"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text=_("The municipalities by name, one on each line."),
    )
    review_talk_months = SimpleArrayField(
        forms.IntegerField(min_value=1, max_value=120),
        label=_("Talks with the family after (months)"),
        required=False,
        help_text=_("Numbers with a comma between them, for instance 3, 6, 12."),
    )
    recognised = forms.NullBooleanField(
        label=_("Recognised by Opgroeien"),
        required=False,
    )
    opened_on = DayField(label=_("Opened on"), required=False)
    closed_on = DayField(
        label=_("Closed on"), required=False, help_text=_("Leave this empty as long as the branch is open.")
    )

    class Meta:
        model = Branch
        fields = (
            "name",
            "slug",
            "phone",
            "email",
            "operator",
            "operator_type",
            "municipalities",
            "opened_on",
            "closed_on",
            "recognised",
            "review_talk_months",
            "perinatal_limit_months",
        )
        help_texts = {
            "slug": _("In the addresses of the branch, for instance herent. It cannot change later."),
            "phone": _("For the volunteers and the families of the branch."),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["name"].label = _("Name of the branch")
        if self.instance.pk:
            del self.fields["slug"]
            self.initial["operator"] = self.instance.organisation.name
            names = dict(
                Municipality.objects.filter(pk__in=self.instance.municipalities).values_list("pk", "name")
            )
            self.initial["municipalities"] = "\n".join(
                names.get(code, code) for code in self.instance.municipalities
            )

    def clean_slug(self) -> str:
        slug: str = self.cleaned_data["slug"]
        if slug in RESERVED_SLUGS:
            raise ValidationError(_("This short name is used by the application itself. Choose another one."))
        return slug

    def clean(self) -> dict[str, Any]:
        values: dict[str, Any] = super().clean() or {}
        opened, closed = values.get("opened_on"), values.get("closed_on")
        if opened and closed and closed < opened:
            self.add_error("closed_on", _("A branch cannot close before it opened."))
        return values

    def clean_municipalities(self) -> list[str]:
        """The NIS codes of the municipalities; a code that a branch had already may stay as it is."""
        typed = [line.strip() for line in self.cleaned_data["municipalities"].replace(",", "\n").splitlines()]
        typed = [line for line in typed if line]
        known = municipalities_by_name()
        codes = {code: code for code in self.instance.municipalities} | {
            name: municipality.nis_code for name, municipality in known.items()
        }
        unknown = [name for name in typed if name.casefold() not in codes]
        if unknown:
            raise ValidationError([_unknown_municipality(name, known) for name in unknown])
        return list(dict.fromkeys(codes[name.casefold()] for name in typed))


def municipalities_by_name() -> dict[str, Municipality]:
    """The municipalities under their names in small letters: of two of one name, the present one."""
    today = timezone.localdate()
    by_age = sorted(
        Municipality.objects.all(), key=lambda one: one.valid_until is None or one.valid_until >= today
    )
    return {one.name.casefold(): one for one in by_age}


def _unknown_municipality(name: str, known: dict[str, Municipality]) -> ValidationError:
    near = get_close_matches(name.casefold(), known, n=1)
    if near:
        return ValidationError(
            _("We do not know the municipality “%(name)s”. Do you mean %(suggestion)s?"),
            params={"name": name, "suggestion": known[near[0]].name},
        )
    return ValidationError(
        _("We do not know the municipality “%(name)s”. Check the spelling."), params={"name": name}
    )
