"""Finding a family by its name, a member's name or a telephone number; and referrals without a file."""

from collections.abc import Iterable
from uuid import UUID

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from families.models import Family, FamilyMember, Referral
from families.queries.lists import FamilyRow, family_rows
from families.words import address_in
from homestart.tenancy.context import active_branch
from homestart.tenancy.models import Municipality
from homestart.ui.navigation import branch_url
from homestart.ui.search import Hit, names_begin, number_has
from homestart.ui.templatetags.format import day


def search(text: str, limit: int) -> list[Hit]:
    """At most `limit` families and as many referrals of the branch: five queries, whatever is found.

    A word of the text is the beginning of a word of the name. Of a number the digits count: 0470 12 also
    finds +32 470 12.
    """
    by_member = {
        member.family_id: member
        for member in FamilyMember.objects.filter(names_begin(text, "first_name", "last_name"))[:limit]
    }
    found = Family.objects.filter(names_begin(text, "name") | number_has(text)).order_by("name")[:limit]
    ids: dict[UUID, None] = dict.fromkeys([*found.values_list("pk", flat=True), *by_member])
    rows = family_rows(Family.objects.filter(pk__in=[*ids][:limit]).order_by("name"), timezone.localdate())
    names = _municipalities(row.family.municipality for row in rows)
    return [_family(row, by_member.get(row.family.pk), names) for row in rows] + [
        _referral(referral) for referral in _referrals(text)[:limit]
    ]


def _referrals(text: str) -> QuerySet[Referral]:
    """Without a file yet: a file is found by itself."""
    without_file = Referral.objects.filter(family=None)
    return without_file.filter(names_begin(text, "family_name") | number_has(text)).order_by("-received_on")


def _municipalities(codes: Iterable[str]) -> dict[str, str]:
    return dict(Municipality.objects.filter(pk__in=set(codes)).values_list("nis_code", "name"))


def _family(row: FamilyRow, member: FamilyMember | None, names: dict[str, str]) -> Hit:
    """With the member by whom it was found, unless that one bears the name of the family alone."""
    branch, family = active_branch(), row.family
    who = str(member) if member and member.first_name else ""
    meta = [who, str(row.state.label), names.get(family.municipality, "")]
    return Hit(
        kind=gettext_lazy("family"),
        label=str(family),
        meta=", ".join(filter(None, meta)),
        url=branch_url(branch, "families:file", family_id=family.pk),
        contact_url=branch_url(branch, "families:contact_new", family_id=family.pk),
    )


def _referral(referral: Referral) -> Hit:
    received = _("received on %(day)s") % {"day": day(referral.received_on)}
    decided = capfirst(referral.get_decision_display()) if referral.decision else ""
    url = address_in(active_branch(), "referrals:detail", referral_id=referral.pk)
    return Hit(
        kind=gettext_lazy("referral"),
        label=referral.family_name or _("Referral"),
        meta=", ".join(filter(None, [received, decided])),
        url=url,
        # A contact needs a file: the page of the referral makes one.
        contact_url="" if referral.decision else url,
    )
