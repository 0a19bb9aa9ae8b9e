"""Choosing which two files become one, and what holds where both say something."""

from typing import Any
from uuid import UUID

from django import forms
from django.core.exceptions import ValidationError
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from families.actions.merging import Choices
from families.enums import Fact
from families.forms.referrals import found_families
from families.models import Family
from families.queries.merging import Beside, one_text
from families.templatetags.family import member_name
from families.words import value_words
from homestart.ui.forms import Combobox, Section, SectionedForm
from homestart.ui.templatetags.format import day

HERE, THERE, BOTH = "here", "there", "both"


class OtherFamilyForm(forms.Form):
    """Another family of the branch, found by typing."""

    family = forms.ModelChoiceField(
        label=_("Which other family?"),
        queryset=None,
        widget=Combobox,
        help_text=_("Type the name and choose the family."),
        error_messages={
            "required": _("Type the name and choose the family from the list."),
            "invalid_choice": _("Choose a family from the list."),
        },
    )

    def __init__(self, *args: Any, family: Family, families_url: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.itself = family
        field: Any = self.fields["family"]
        field.queryset = Family.objects.exclude(pk=family.pk)
        field.widget.search_url = families_url
        if f"family{Combobox.BUTTON}" in self.data:
            found = found_families(self.data.get(f"family{Combobox.TYPED}", ""))
            field.widget.found = [one for one in found if one.value != family.pk]


class MergeForm(SectionedForm, forms.Form):
    """A question for each field and fact that differs, and for each member of the file that goes."""

    def __init__(self, *args: Any, beside: Beside, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.beside = beside
        fields, members, facts = self._of_fields(), self._of_members(), self._of_facts()
        self.fields |= {**fields, **members, **facts}
        self.sections = (
            Section(
                _("Who is who?"),
                list(members),
                _("Whoever is the same person becomes one member. Somebody else comes along as a member."),
            ),
            Section(
                _("What holds?"), list(fields), _("Both files say something else. Choose what is right.")
            ),
            Section(_("Situation"), list(facts), _("Both files say something else of the same day.")),
        )

    def _of_fields(self) -> dict[str, forms.Field]:
        made = {}
        for one in self.beside.differences:
            choices = [(HERE, one.here), (THERE, one.there)]
            if one.is_long:
                choices.append((BOTH, _("Keep both texts")))
            made[f"field_{one.name}"] = _choice(capfirst(one.label), choices, BOTH if one.is_long else HERE)
        return made

    def _of_members(self) -> dict[str, forms.Field]:
        here, there = self.beside.members
        known = [(str(one.pk), _("Same as %(name)s") % {"name": told(one)}) for one in here]
        return {
            f"member_{one.pk}": forms.ChoiceField(
                label=told(one),
                choices=[("", _("Somebody else")), *known],
                required=False,
                initial=str(self.beside.same.get(one.pk, "")),
            )
            for one in there
        }

    def _of_facts(self) -> dict[str, forms.Field]:
        return {
            f"fact_{theirs.pk}": _choice(
                _("%(fact)s, since %(day)s")
                % {"fact": capfirst(Fact(mine.fact).label), "day": day(mine.valid_from)},
                [(HERE, value_words(mine.fact, mine.value)), (THERE, value_words(theirs.fact, theirs.value))],
                HERE if mine.value != "unknown" else THERE,
            )
            for mine, theirs in self.beside.facts_to_choose
        }

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        chosen: dict[str, str] = {}
        for name, value in list(cleaned.items()):
            if name.startswith("member_") and value:
                if value in chosen:
                    self.add_error(
                        name,
                        ValidationError(
                            _("Two members cannot both be the same person. Choose “Somebody else” for one.")
                        ),
                    )
                chosen[value] = name
        return cleaned

    @property
    def choices(self) -> Choices:
        """What the action wants."""
        cleaned, family, other = self.cleaned_data, self.beside.family, self.beside.other
        values: dict[str, Any] = {}
        for one in self.beside.differences:
            here, there = getattr(family, one.name), getattr(other, one.name)
            answer = cleaned[f"field_{one.name}"]
            values[one.name] = (
                {HERE: here, THERE: there}.get(answer) if answer != BOTH else one_text([here, there])
            )
        return Choices(
            values=values,
            same={
                UUID(name.removeprefix("member_")): UUID(value)
                for name, value in cleaned.items()
                if name.startswith("member_") and value
            },
            facts={
                UUID(name.removeprefix("fact_"))
                for name, value in cleaned.items()
                if name.startswith("fact_") and value == THERE
            },
        )


def _choice(label: Any, choices: Any, initial: str) -> forms.ChoiceField:
    return forms.ChoiceField(label=label, choices=choices, initial=initial, widget=forms.RadioSelect)


def told(member: Any) -> str:
    """Who it is, with the day by which people of one name are told apart."""
    born = member.birth_date or member.due_date
    return f"{member_name(member)} ({day(born)})" if born else member_name(member)
