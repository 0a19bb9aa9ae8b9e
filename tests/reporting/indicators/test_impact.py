"""Impact: pairs of measurements, and what changed between them."""

from collections.abc import Callable
from typing import Any

import pytest

from matching.models import ImpactScore, Trajectory
from tests.reporting.indicators.story import Story, day

Figure = Callable[..., Any]

NOTHING = {"change": None, "equal": None, "improved": None, "worse": None}


def measure(
    trajectory: Trajectory, moment: str, on: str, respondent: str = "mother", **scores: int | None
) -> None:
    """Scores of items of the domain "parent"."""
    for item, score in scores.items():
        ImpactScore.objects.create(
            trajectory=trajectory,
            moment=moment,
            measured_on=day(on),
            respondent=respondent,
            domain="parent",
            item=item,
            score=score,
        )


@pytest.fixture
def trajectory(story: Story) -> Trajectory:
    return story.trajectory(story.family(), "2024-01-01")


def pairs(figure: Figure, year: int = 2025) -> tuple[int, int]:
    """Valid pairs, and those with an item of the domain answered both times."""
    return figure("impact_measurements_valid", year), figure("impact_by_domain", year)["parent"]["n"]


def test_a_pair_belongs_to_the_year_of_its_last_measurement(figure: Figure, trajectory: Trajectory) -> None:
    measure(trajectory, "start", "2024-02-01", care=2)
    measure(trajectory, "interim", "2024-12-31", care=3)
    measure(trajectory, "end", "2025-12-31", care=4)
    assert [pairs(figure, year) for year in (2023, 2024, 2025, 2026)] == [(0, 0), (1, 1), (1, 1), (0, 0)]


def test_no_pair(story: Story, figure: Figure, trajectory: Trajectory) -> None:
    measure(trajectory, "start", "2025-02-01", care=2)
    measure(trajectory, "end", "2025-02-01", care=5)  # on the same day
    measure(trajectory, "end", "2025-06-01", "father", care=5)  # another respondent
    other = story.trajectory(story.family(), "2024-01-01")
    measure(other, "interim", "2025-01-01", care=3)
    measure(other, "start", "2025-02-01", care=2)
    assert pairs(figure) == (0, 0)


def test_the_earliest_start_and_the_latest_of_the_rest(figure: Figure, trajectory: Trajectory) -> None:
    measure(trajectory, "start", "2024-02-01", care=1, leisure=1, work=None)
    measure(trajectory, "start", "2024-03-01", care=5)
    measure(trajectory, "end", "2025-03-01", care=5)
    measure(trajectory, "interim", "2025-06-01", care=2, leisure=None, work=4)
    for number in range(4):
        respondent = ("father", "other_carer", "coordinator", "father")[number]
        on = "2024-02-01" if number < 3 else "2024-02-02"
        measure(trajectory, "start", on, respondent, care=3)
        measure(trajectory, "end", "2025-06-0" + str(number + 1), respondent, care=(3, 4, 1, 3)[number])
    assert figure("impact_by_domain")["parent"] == {"n": 4, **NOTHING}


def test_the_change_is_the_mean_of_the_pairs(story: Story, figure: Figure) -> None:
    for first, last in [
        ((1, 2), (3, 2)),
        ((2, 2), (2, 2)),
        ((3, 3), (2, 3)),
        ((1, 1), (1, 2)),
        ((2, 2), (4, 4)),
    ]:
        trajectory = story.trajectory(story.family(), "2024-01-01")
        measure(trajectory, "start", "2024-02-01", care=first[0], leisure=first[1])
        measure(trajectory, "end", "2025-02-01", care=last[0], leisure=last[1])
    values = figure("impact_by_domain")
    assert values["parent"] == {"change": 0.6, "equal": 20.0, "improved": 60.0, "n": 5, "worse": 20.0}
    assert values["school"] == {"n": 0, **NOTHING}
    assert figure("impact_measurements_valid") == 5


def test_running_and_completed(story: Story, figure: Figure, trajectory: Trajectory) -> None:
    measure(trajectory, "start", "2024-02-01", care=1)
    measure(trajectory, "end", "2026-01-01", care=1)
    ended = story.trajectory(story.family(), "2024-01-01", "2025-01-01")
    measure(ended, "start", "2024-02-01", care=1)
    measure(ended, "end", "2024-12-31", care=1)
    measure(story.trajectory(story.family(), "2026-01-01"), "start", "2025-12-31", care=1)
    assert figure("impact_measurements_running") == {"completed": 1, "running_families": 1}
