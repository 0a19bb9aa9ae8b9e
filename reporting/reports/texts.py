"""The texts with which a writer begins: a page of words with the figures of the year in it."""

import re
from collections.abc import Mapping
from typing import Any

from django.template import TemplateDoesNotExist
from django.template.loader import render_to_string

from homestart.tenancy.models import Branch
from reporting.indicators import INDICATORS
from reporting.reports import values

#: Characteristics of which a change is named in the comment on the profile.
PROFILE = (
    "profile_single_parent",
    "profile_no_income_from_work",
    "profile_home_language_not_dutch",
    "profile_newcomers",
    "profile_young_parent",
    "profile_psychological_vulnerability",
    "profile_physical_disability",
    "profile_perinatal",
    "profile_under_supervision",
)
#: From how many families more or fewer a change is worth a word.
WORTH_A_WORD = 2


def starting_text(slot: str, branch: Branch, year: int, figures: Mapping[int, Mapping[str, Any]]) -> str:
    """The text of templates/report/texts/<slot>.txt with the figures filled in; "" without such a file.

    In the file, `now` and `before` hold the numbers of this year and the year before by indicator id, and
    `more` and `fewer` the characteristics that changed, as (label, number before, number now).
    """
    now, before = _numbers(figures.get(year)), _numbers(figures.get(year - 1))
    more, fewer = _changes(figures.get(year) or {}, figures.get(year - 1) or {})
    context = {"branch": branch, "year": year, "now": now, "before": before, "more": more, "fewer": fewer}
    try:
        text = render_to_string(f"report/texts/{slot}.txt", context)
    except TemplateDoesNotExist:
        return ""
    lines = [re.sub(r"[ \t]+", " ", line).strip() for line in text.splitlines()]
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()


def _numbers(figures: Mapping[str, Any] | None) -> dict[str, Any]:
    """The number of each figure; a figure with parts keeps them."""
    return {
        id: {part: values.number(inner) for part, inner in value.items()}
        if values.has_parts(value)
        else values.number(value)
        for id, value in (figures or {}).items()
        if id != "impact_by_domain"
    }


Change = tuple[str, int, int]


def _changes(now: Mapping[str, Any], before: Mapping[str, Any]) -> tuple[list[Change], list[Change]]:
    """The characteristics that at least two families more, or fewer, have than the year before."""
    known = [id for id in PROFILE if values.base(now.get(id)) and values.base(before.get(id))]
    changes = [(str(INDICATORS[id].label), values.number(before[id]), values.number(now[id])) for id in known]
    more = [change for change in changes if change[2] - change[1] >= WORTH_A_WORD]
    fewer = [change for change in changes if change[1] - change[2] >= WORTH_A_WORD]
    return more, fewer
