"""Volunteers: roles that end at the stop, first matches, ages and training."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from matching.models import Trajectory
from tests.reporting.indicators.story import Story
from volunteers.queries import trained_and_waiting

Figure = Callable[..., Any]


@pytest.fixture
def trajectory(story: Story) -> Trajectory:
    return story.trajectory(story.family(), "2020-01-01")


def test_a_role_on_some_day_of_the_year_makes_a_volunteer(story: Story, figure: Figure) -> None:
    story.volunteer(("family_buddy", "2024-01-01", "2025-01-01"), ("mentor", "2025-02-01", None))
    story.volunteer(("language_buddy", "2025-12-31", None))
    story.volunteer(("digital_helper", "2024-01-01", "2024-12-31"))
    story.volunteer(("waiting_list_buddy", None, None))
    story.volunteer(interested_on="2025-01-01")
    assert figure("volunteers_total") == 2
    assert figure("volunteers_family_supporters") == 2
    assert figure("language_buddies") == 1
    assert figure("volunteers_mentors") == figure("mentors_started") == 1
    assert figure("volunteers_digital") == figure("volunteers_waiting_list_care") == 0


def test_a_role_ends_at_the_latest_when_the_volunteer_stops(story: Story, figure: Figure) -> None:
    story.volunteer(("family_buddy", "2023-01-01", None), stopped_on="2024-12-31")
    story.volunteer(("family_buddy", "2023-01-01", "2026-01-01"), stopped_on="2025-01-01")
    story.volunteer(("mentor", "2025-03-01", None), stopped_on="2025-02-01")
    assert figure("volunteers_total") == 1
    assert figure("mentors_started") == 0
    assert figure("volunteers_stopped") == 2
    assert figure("volunteers_stopped", 2024) == 1


def test_started_is_the_first_match_ever(story: Story, figure: Figure, trajectory: Trajectory) -> None:
    again = story.volunteer()
    story.match(trajectory, again, "2024-12-31", "2025-01-31")
    story.match(trajectory, again, "2025-06-01")
    story.match(trajectory, story.volunteer(), "2025-12-31")
    story.match(trajectory, story.volunteer(), None)
    assert figure("volunteers_started") == 1
    assert figure("volunteers_started", 2024) == 1


@pytest.mark.parametrize(
    ("started_on", "stopped_on", "early"),
    [
        ("2025-01-01", "2025-02-26", 1),  # 56 days
        ("2025-01-01", "2025-02-27", 0),
        ("2024-12-20", "2025-01-10", 1),
        ("2025-12-20", "2026-01-10", 0),
        ("2025-03-01", "2025-02-01", 0),
        (None, "2025-02-01", 0),
    ],
)
def test_stopped_after_a_few_weeks(
    story: Story, figure: Figure, trajectory: Trajectory, started_on: str | None, stopped_on: str, early: int
) -> None:
    story.match(trajectory, story.volunteer(stopped_on=stopped_on, stop_reason="illness"), started_on)
    assert figure("volunteer_early_dropouts") == early
    assert figure("volunteer_stop_reasons")["illness"] == stopped_on.startswith("2025")


def test_ages_on_31_december_or_on_the_day_of_stopping(story: Story, figure: Figure) -> None:
    for birth_date, stopped_on in [
        ("1999-12-31", None),  # 26
        ("2000-01-01", None),  # 25
        ("1974-06-01", "2025-05-31"),  # 50
        ("1974-06-01", "2025-06-01"),  # 51
        ("1949-01-01", None),  # 76
        (None, None),
    ]:
        story.volunteer(("family_buddy", "2025-01-01", None), birth_date=birth_date, stopped_on=stopped_on)
    story.volunteer(birth_date="1930-01-01")
    value = figure("volunteers_by_age")
    assert {band: cell["numerator"] for band, cell in value.items()} == {
        "under_26": 1,
        "26-50": 2,
        "51-65": 1,
        "66-75": 0,
        "over_75": 1,
    }
    assert (value["26-50"]["denominator"], value["26-50"]["unknown"]) == (5, 1)
    assert figure("volunteers_age_range") == {"oldest": 76, "youngest": 25}


def test_gender_of_whom_it_is_known(story: Story, figure: Figure) -> None:
    for gender in ("f", "f", "x", ""):
        story.volunteer(("family_buddy", "2025-01-01", None), gender=gender)
    value = figure("volunteers_by_gender")
    assert {code: cell["numerator"] for code, cell in value.items()} == {"f": 2, "m": 0, "x": 1}
    assert (value["m"]["denominator"], value["m"]["unknown"]) == (3, 1)


def test_who_is_active_for_a_year_and_who_stayed(story: Story, figure: Figure) -> None:
    story.volunteer(("family_buddy", "2024-12-31", None))
    story.volunteer(("family_buddy", "2025-01-01", None))
    story.volunteer(("family_buddy", "2020-01-01", "2025-12-31"))
    story.volunteer(("family_buddy", "2020-01-01", "2020-12-31"), ("mentor", "2025-06-01", None))
    story.volunteer(("family_buddy", "2020-01-01", "2025-01-01"))
    assert figure("volunteers_active_one_year_plus") == 2
    assert figure("volunteer_retention") == {
        "denominator": 4,
        "numerator": 2,
        "unknown": 0,
        "value": 50.0,
    }


def test_interest_interviews_and_results(story: Story, figure: Figure) -> None:
    story.volunteer(interested_on="2025-12-31", channel="press", interview_on="2026-01-05")
    story.volunteer(interested_on="2025-01-01", interview_on="2025-01-05", interview_result="withdrew")
    story.volunteer(interested_on="2024-12-31", interview_on="2025-01-05", interview_result="not_suited")
    channels = figure("interested_candidates_by_channel")
    assert {code: number for code, number in channels.items() if number} == {"press": 1, "unknown": 1}
    assert figure("intro_interviews") == 2
    assert figure("volunteer_non_start_reasons") == {"not_suited": 1, "withdrew": 1}


def test_participants_are_different_persons_and_others(story: Story, figure: Figure) -> None:
    an, bo = story.volunteer(), story.volunteer()
    story.event("info_session", "2025-01-01", an, bo, other_participants=3)
    second = story.event("info_session", "2025-12-31", an, other_participants=None)
    second.attendances.create(volunteer=story.volunteer(), present=None)
    second.attendances.create(volunteer=story.volunteer(), present=False)
    story.event("info_session", "2024-12-31", story.volunteer(), other_participants=50)
    story.event("start_training", "2025-03-01", bo)
    story.event("training", "2025-04-01", an, module="perinatal", other_participants=1)
    assert figure("info_sessions_organised") == 2
    assert figure("info_session_participants") == 5
    assert figure("start_training_participants") == figure("start_trainings_organised") == 1
    assert figure("volunteers_perinatal_trained") == 2
    assert figure("group_support_events") == 1
    funnel = figure("recruitment_funnel")
    assert (funnel["info_session"], funnel["training"]) == (5, 1)


def test_trained_and_waiting_on_31_december(story: Story, figure: Figure, trajectory: Trajectory) -> None:
    def trained(*roles: tuple[str, str, str | None], **values: Any) -> Any:
        volunteer = story.volunteer(*roles, **values)
        story.event("start_training", "2024-05-01", volunteer)
        return volunteer

    trained()
    trained(interview_on="2025-05-01", interview_result="accepted")
    trained(interview_on="2026-01-01", interview_result="withdrew")
    trained(("mentor", "2024-01-01", "2025-12-31"))
    trained(stopped_on="2026-01-01")
    story.match(trajectory, trained(), "2026-01-01")
    waiting = 6
    trained(interview_on="2025-05-01", interview_result="not_suited")
    trained(("digital_helper", "2024-01-01", None))
    trained(stopped_on="2025-12-31")
    story.match(trajectory, trained(), "2024-06-01", "2024-07-01")
    story.volunteer(interview_result="accepted")
    story.event("start_training", "2026-01-01", story.volunteer())
    assert figure("volunteers_trained_waiting") == waiting
    assert trained_and_waiting(date(2025, 12, 31)).count() == waiting


def test_compulsory_modules(story: Story, figure: Figure) -> None:
    with_baby = story.trajectory(story.family(), "2025-01-01")
    story.child(with_baby.family, "2023-07-01")  # 29 months on 31 December
    pregnant = story.trajectory(story.family(), "2025-01-01")
    story.child(pregnant.family, due_date="2026-10-07")
    toddler = story.trajectory(story.family(), "2025-01-01")
    story.child(toddler.family, "2023-06-30")  # 30 months
    buddies = [story.volunteer(("family_buddy", "2025-01-01", None)) for _ in range(4)]
    for volunteer, trajectory in zip(buddies, (with_baby, pregnant, toddler), strict=False):
        story.match(trajectory, volunteer, "2025-01-01")
    story.match(with_baby, buddies[3], "2025-01-01", "2025-12-31")
    story.event("intervision", "2025-12-31", buddies[0], module="perinatal")
    story.event("training", "2020-01-01", buddies[0], buddies[3], module="concern")
    story.event("training", "2026-01-01", buddies[1], module="concern")
    value = figure("mandatory_training_compliance")
    assert (value["perinatal"]["numerator"], value["perinatal"]["denominator"]) == (1, 2)
    assert (value["concern"]["numerator"], value["concern"]["denominator"]) == (2, 4)
