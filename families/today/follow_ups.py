"""What was promised to a family for today or before."""

from collections.abc import Collection, Iterator
from datetime import date, timedelta
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from families.queries.follow_ups import open_follow_ups
from families.views.common import FROM_TODAY
from homestart.accounts.permissions import Permission
from homestart.tenancy.models import Branch
from homestart.ui.navigation import branch_url
from homestart.ui.tables import Action
from homestart.ui.templatetags.format import duration
from homestart.ui.today import SHOWN, Section, Task

WEEK = timedelta(days=7)


def sections(branch: Branch, today: date, permissions: Collection[Permission]) -> Iterator[Section]:
    due = list(open_follow_ups(permissions).filter(due_on__lte=today))
    tasks = [task_of(branch, follow_up, today) for follow_up in due[:SHOWN]]
    yield Section(gettext_lazy("To follow up"), "calendar", tasks, len(due))


def task_of(branch: Branch, follow_up: Any, today: date) -> Task:
    """Late from the day after its own."""
    ids = {"family_id": follow_up.family_id, "follow_up_id": follow_up.pk}

    def press(name: str, **kwargs: str) -> str:
        return branch_url(branch, f"families:{name}", **ids, **kwargs) + FROM_TODAY

    days = (today - follow_up.due_on).days
    when = _("%(duration)s late") % {"duration": duration(days)} if days else _("today")
    who = _("for %(name)s") % {"name": follow_up.for_whom} if follow_up.for_whom else ""
    return Task(
        about=f"{follow_up.family}: {follow_up.text}",
        url=branch_url(branch, "families:file", family_id=follow_up.family_id),
        wait=", ".join(filter(None, [when, who])),
        action=Action(_("Done"), press("follow_up_done"), post=True),
        late=days > 0,
        others=[
            Action(
                _("Tomorrow"), press("follow_up_move", on=(today + timedelta(days=1)).isoformat()), post=True
            ),
            Action(_("In a week"), press("follow_up_move", on=(today + WEEK).isoformat()), post=True),
        ],
    )
