"""What of the volunteers waits for the coordinator: papers, compulsory training, birthdays."""

import calendar
from collections.abc import Collection, Iterator
from datetime import date, timedelta
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from homestart.accounts.permissions import Permission
from homestart.tenancy.models import Branch
from homestart.ui.navigation import branch_url
from homestart.ui.tables import Action
from homestart.ui.templatetags.format import day
from homestart.ui.today import SHOWN, Section, Task
from volunteers.enums import VolunteerState
from volunteers.queries import missing, volunteers_in

BIRTHDAYS_AHEAD = 7  # days, today included

#: Of whom papers have to be in order: who visits families, or is about to.
CHECKED = (VolunteerState.ACTIVE, VolunteerState.AVAILABLE, VolunteerState.OTHER_ROLE)


def sections(branch: Branch, today: date, permissions: Collection[Permission]) -> Iterator[Section]:
    volunteers = list(volunteers_in("", "", today))
    yield papers(branch, volunteers)
    yield birthdays(branch, volunteers, today)


def papers(branch: Branch, volunteers: list[Any]) -> Section:
    """Volunteers of whom a paper or a compulsory training is missing; first those who visit a family."""
    found = [one for one in volunteers if one.state in CHECKED and missing(one)]
    found.sort(key=lambda one: CHECKED.index(one.state))
    tasks = [
        Task(
            about=str(volunteer),
            url=_page(branch, "file", volunteer),
            wait=", ".join(str(step.label) for step in missing(volunteer)),
            action=Action(_("Complete"), _page(branch, "edit", volunteer)),
        )
        for volunteer in found[:SHOWN]
    ]
    title = gettext_lazy("Papers and training missing")
    return Section(title, "file-text", tasks, len(found), branch_url(branch, "volunteers:list"))


def birthdays(branch: Branch, volunteers: list[Any], today: date) -> Section:
    """Volunteers who have their birthday today or within the week."""
    days = [today + timedelta(days=ahead) for ahead in range(BIRTHDAYS_AHEAD)]
    found = [
        (one, volunteer)
        for one in days
        for volunteer in volunteers
        if volunteer.birth_date and _falls_on(volunteer.birth_date, one)
    ]
    tasks = [
        Task(
            about=str(volunteer),
            url=_page(branch, "file", volunteer),
            wait=_("%(age)s years on %(day)s")
            % {"age": one.year - volunteer.birth_date.year, "day": day(one)},
            action=Action(_("Note a contact"), _page(branch, "contact_new", volunteer)),
        )
        for one, volunteer in found
    ]
    return Section(gettext_lazy("Birthdays this week"), "gift", tasks, len(tasks))


def _falls_on(birth: date, one: date) -> bool:
    """Whether the birthday is on this day; of 29 February in other years on 1 March."""
    if (birth.month, birth.day) == (2, 29) and not calendar.isleap(one.year):
        return (one.month, one.day) == (3, 1)
    return (birth.month, birth.day) == (one.month, one.day)


def _page(branch: Branch, name: str, volunteer: Any) -> str:
    return branch_url(branch, f"volunteers:{name}", volunteer_id=volunteer.pk)
