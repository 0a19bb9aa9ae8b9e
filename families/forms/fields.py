"""Fields that more than one form about a family has."""

from collections.abc import Collection
from typing import Any

from django import forms
from django.db.models import Q
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from families.enums import NoteLevel
from homestart.tenancy.models import Municipality
from homestart.ui.forms import Pills
from homestart.vocabulary import Language

YES_NO_UNKNOWN = [("True", _("Yes")), ("False", _("No")), ("", _("Not known"))]


class Answer(forms.TypedChoiceField):
    """A choice of pills of which one is always pressed: nobody has to be told that it may stay empty.

    Whoever sends none, gets `empty_value`.
    """

    widget = Pills

    def clean(self, value: Any) -> Any:
        return self.empty_value if value in self.empty_values else super().clean(value)


def yes_no(label: Any, choices: Any = YES_NO_UNKNOWN, **kwargs: Any) -> Answer:
    """Yes, no or not known: True, False or None."""
    return Answer(
        label=label,
        choices=choices,
        coerce=lambda value: value in ("True", True),
        empty_value=None,
        **kwargs,
    )


def with_capitals(choices: Any) -> list[tuple[str, Any]]:
    """The choices as they stand on pills."""
    return [(value, capfirst(label)) for value, label in choices]


#: Who may read a note, on pills.
LEVELS = [
    (NoteLevel.BRANCH.value, _("All colleagues")),
    (NoteLevel.COORDINATORS.value, _("Coordinators only")),
    (NoteLevel.CONCERN.value, _("Only with the concerns")),
]


class LevelForm(forms.Form):
    """With who may read it: asked of those who may give a note more than one of the levels."""

    level = Answer(label=_("Who may read this?"), choices=LEVELS, empty_value=NoteLevel.BRANCH.value)

    def __init__(self, *args: Any, levels: Collection[NoteLevel], **kwargs: Any) -> None:
        initial = {"level": NoteLevel.BRANCH.value} | kwargs.pop("initial", {})
        super().__init__(*args, initial=initial, **kwargs)
        if len(levels) > 1:
            self.fields["level"].choices = [choice for choice in LEVELS if choice[0] in levels]
        else:
            del self.fields["level"]


def language_choices(code: str = "") -> list[tuple[str, Any]]:
    """The languages to choose from, by name, with `code` among them when it has no name here."""
    named = sorted(Language.choices, key=lambda choice: str(choice[1]))
    other = [(code, code)] if code and code not in Language.values else []
    return [("", _("Not known")), *named, *other]


def municipality_choices(area: Collection[str], code: str = "") -> list[Any]:
    """The municipalities of today, those of `area` first; and that of `code`, whatever became of it."""
    today = timezone.localdate()
    valid = Q(valid_from=None) | Q(valid_from__lte=today)
    valid &= Q(valid_until=None) | Q(valid_until__gte=today)
    found = list(Municipality.objects.filter(valid | Q(pk=code)).values_list("nis_code", "name"))
    if code and code not in dict(found):
        found.append((code, code))
    return [
        ("", _("Not known")),
        (_("Working area"), [choice for choice in found if choice[0] in area]),
        (_("Other municipalities"), [choice for choice in found if choice[0] not in area]),
    ]
