"""The list of the volunteers."""

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_http_methods

from homestart.accounts.permissions import Permission, require
from homestart.lists.listing import Badge, ListColumn, Listing, show_list
from homestart.tenancy.models import Branch
from homestart.ui.navigation import branch_url
from homestart.ui.tables import Action
from volunteers.enums import GONE, Step, VolunteerRole, VolunteerState
from volunteers.queries import missing, volunteers_in

#: The colour of the badge with the state.
STATE_KINDS = {
    VolunteerState.ACTIVE: "good",
    VolunteerState.AVAILABLE: "accent",
    VolunteerState.OTHER_ROLE: "good",
    VolunteerState.CANDIDATE: "caution",
}
PAPERS = {
    Step.INTERVIEW: gettext_lazy("Note the interview"),
    Step.EXTRACT: gettext_lazy("Note the extract"),
    Step.AGREEMENT: gettext_lazy("Note the agreement"),
    Step.INFORMATION: gettext_lazy("Note the information"),
}


class Filters(forms.Form):
    toestand = forms.ChoiceField(
        label=gettext_lazy("Situation"),
        choices=lambda: [
            ("", _("Everybody who is not gone")),
            *((value, capfirst(str(label))) for value, label in VolunteerState.choices),
            ("all", _("Everybody")),
        ],
        required=False,
    )


def state_badge(volunteer: Any) -> Badge:
    """The state of a volunteer of volunteers_on(), in words."""
    state = VolunteerState(volunteer.state)
    return Badge(state.label, STATE_KINDS.get(state, ""))


def _find(filters: dict[str, Any], name: str) -> QuerySet[Any]:
    return volunteers_in(filters.get("toestand", ""), name, timezone.localdate())


def _roles(volunteer: Any) -> str:
    return ", ".join(str(VolunteerRole(role).label) for role in dict.fromkeys(volunteer.held))


def _next(branch: Branch, volunteer: Any) -> Action | None:
    """The first paper that is missing; else a contact, for who is not gone."""
    for step in missing(volunteer):
        if step in PAPERS:
            return Action(PAPERS[step], branch_url(branch, "volunteers:edit", volunteer_id=volunteer.pk))
    if volunteer.state in GONE:
        return None
    return Action(
        _("Note a contact"), branch_url(branch, "volunteers:contact_new", volunteer_id=volunteer.pk)
    )


VOLUNTEERS = Listing(
    name="vrijwilligers",
    title=gettext_lazy("Volunteers"),
    columns=[
        ListColumn(gettext_lazy("Name"), str, "naam", ["last_name", "first_name"]),
        ListColumn(gettext_lazy("Situation"), state_badge, "toestand"),
        ListColumn(gettext_lazy("Roles"), _roles, "rollen"),
        ListColumn(gettext_lazy("Since"), lambda volunteer: volunteer.since, "sinds", ["since"]),
        ListColumn(
            gettext_lazy("Families"),
            lambda volunteer: volunteer.families,
            "gezinnen",
            ["families"],
            numeric=True,
        ),
    ],
    find=_find,
    order="naam",
    count=lambda number: ngettext("%(count)s volunteer", "%(count)s volunteers", number) % {"count": number},
    url=lambda branch, volunteer: branch_url(branch, "volunteers:file", volunteer_id=volunteer.pk),
    action=_next,
    filters=Filters,
    empty=gettext_lazy("Add the first volunteer of the branch: a first name will do."),
)


@require(Permission.READ_VOLUNTEERS)
@require_http_methods(["GET", "HEAD", "POST"])
def volunteer_list(request: HttpRequest) -> HttpResponse:
    """The volunteers of the branch: who is there, in which role, for how many families, and what is next."""
    return show_list(request, VOLUNTEERS, template="volunteers/list.html")
