"""Concerns: those that are open, and all that one of them says."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.db.models import Count, QuerySet

from families.models import Concern, ConcernNotice, ConcernPlan, ConcernPlanStep, ConcernStep, Family
from homestart.accounts.models import User
from homestart.accounts.permissions import Permission


def plan_in_force() -> ConcernPlan | None:
    """The last version that the central office published, with its `steps`."""
    return ConcernPlan.objects.prefetch_related("steps").order_by("-number").first()


def concerns_in(family: Family | None = None) -> "QuerySet[Any]":
    """The concerns of the family, or of the branch, the latest first; with `family` and `steps_done`."""
    found: QuerySet[Any] = Concern.objects.all() if family is None else Concern.objects.filter(family=family)
    return (
        found.select_related("family", "noted_by")
        .annotate(steps_done=Count("steps"))
        .order_by("-date", "-pk")
    )


@dataclass(frozen=True)
class PlanLine:
    """A step of the plan, and what was noted of it."""

    number: int
    step: ConcernPlanStep
    done: ConcernStep | None


@dataclass(frozen=True)
class ConcernRecord:
    """All of one concern."""

    concern: Concern
    plan_steps: Sequence[ConcernPlanStep]
    steps: Sequence[ConcernStep]
    notices: Sequence[ConcernNotice]

    @cached_property
    def lines(self) -> list[PlanLine]:
        done = {step.step_id: step for step in self.steps}
        return [PlanLine(n, step, done.get(step.pk)) for n, step in enumerate(self.plan_steps, start=1)]

    @property
    def other_steps(self) -> list[ConcernStep]:
        """Noted before the plan was on the screen."""
        return [step for step in self.steps if step.step_id is None]

    @property
    def next_line(self) -> PlanLine | None:
        """The first step that was not taken."""
        return next((line for line in self.lines if line.done is None), None)

    @property
    def needs_second(self) -> bool:
        return not self.concern.second_on

    def may_be_confirmed_by(self, user: User) -> bool:
        """A second person, by her own account."""
        return self.concern.confirmed_by_id is None and user.pk != self.concern.noted_by_id


def concern_record(concern: Concern) -> ConcernRecord:
    """With its steps, whatever version of the plan it follows. Three queries."""
    return ConcernRecord(
        concern,
        list(ConcernPlanStep.objects.filter(plan=concern.plan_id)) if concern.plan_id else [],
        list(concern.steps.select_related("done_by", "step").order_by("done_on", "pk")),
        list(concern.notices.order_by("date", "pk")),
    )


def open_concerns_of(family: Family, permissions: Collection[Permission]) -> int | None:
    """How many concerns are followed; None for who may not know of any, and then nothing is asked."""
    if Permission.READ_CONCERNS not in permissions:
        return None
    return Concern.objects.filter(family=family).open().count()
