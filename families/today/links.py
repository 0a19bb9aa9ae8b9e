"""Referral forms that did not come: for a decision."""

from collections.abc import Iterator
from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from families.enums import RefusalReason
from families.models import Link
from families.queries.links import never_arrived, never_came
from homestart.tenancy.models import Branch
from homestart.ui.navigation import branch_url
from homestart.ui.tables import Action
from homestart.ui.templatetags.format import day
from homestart.ui.today import SHOWN, Section, Task


def sections(branch: Branch, today: date) -> Iterator[Section]:
    late = never_came(today)
    yield Section(
        gettext_lazy("No referral form received"),
        "mail",
        [_to_decide(branch, link) for link in late[:SHOWN]],
        len(late),
    )
    stuck = never_arrived(today)
    yield Section(
        gettext_lazy("The link did not get through to the referrer"),
        "triangle-alert",
        [_to_send_again(branch, link) for link in stuck[:SHOWN]],
        len(stuck),
    )


def _to_decide(branch: Branch, link: Link) -> Task:
    """Deciding is one press away, with the reason chosen; on the page of the referral one asks once more."""
    referral = link.referral
    refuse = branch_url(branch, "referrals:refuse", referral_id=referral.pk)
    return Task(
        about=referral.title,
        url=branch_url(branch, "referrals:detail", referral_id=referral.pk),
        wait=_("expected before %(day)s, reminded of it") % {"day": day(link.deadline)},
        action=Action(_("Decide"), f"{refuse}?reden={RefusalReason.NO_REFERRAL_FORM.value}"),
        late=True,
    )


def _to_send_again(branch: Branch, link: Link) -> Task:
    """On the page where the link is sent, the address stands that is to be looked at."""
    referral = link.referral
    return Task(
        about=referral.title,
        url=branch_url(branch, "referrals:detail", referral_id=referral.pk),
        wait=_("not sent since %(day)s") % {"day": day(link.made_at)},
        action=Action(
            _("Check the address"), branch_url(branch, "referrals:ask_for_form", referral_id=referral.pk)
        ),
    )
