"""What is known of the supported families, and from which day it counts."""

from collections.abc import Callable
from typing import Any

import pytest

from tests.reporting.indicators.story import Story

Figure = Callable[..., Any]


def share(figure: Figure, id: str, year: int = 2025) -> tuple[int, int, int]:
    """Numerator, base and number unknown."""
    value = figure(id, year)
    assert value["value"] == (
        100 * value["numerator"] / value["denominator"] if value["denominator"] else None
    )
    return value["numerator"], value["denominator"], value["unknown"]


def test_the_last_value_on_the_reference_date_counts(story: Story, figure: Figure) -> None:
    changed = story.family(("2024-03-01", "2025-06-30"))
    story.fact(changed, "single_parent", "no", "2024-03-01")
    story.fact(changed, "single_parent", "yes", "2025-06-30")
    later = story.family(("2024-03-01", "2025-06-30"))
    story.fact(later, "single_parent", "no", "2024-03-01")
    story.fact(later, "single_parent", "yes", "2025-07-01")
    no_longer_known = story.family(("2024-03-01", None))
    story.fact(no_longer_known, "single_parent", "yes", "2024-03-01")
    story.fact(no_longer_known, "single_parent", "unknown", "2025-12-31")
    story.family(("2024-03-01", None))
    story.fact(story.family(), "single_parent", "yes", "2024-01-01")
    assert share(figure, "profile_single_parent") == (1, 2, 2)
    assert share(figure, "profile_single_parent", 2024) == (1, 3, 1)
    assert share(figure, "profile_no_income_from_work") == (0, 0, 4)


def test_a_family_that_comes_back_is_seen_on_its_last_day_in_the_year(story: Story, figure: Figure) -> None:
    family = story.family(("2025-01-01", "2025-02-28"), ("2025-05-01", "2025-05-31"))
    story.fact(family, "physical_disability", "no", "2025-01-01")
    story.fact(family, "physical_disability", "yes", "2025-05-31")
    assert share(figure, "profile_physical_disability") == (1, 1, 0)


def test_housing_is_shared_out_over_the_families_of_which_it_is_known(story: Story, figure: Figure) -> None:
    for housing in ("owner", "owner", "social_rent", "unknown"):
        story.fact(story.family(("2025-03-01", None)), "housing", housing, "2025-03-01")
    value = figure("housing_situation")
    assert {row: cell["numerator"] for row, cell in value.items()} == {
        "private_rent": 0,
        "social_rent": 1,
        "owner": 2,
        "other": 0,
    }
    assert {(cell["denominator"], cell["unknown"]) for cell in value.values()} == {(3, 1)}


def test_the_language_between_parent_and_child(story: Story, figure: Figure) -> None:
    for language in ("nl", "tr", "ber", ""):
        story.family(("2025-03-01", None), home_language=language)
    assert share(figure, "profile_home_language_not_dutch") == (2, 3, 1)


@pytest.mark.parametrize(
    ("arrived", "start", "newcomer"),
    [
        ("2020-03-02", "2025-03-01", 1),
        ("2020-03-01", "2025-03-01", 0),  # five years to the day
        ("2020-02-29", "2025-02-28", 1),  # the fifth year is complete on 1 March
        ("2020-02-29", "2025-03-01", 0),
    ],
)
def test_a_newcomer_arrived_less_than_five_years_before_the_start(
    story: Story, figure: Figure, arrived: str, start: str, newcomer: int
) -> None:
    story.parent(story.family((start, None)), arrived_in_belgium_on=arrived)
    assert share(figure, "profile_newcomers") == (newcomer, 1, 0)


def test_parents_are_looked_at_on_the_first_start_that_touches_the_year(story: Story, figure: Figure) -> None:
    family = story.family(("2020-01-01", "2020-12-31"), ("2024-11-01", "2025-01-31"), ("2025-06-01", None))
    story.parent(family, "1999-11-02", arrived_in_belgium_on="2019-12-01", left_on="2024-11-01")
    story.parent(family, "2002-01-01", arrived_in_belgium_on="2024-12-01", joined_on="2024-11-02")
    assert share(figure, "profile_newcomers") == (1, 1, 0)
    assert share(figure, "profile_young_parent") == (1, 1, 0)
    assert share(figure, "profile_young_parent", 2020) == (1, 1, 0)


