"""The step plan for concerns, kept by the central office."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from families.actions.plan import publish_plan
from families.forms.plan import EMPTY_ROWS, MOST_ROWS, PlanForm
from families.models import ConcernPlan
from families.queries.concerns import plan_in_force
from homestart.accounts.permissions import Permission, require
from homestart.accounts.requests import NetworkRequest


@require(Permission.MANAGE_NETWORK)
@require_http_methods(["GET", "HEAD", "POST"])
def step_plan(request: NetworkRequest) -> HttpResponse:
    """The plan in force as a form; publishing makes the next version, the earlier ones stay as they were."""
    plan = plan_in_force()
    initial = _initial(plan)
    form = PlanForm(request.POST or None, initial=initial, rows=_rows(request, plan))
    if form.is_valid():
        try:
            published = publish_plan(
                by=request.user,
                after=form.cleaned_data["after"],
                introduction=form.cleaned_data["introduction"],
                steps=form.steps,
            )
        except ValidationError as refused:
            form.add_error(None, refused)
        else:
            said = _("Version %(number)d is in force for concerns that begin from now on.")
            messages.success(request, said % {"number": published.number})
            return redirect("step_plan")
    context = {"form": form, "plan": plan, "versions": ConcernPlan.objects.select_related("published_by")}
    return render(request, "families/concerns/plan.html", context)


def _rows(request: NetworkRequest, plan: ConcernPlan | None) -> int:
    """As many as were on the screen, though the plan may have become shorter meanwhile; then some more."""
    sent = sum(name.startswith("title_") for name in request.POST)
    return min(sent, MOST_ROWS) or (plan.steps.count() if plan else 0) + EMPTY_ROWS  # type: ignore[attr-defined]


def _initial(plan: ConcernPlan | None) -> dict[str, Any]:
    if plan is None:
        return {"after": 0}
    initial: dict[str, Any] = {"after": plan.number, "introduction": plan.introduction}
    for number, step in enumerate(plan.steps.all(), start=1):  # type: ignore[attr-defined]
        initial |= {f"title_{number}": step.title, f"explanation_{number}": step.explanation}
    return initial
