"""Families that were led to another service some weeks ago: what came of it?"""

from collections.abc import Iterator
from datetime import date

from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from families.enums import OnwardOutcome
from families.models import OnwardReferral
from families.queries.onward import without_outcome
from families.views.common import FROM_TODAY
from homestart.tenancy.models import Branch
from homestart.ui.navigation import branch_url
from homestart.ui.tables import Action
from homestart.ui.templatetags.format import duration
from homestart.ui.today import SHOWN, Section, Task

#: What is pressed at once; the page of the onward referral has all answers.
QUICK = (OnwardOutcome.STARTED, OnwardOutcome.WAITING_LIST, OnwardOutcome.REFUSED, OnwardOutcome.DROPPED)


def sections(branch: Branch, today: date) -> Iterator[Section]:
    asked = list(without_outcome(today))
    tasks = [_task(branch, onward, today) for onward in asked[:SHOWN]]
    yield Section(gettext_lazy("What came of the onward referral?"), "arrow-up", tasks, len(asked))


def _task(branch: Branch, onward: OnwardReferral, today: date) -> Task:
    ids = {"family_id": onward.family_id, "onward_id": onward.pk}
    ago = {"organisation": onward.organisation, "duration": duration((today - onward.date).days)}
    outcomes = [
        Action(
            capfirst(outcome.label),
            branch_url(branch, "families:onward_outcome", **ids, outcome=outcome.value) + FROM_TODAY,
            post=True,
        )
        for outcome in QUICK
    ]
    return Task(
        about=str(onward.family),
        url=branch_url(branch, "families:file", family_id=onward.family_id),
        wait=_("to %(organisation)s, %(duration)s ago") % ago,
        action=outcomes[0],
        others=[*outcomes[1:], Action(_("Other"), branch_url(branch, "families:onward_edit", **ids))],
    )
