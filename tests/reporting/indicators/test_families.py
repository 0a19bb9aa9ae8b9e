"""Which families and children are counted, at the edges of the year and of life."""

from collections.abc import Callable
from typing import Any

import pytest

from reporting.journal.models import Agreement, Goal, GoalTarget
from tests.reporting.indicators.story import Story

Figure = Callable[..., Any]


def test_a_family_counts_when_one_day_of_support_touches_the_year(story: Story, figure: Figure) -> None:
    story.family(("2024-03-01", "2024-12-31"))
    story.family(("2024-03-01", "2025-01-01"))
    story.family(("2025-12-31", None))
    story.family(("2026-01-01", None))
    assert figure("families_supported") == 2
    assert figure("families_supported", 2024) == 2


def test_a_family_that_comes_back_counts_once(story: Story, figure: Figure) -> None:
    story.family(("2025-01-10", "2025-02-10"), ("2025-06-01", "2025-06-30"), ("2025-09-01", None))
    assert figure("families_supported") == 1
    assert figure("trajectories_started") == 3


def test_a_trajectory_without_a_start_has_not_begun(story: Story, figure: Figure) -> None:
    family = story.family()
    story.trajectory(family, None, "2025-06-30")
    story.waiting(family, "2024-01-01")
    for id in ("families_supported", "trajectories_started", "trajectories_closed"):
        assert figure(id) == 0


def test_a_family_is_closed_when_nothing_goes_on_after_31_december(story: Story, figure: Figure) -> None:
    story.family(("2024-05-01", "2025-12-31"))
    story.family(("2024-05-01", "2025-03-31"), ("2025-05-01", None))
    story.family(("2024-05-01", "2025-03-31"), ("2025-05-01", "2026-01-01"))
    story.family(("2024-05-01", "2024-12-31"))
    story.family(("2025-01-01", "2025-02-01"), ("2025-03-01", "2025-04-01"))
    story.family(("2024-05-01", "2025-03-31"), ("2026-01-01", None))
    assert figure("trajectories_closed") == 3


def test_waiting_is_the_situation_at_the_end_of_31_december(story: Story, figure: Figure) -> None:
    story.waiting(story.family(), "2025-12-31")
    story.waiting(story.family(), "2024-02-01", "2026-01-01")
    story.waiting(story.family(), "2025-02-01", "2025-12-31")
    story.waiting(story.family(), "2026-01-01")
    twice = story.family()
    story.waiting(twice, "2025-01-01", "2026-02-01")
    story.waiting(twice, "2025-03-01")
    assert figure("families_waiting_list") == 3


def bands(figure: Figure, year: int = 2025) -> list[int]:
    """Unborn, 0-6, 7-12, over 12, unknown; they add up to the children reached."""
    names = ("unborn", "0_6", "7_12", "over_12", "unknown")
    found = [figure(f"children_by_age_{name}", year) for name in names]
    assert figure("children_reached", year) == sum(found)
    return found


def test_children_are_as_old_as_on_the_last_day_of_support(story: Story, figure: Figure) -> None:
    running = story.family(("2025-02-01", None))
    story.child(running, "2018-12-31")  # 7 on 31 December
    story.child(running, "2019-01-01")  # still 6
    ended = story.family(("2024-02-01", "2025-06-30"))
    story.child(ended, "2018-07-01")  # 7 one day later
    story.child(ended, "2012-06-30")  # 13 on that day
    story.child(ended, "2012-07-01")
    assert bands(figure) == [0, 2, 2, 1, 0]


def test_a_birthday_on_29_february_is_kept_on_1_march(story: Story, figure: Figure) -> None:
    story.child(story.family(("2024-05-01", "2027-02-28")), "2020-02-29")
    story.child(story.family(("2024-05-01", "2027-03-01")), "2020-02-29")
    assert bands(figure, 2027) == [0, 1, 1, 0, 0]


@pytest.mark.parametrize(
    ("due", "born", "expected"),
    [
        ("2026-10-07", None, [1, 0, 0, 0, 0]),  # 280 days after 31 December
        ("2026-10-08", None, [0, 0, 0, 0, 0]),
        ("2024-05-01", None, [1, 0, 0, 0, 0]),  # long overdue: the birth was not noted
        ("2026-01-05", "2026-01-01", [1, 0, 0, 0, 0]),
        ("2026-01-05", "2025-12-31", [0, 1, 0, 0, 0]),
        (None, "2026-01-01", [0, 0, 0, 0, 0]),
        (None, None, [0, 0, 0, 0, 1]),
    ],
)
def test_an_unborn_child(
    story: Story, figure: Figure, due: str | None, born: str | None, expected: list[int]
) -> None:
    family = story.family(("2025-02-01", None))
    story.child(family, born, **({"due_date": due} if due else {}))
    assert bands(figure) == expected
    assert figure("families_supported") == 1


def test_a_child_counts_from_joining_until_leaving(story: Story, figure: Figure) -> None:
    family = story.family(("2025-02-01", "2025-06-30"))
    story.child(family, "2020-01-01", joined_on="2025-06-30")
    story.child(family, "2020-01-01", left_on="2025-06-30")
    story.child(family, "2020-01-01", joined_on="2025-07-01")
    story.child(family, "2020-01-01", left_on="2025-06-29")
    story.parent(family, "1990-01-01")
    story.child(story.family(), "2020-01-01")
    assert bands(figure) == [0, 2, 0, 0, 0]
    assert figure("children_per_family") == {"denominator": 1, "numerator": 2, "value": 2.0}


def test_only_a_child_of_unknown_age_makes_0_to_6_unknown(story: Story, figure: Figure) -> None:
    known = story.family(("2025-02-01", None))
    story.child(known, "2024-01-01")
    story.child(known)
    older = story.family(("2025-02-01", None))
    story.child(older, "2010-01-01")
    story.child(older)
    story.child(story.family(("2025-02-01", None)), due_date="2026-02-01")
    story.family(("2025-02-01", None))
    assert figure("share_families_with_child_0_6") == {
        "denominator": 3,
        "numerator": 1,
        "unknown": 1,
        "value": 100 / 3,
    }


def test_foster_families_are_supported_families(story: Story, figure: Figure) -> None:
    story.family(("2025-02-01", None), foster_family=True)
    story.family(("2025-02-01", None), foster_family=False)
    story.family(foster_family=True)
    assert figure("foster_families") == 1


def test_targets_of_the_year_are_added(story: Story, figure: Figure) -> None:
    assert figure("families_supported_target") is None
    for indicator, year, target in [
        ("families_supported", 2025, 20),
        ("families_supported", 2025, 10),
        ("families_supported", 2024, 99),
        ("children_reached", 2025, 99),
        ("families_supported", 2025, None),
    ]:
        goal = Goal.objects.create(agreement=Agreement.objects.create())
        GoalTarget.objects.create(goal=goal, indicator=indicator, year=year, target=target)
    assert figure("families_supported_target") == 30
