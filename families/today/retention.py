"""Files that are to go: a month to see them, and to decide otherwise."""

from collections.abc import Iterator
from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from families.queries.retention import files_to_go
from homestart.tenancy.models import Branch
from homestart.ui.navigation import branch_url
from homestart.ui.tables import Action
from homestart.ui.templatetags.format import day
from homestart.ui.today import SHOWN, Section, Task


def sections(branch: Branch, today: date) -> Iterator[Section]:
    files = files_to_go(today)
    tasks = [
        Task(
            about=str(keeping.family),
            url=branch_url(branch, "families:file", family_id=keeping.family.pk),
            wait=_("kept until %(day)s") % {"day": day(keeping.until)},
            action=Action(_("Keep longer"), branch_url(branch, "families:keep", family_id=keeping.family.pk)),
        )
        for keeping in files[:SHOWN]
    ]
    title = gettext_lazy("Files to remove")
    yield Section(title, "lock", tasks, len(files), branch_url(branch, "families:to_remove"))
