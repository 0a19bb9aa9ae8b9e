"""The list of the families."""

from typing import Any
from uuid import UUID

from django import forms
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from families.enums import FamilyState
from families.models import Family
from families.queries.lists import (
    FamilyRow,
    families_in,
    family_rows,
    last_contacts,
    municipalities,
    supporters,
)
from homestart.accounts.permissions import Permission, require
from homestart.lists.listing import Badge, ListColumn, Listing, show_list
from homestart.ui.forms import Pills
from homestart.ui.navigation import branch_url

KINDS = {FamilyState.SUPPORTED: "good", FamilyState.WAITING: "caution", FamilyState.REFERRED: "accent"}


class FamilyFilters(forms.Form):
    toestand = forms.ChoiceField(
        label=_("Situation"),
        choices=[("", _("all")), *FamilyState.choices],
        required=False,
        widget=Pills,
    )


def find_families(filters: dict[str, Any], name: str) -> QuerySet[Family]:
    return families_in(filters.get("toestand", ""), name, timezone.localdate())


def rows(families: QuerySet[Family]) -> list[FamilyRow]:
    return family_rows(families, timezone.localdate())


def family_id(row: FamilyRow) -> UUID:
    return row.family.pk


FAMILIES = Listing(
    name="gezinnen",
    title=_("Families"),
    columns=[
        ListColumn(_("Name"), lambda row: str(row.family), "naam", ["name", "key"]),
        ListColumn(_("Situation"), lambda row: Badge(row.state.label, KINDS.get(row.state, "")), "toestand"),
        ListColumn(_("Since"), lambda row: row.since, "sinds", ["since"]),
        ListColumn(
            _("Municipality"), lambda row: row.family.pk, "gemeente", asked=True, together=municipalities
        ),
        ListColumn(_("Family buddy"), lambda row: row.family.pk, "buddy", asked=True, together=supporters),
        ListColumn(
            _("Last contact"), lambda row: row.family.pk, "contact", asked=True, together=last_contacts
        ),
        ListColumn(_("Children"), lambda row: row.children, "kinderen", numeric=True),
    ],
    find=find_families,
    prepare=rows,
    order="naam",
    count=lambda number: ngettext("%(count)s family", "%(count)s families", number) % {"count": number},
    url=lambda branch, row: branch_url(branch, "families:file", family_id=row.family.pk),
    filters=FamilyFilters,
    empty=_("A family gets its file when its referral is accepted."),
)


@require(Permission.READ_FAMILIES)
@require_http_methods(["GET", "HEAD", "POST"])
def family_list(request: HttpRequest) -> HttpResponse:
    """The families of the branch with the situation of each today."""
    return show_list(request, FAMILIES)
