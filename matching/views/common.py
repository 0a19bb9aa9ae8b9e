"""What the pages about one trajectory share."""

from typing import Any
from uuid import UUID

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.utils import timezone

from homestart.audit.reading import looked_at
from homestart.ui.navigation import branch_url
from matching.models import Trajectory
from matching.queries import people, trajectories_on


def trajectory_or_404(request: HttpRequest, trajectory_id: UUID) -> Any:
    """The trajectory as trajectories_on() gives it, with its matches in `people`; notes who looked."""
    trajectories = trajectories_on(timezone.localdate()).prefetch_related(people())
    trajectory: Trajectory = get_object_or_404(trajectories, pk=trajectory_id)
    looked_at(request, trajectory.family)
    return trajectory


def trajectory_url(request: HttpRequest, trajectory: Any) -> str:
    return branch_url(request.branch, "matching:trajectory", trajectory_id=trajectory.pk)  # type: ignore[attr-defined]