def test_unknown_parents(story: Story, figure: Figure) -> None:
    story.child(story.family(("2025-03-01", None)), "2020-01-01")
    no_arrival = story.family(("2025-03-01", None))
    story.parent(no_arrival, "1990-01-01")
    half_known = story.family(("2025-03-01", None))
    story.parent(half_known, "1990-01-01")
    story.parent(half_known)
    young = story.family(("2025-03-01", None))
    story.parent(young, "2000-03-02")
    story.parent(young)
    story.parent(story.family(("2025-03-01", None)), "2000-03-01")
    assert share(figure, "profile_newcomers") == (0, 4, 1)
    assert share(figure, "profile_young_parent") == (1, 3, 2)


@pytest.mark.parametrize(
    ("support", "child", "perinatal"),
    [
        (("2025-06-30", None), {"born": "2022-12-31"}, 1),  # 30 months on 1 July: there is no 31 June
        (("2025-07-01", None), {"born": "2022-12-31"}, 0),
        (("2025-06-30", None), {"born": "2022-12-30"}, 0),
        (("2024-01-01", "2025-01-01"), {"due_date": "2025-10-08"}, 1),  # 280 days before
        (("2024-01-01", "2025-01-01"), {"due_date": "2025-10-09"}, 0),
        (("2025-02-01", "2025-03-31"), {"born": "2025-04-01"}, 0),
        (("2025-02-01", "2025-03-31"), {"born": "2025-04-01", "due_date": "2025-04-10"}, 1),
        (("2025-02-01", "2025-03-31"), {"born": "2024-01-01", "joined_on": "2025-04-01"}, 0),
        (("2025-02-01", "2025-03-31"), {"born": "2024-01-01", "left_on": "2025-02-01"}, 1),
        (("2025-02-01", "2025-03-31"), {"born": "2024-01-01", "left_on": "2025-01-31"}, 0),
        (("2025-02-01", "2025-03-31"), {"born": "2010-01-01"}, 0),
    ],
)
def test_perinatal_on_some_day_of_support_in_the_year(
    story: Story, figure: Figure, support: tuple[str, str | None], child: dict[str, str], perinatal: int
) -> None:
    story.child(story.family(support), **child)
    assert share(figure, "profile_perinatal") == (perinatal, 1, 0)


def test_a_small_child_and_support_must_meet(story: Story, figure: Figure) -> None:
    """The child is small during a trajectory of an earlier year and between two of this year only."""
    family = story.family(
        ("2024-01-01", "2024-12-31"), ("2025-01-01", "2025-01-31"), ("2025-06-01", "2025-06-30")
    )
    story.trajectory(family, None, None)
    story.child(family, "2023-01-01", joined_on="2025-02-01", left_on="2025-05-31")
    assert share(figure, "profile_perinatal") == (0, 1, 0)


def test_perinatal_unknown_and_no_children(story: Story, figure: Figure) -> None:
    story.child(story.family(("2025-02-01", None)))
    story.child(story.family(("2025-02-01", "2025-03-31")), joined_on="2025-04-01")
    story.family(("2025-02-01", None))
    assert share(figure, "profile_perinatal") == (0, 2, 1)


def test_pregnant_at_the_start_of_the_first_trajectory_of_the_year(story: Story, figure: Figure) -> None:
    pregnant = story.family(("2024-11-01", "2025-01-31"), ("2025-06-01", None))
    story.child(pregnant, "2024-12-01", due_date="2024-12-05")
    born = story.family(("2024-11-01", "2025-01-31"), ("2025-06-01", None))
    story.child(born, "2024-11-01", due_date="2024-12-05")
    later = story.family(("2025-01-01", "2025-01-31"), ("2025-06-01", None))
    story.child(later, due_date="2026-01-10")
    story.family(("2025-01-01", None))
    assert share(figure, "perinatal_pregnant_at_start") == (1, 3, 0)
