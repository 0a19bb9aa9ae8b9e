"""Referrers who were not told, or not what holds now."""

from collections.abc import Iterator
from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from families.queries.answers import Untold, untold
from homestart.tenancy.models import Branch
from homestart.ui.navigation import branch_url
from homestart.ui.tables import Action
from homestart.ui.templatetags.format import day
from homestart.ui.today import SHOWN, Section, Task


def sections(branch: Branch, today: date) -> Iterator[Section]:
    """A mail that could not be sent, and a decision that was corrected after the referrer had been told."""
    waiting = untold()
    yield Section(
        gettext_lazy("Answers to referrers"),
        "mail",
        [
            Task(
                about=one.referral.title,
                url=branch_url(branch, "referrals:detail", referral_id=one.referral.pk),
                wait=_why(one),
                action=Action(
                    _("Write the answer"),
                    branch_url(branch, "referrals:answer", referral_id=one.referral.pk),
                ),
            )
            for one in waiting[:SHOWN]
        ],
        len(waiting),
        branch_url(branch, "referrals:list"),
    )


def _why(one: Untold) -> str:
    if one.gave_up:
        return _("the mail could not be sent")
    return _("was told something else on %(day)s") % {"day": day(one.referral.answered_at)}
