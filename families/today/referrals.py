"""Referrals that wait: for a decision, or for what it needs."""

from collections.abc import Iterator
from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from families.models import Referral
from families.queries.links import awaited_forms
from families.queries.referrals import referrals_in
from families.rules import days_open, is_late, missing
from homestart.tenancy.models import Branch
from homestart.ui.navigation import branch_url
from homestart.ui.tables import Action
from homestart.ui.templatetags.format import duration
from homestart.ui.today import SHOWN, Section, Task

#: What has to be known before the question is put: to accept or not.
NEEDED = {"family_name", "phone", "municipality_name", "form_received_on", "requests"}


def sections(branch: Branch, today: date) -> Iterator[Section]:
    undecided = list(referrals_in("open", "").order_by("received_on", "key"))
    awaited = awaited_forms()
    incomplete = [one for one in undecided if _is_incomplete(one) and one.pk not in awaited]
    complete = [referral for referral in undecided if not _is_incomplete(referral)]
    yield to_decide(branch, complete, today)
    yield to_complete(branch, incomplete, today)


def to_decide(branch: Branch, referrals: list[Referral], today: date) -> Section:
    """Referrals of which everything is known that a decision needs."""
    return Section(
        gettext_lazy("Referrals to decide"),
        "inbox",
        [
            _referral(branch, referral, today, Action(_("Decide"), _page(branch, "decide", referral)))
            for referral in referrals[:SHOWN]
        ],
        len(referrals),
        branch_url(branch, "referrals:list"),
    )


def to_complete(branch: Branch, referrals: list[Referral], today: date) -> Section:
    """Referrals of which something is still to be asked."""
    return Section(
        gettext_lazy("Referrals to complete"),
        "file-text",
        [
            _referral(branch, referral, today, Action(_("Complete"), _page(branch, "edit", referral)))
            for referral in referrals[:SHOWN]
        ],
        len(referrals),
        branch_url(branch, "referrals:list"),
    )


def _is_incomplete(referral: Referral) -> bool:
    return any(field in NEEDED for field, _todo in missing(referral))


def _referral(branch: Branch, referral: Referral, today: date, action: Action) -> Task:
    days = days_open(referral, today)
    return Task(
        about=referral.family_name or referral.phone,
        url=_page(branch, "detail", referral),
        wait=_("received %(duration)s ago") % {"duration": duration(days)} if days else _("received today"),
        action=action,
        late=is_late(referral, today),
    )


def _page(branch: Branch, name: str, referral: Referral) -> str:
    return branch_url(branch, f"referrals:{name}", referral_id=referral.pk)
