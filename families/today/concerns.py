"""Worrying situations that are followed: for who may read them, and nobody else comes to know of them."""

from collections.abc import Collection, Iterator
from datetime import date
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from families.models import Concern, FollowUp
from families.today.follow_ups import task_of
from homestart.accounts.permissions import Permission
from homestart.tenancy.models import Branch
from homestart.ui.navigation import branch_url
from homestart.ui.tables import Action
from homestart.ui.templatetags.format import day, duration
from homestart.ui.today import SHOWN, Section, Task


def sections(branch: Branch, today: date, permissions: Collection[Permission]) -> Iterator[Section]:
    if Permission.READ_CONCERNS not in permissions:
        return
    concerns = list(Concern.objects.open().select_related("family").order_by("look_again_on", "date", "pk"))
    promised = FollowUp.objects.about_concerns(permissions).filter(done_on=None, due_on__lte=today)
    promised = promised.select_related("family", "for_whom").order_by("due_on", "pk")
    tasks = [_task(branch, concern, today) for concern in concerns[:SHOWN]]
    tasks += [task_of(branch, follow_up, today) for follow_up in promised]
    yield Section(
        gettext_lazy("Concerns to follow up"),
        "triangle-alert",
        tasks,
        len(concerns) + len(promised),
        branch_url(branch, "concerns"),
    )


def _task(branch: Branch, concern: Any, today: date) -> Task:
    """Nothing of what is in it: the page may stand open on a desk."""
    url = branch_url(branch, "families:concern", family_id=concern.family_id, concern_id=concern.pk)
    again = concern.look_again_on
    when = _("look at it again on %(day)s") % {"day": day(again)} if again else ""
    days = (today - concern.date).days
    since = _("began %(duration)s ago") % {"duration": duration(days)} if days else _("began today")
    return Task(
        about=str(concern.family),
        url=url,
        wait=", ".join(filter(None, [since, when])),
        action=Action(_("Follow up"), url),
        late=again is not None and again < today,
    )
