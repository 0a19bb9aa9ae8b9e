"""The words for the parts of an indicator: its codes, in the order in which a report shows them."""

from collections.abc import Mapping

from django.utils.translation import gettext_lazy as _

from families.enums import Housing, RefusalReason, WaitingCareKind
from homestart.tenancy.models import Municipality
from homestart.vocabulary import Gender, Theme
from matching.enums import ImpactDomain
from reporting.reports.blocks import Label
from volunteers.enums import RecruitmentChannel

PARTS: dict[str, dict[str, Label]] = {
    "housing_situation": dict(Housing.choices),
    "refusal_reasons": dict(RefusalReason.choices),
    "support_requests_at_referral": dict(Theme.choices),
    "waiting_list_care_actions": dict(WaitingCareKind.choices),
    "volunteers_by_gender": {
        Gender.FEMALE: _("women"),
        Gender.MALE: _("men"),
        Gender.OTHER: _("X"),
    },
    "volunteers_by_age": {
        "under_26": _("under 26"),
        "26-50": _("26 to 50"),
        "51-65": _("51 to 65"),
        "66-75": _("66 to 75"),
        "over_75": _("over 75"),
    },
    "interested_candidates_by_channel": dict(RecruitmentChannel.choices),
    "impact_by_domain": dict(ImpactDomain.choices),
}

#: Indicators whose parts are NIS codes of municipalities.
BY_MUNICIPALITY = frozenset({"referrals_outside_area_by_municipality"})

#: What the parts are called whose names come from the records themselves.
OWN_NAMES: dict[str, dict[str, Label]] = {"referrals_by_referrer": {"self": _("the family itself")}}


def part_labels(id: str, parts: Mapping[str, object]) -> dict[str, str]:
    """The words for the parts of one figure, by code.

    Codes of a list come in the order of that list; parts that a report does not show are left out. Names keep
    their own order. One query, for an indicator by municipality; none otherwise.
    """
    if id in PARTS:
        labels = PARTS[id] | {"unknown": _("not known")}
        return {code: str(label) for code, label in labels.items() if code in parts}
    words: Mapping[str, Label] = OWN_NAMES.get(id, {})
    if id in BY_MUNICIPALITY:
        words = dict(Municipality.objects.filter(pk__in=list(parts)).values_list("nis_code", "name"))
    return {part: str(words.get(part, part)) for part in parts}


def part_label(id: str, part: str) -> str:
    """The words for one part of a figure as the list of its cases names it; "" for the whole figure."""
    code, _dot, rest = part.partition(".")
    if code in ROWS:
        return str(ROWS[code])
    words = part_labels(id, {code: None}).get(code, "") if code else ""
    return f"{words}, {ROWS[rest]}" if words and rest in ROWS and rest != "numerator" else words


#: The rows of a share, as the list of its cases names them.
ROWS: dict[str, Label] = {
    "numerator": "",
    "denominator": _("everyone of whom it is known"),
    "unknown": _("not known"),
    "missing": _("not known"),
}
