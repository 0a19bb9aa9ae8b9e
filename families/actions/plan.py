"""The step plan of the network: a change is a new version."""

from collections.abc import Sequence

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from families.models import ConcernPlan, ConcernPlanStep
from homestart.accounts.models import User
from homestart.audit.models import record


@transaction.atomic
def publish_plan(
    *, by: User | None, after: int, introduction: str, steps: Sequence[tuple[str, str]]
) -> ConcernPlan:
    """The next version, in force at once for concerns that begin from now on; `steps`: titles, explanations.

    `after` is the version that was on the screen. Raises ValidationError when there is a later one by now,
    and when there is no step.
    """
    last = ConcernPlan.objects.select_for_update().order_by("-number").first()
    if (last.number if last else 0) != after:
        raise ValidationError(
            _("Somebody else published a version meanwhile. Copy your texts and open this page again.")
        )
    if not steps:
        raise ValidationError(_("A plan has at least one step."))
    plan = ConcernPlan.objects.create(number=after + 1, introduction=introduction, published_by=by)
    ConcernPlanStep.objects.bulk_create(
        ConcernPlanStep(plan=plan, order=order, title=title, explanation=explanation)
        for order, (title, explanation) in enumerate(steps, start=1)
    )
    record("publish_step_plan", by=by, version=plan.number)
    return plan
