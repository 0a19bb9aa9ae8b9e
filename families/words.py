"""Codes and addresses that a file shows, also those of parts of the application that it does not know."""

from functools import cache
from typing import Any

from django.urls import NoReverseMatch

from families.enums import Fact, FactValue, Housing
from families.models import Family
from homestart.tenancy.models import Branch
from homestart.ui.navigation import branch_url
from homestart.vocabulary import Daypart, Language, Theme


@cache
def words(path: str) -> dict[str, Any]:
    """The words for the codes of a field, found from Family along its relations.

    So that this app need not know the models above it: `words("trajectories__review_talks__kind")`.
    """
    model: Any = Family
    *relations, name = path.split("__")
    for relation in relations:
        model = model._meta.get_field(relation).related_model
    return dict(model._meta.get_field(name).flatchoices)


def value_words(fact: str, value: str) -> str:
    """The value of a profile fact in words."""
    return str(Housing(value).label if fact == Fact.HOUSING else FactValue(value).label)


def address_in(branch: Branch, name: str, **kwargs: Any) -> str:
    """The address of a page that another part of the application has; "" while it has not."""
    try:
        return branch_url(branch, name, **kwargs)
    except NoReverseMatch:
        return ""


def wishes_in_words(entry: Any) -> str:
    """What a family on the waiting list wishes, what was chosen before what was written."""
    languages = dict(Language.choices)
    chosen = [
        *(languages.get(code, code) for code in entry.wished_languages),
        *(Daypart(code).label for code in entry.wished_dayparts),
        *(Theme(code).label for code in entry.wished_themes),
    ]
    return " · ".join(filter(None, [", ".join(map(str, chosen)), entry.wishes]))
