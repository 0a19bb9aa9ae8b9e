"""The list of the matches: each trajectory with its volunteers, and what it asks for next."""

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
from homestart.ui.templatetags.format import duration
from matching.enums import TrajectoryState
from matching.queries import days_silent, last_visit, trajectories_in

STATE_KINDS = {TrajectoryState.RUNNING: "good", TrajectoryState.PLANNED: "accent"}


class Filters(forms.Form):
    toestand = forms.ChoiceField(
        label=gettext_lazy("Situation"),
        choices=lambda: [
            ("", _("Running and planned")),
            *((value, capfirst(str(label))) for value, label in TrajectoryState.choices),
            ("all", _("Everything")),
        ],
        required=False,
    )


def state_badge(trajectory: Any) -> Badge:
    """The state of a trajectory of trajectories_on(), in words."""
    state = TrajectoryState(trajectory.state)
    return Badge(state.label, STATE_KINDS.get(state, ""))


def present(trajectory: Any) -> list[Any]:
    """The matches of a trajectory that have not ended, planned ones too."""
    today = timezone.localdate()
    return [match for match in trajectory.people if match.ended_on is None or match.ended_on > today]


def _find(filters: dict[str, Any], name: str) -> QuerySet[Any]:
    return trajectories_in(filters.get("toestand", ""), name, timezone.localdate())


def _volunteers(trajectory: Any) -> str:
    matches = trajectory.people if trajectory.state == TrajectoryState.ENDED else present(trajectory)
    return ", ".join(dict.fromkeys(str(match.volunteer) for match in matches))


def _last_visit(trajectory: Any) -> Any:
    today = timezone.localdate()
    silent = days_silent(trajectory, today)
    if silent:
        return Badge(_("no visit for %(duration)s") % {"duration": duration(silent)}, "caution")
    return last_visit(trajectory, today)


def next_step(branch: Branch, trajectory: Any) -> Action | None:
    """What the trajectory asks for: a start, a volunteer, or a call after a long silence."""
    if trajectory.state == TrajectoryState.ENDED:
        return None
    if not present(trajectory):
        return Action(_("Add a volunteer"), branch_url(branch, "matching:add", trajectory.pk))
    if trajectory.state == TrajectoryState.PLANNED:
        return Action(_("Note the start"), branch_url(branch, "matching:begin", trajectory.pk))
    if days_silent(trajectory, timezone.localdate()):
        volunteer = present(trajectory)[0].volunteer_id
        return Action(_("Note a contact"), branch_url(branch, "volunteers:contact_new", volunteer))
    return None


MATCHES = Listing(
    name="koppelingen",
    title=gettext_lazy("Matches"),
    columns=[
        ListColumn(
            gettext_lazy("Family"), lambda trajectory: str(trajectory.family), "gezin", ["family__name"]
        ),
        ListColumn(gettext_lazy("Volunteer"), _volunteers, "vrijwilliger"),
        ListColumn(gettext_lazy("Situation"), state_badge, "toestand"),
        ListColumn(gettext_lazy("Since"), lambda trajectory: trajectory.started_on, "sinds", ["started_on"]),
        ListColumn(gettext_lazy("Last visit"), _last_visit, "bezoek"),
    ],
    find=_find,
    order="gezin",
    count=lambda number: (
        ngettext("%(count)s trajectory", "%(count)s trajectories", number) % {"count": number}
    ),
    url=lambda branch, trajectory: branch_url(branch, "matching:trajectory", trajectory.pk),
    action=next_step,
    filters=Filters,
    empty=gettext_lazy("A trajectory starts from the file of a family."),
)


@require(Permission.READ_FAMILIES)
@require_http_methods(["GET", "HEAD", "POST"])
def match_list(request: HttpRequest) -> HttpResponse:
    """The trajectories of the branch: whose, by whom, since when, and which of them are silent."""
    return show_list(request, MATCHES)
