"""What came in from outside and nobody has handled."""

from collections.abc import Iterator
from datetime import date

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from families.models import Submission
from families.queries.inbox import waiting_submissions
from families.rules import NORM_DAYS
from homestart.tenancy.models import Branch
from homestart.ui.navigation import branch_url
from homestart.ui.tables import Action
from homestart.ui.templatetags.format import duration
from homestart.ui.today import SHOWN, Section, Task


def sections(branch: Branch, today: date) -> Iterator[Section]:
    waiting = list(waiting_submissions())
    yield Section(
        gettext_lazy("Came in by the public form"),
        "mail",
        [_task(branch, submission, today) for submission in waiting[:SHOWN]],
        len(waiting),
        branch_url(branch, "referrals:inbox"),
    )


def _task(branch: Branch, submission: Submission, today: date) -> Task:
    days = max((today - timezone.localdate(submission.sent_at)).days, 0)
    url = branch_url(branch, "referrals:submission", submission_id=submission.pk)
    return Task(
        about=submission.title,
        url=url,
        wait=_("came in %(duration)s ago") % {"duration": duration(days)} if days else _("came in today"),
        action=Action(_("View"), url),
        late=days > NORM_DAYS,
    )
