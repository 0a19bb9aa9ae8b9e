"""Finding a volunteer by name or telephone number, whether still there or not."""

from django.utils import timezone
from django.utils.translation import gettext_lazy

from homestart.tenancy.context import active_branch
from homestart.ui.navigation import branch_url
from homestart.ui.search import Hit, names_begin, number_has
from volunteers.enums import VolunteerRole, VolunteerState
from volunteers.queries import states_on


def search(text: str, limit: int) -> list[Hit]:
    """At most `limit` volunteers of the branch, in one query."""
    found = states_on(timezone.localdate()).filter(
        names_begin(text, "first_name", "last_name") | number_has(text)
    )
    branch = active_branch()
    return [
        Hit(
            kind=gettext_lazy("volunteer"),
            label=str(volunteer),
            meta=", ".join(
                [
                    str(VolunteerState(volunteer.state).label),
                    *(str(VolunteerRole(role).label) for role in dict.fromkeys(volunteer.held)),
                ]
            ),
            url=branch_url(branch, "volunteers:file", volunteer_id=volunteer.pk),
            contact_url=branch_url(branch, "volunteers:contact_new", volunteer_id=volunteer.pk),
        )
        for volunteer in found[:limit]
    ]
