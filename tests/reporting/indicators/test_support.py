"""What is done for the families: visits, talks, themes and what they are divided by."""

from collections.abc import Callable
from fractions import Fraction
from typing import Any

import pytest

from families.models import Concern, OnwardReferral, WaitingCareAction
from matching.models import Match, QuarterCard, ReviewTalk, Visit
from reporting.journal.models import Story as ReportStory
from tests.reporting.indicators.story import Story, day

Figure = Callable[..., Any]


@pytest.fixture
def match(story: Story) -> Match:
    trajectory = story.trajectory(story.family(), "2024-10-01")
    return story.match(trajectory, story.volunteer(), "2024-10-01")


def visit(match: Match, on: str, took_place: bool | None = True, *themes: str) -> None:
    Visit.objects.create(
        match=match, date=day(on), kind="home_visit", took_place=took_place, themes=list(themes)
    )


def card(match: Match, quarter: int, year: int = 2025, **values: Any) -> None:
    QuarterCard.objects.create(match=match, year=year, quarter=quarter, **values)


def test_visits_that_took_place_and_those_on_cards_are_added(match: Match, figure: Figure) -> None:
    for on in ("2025-01-01", "2025-12-31", "2024-12-31", "2026-01-01"):
        visit(match, on)
    visit(match, "2025-05-01", took_place=False)
    visit(match, "2025-05-02", took_place=None)
    card(match, 1, status="expected", visit_count=7)
    card(match, 2, status="checked")
    card(match, 4, year=2024, visit_count=100)
    assert figure("contacts_volunteer_family") == figure("support_moments_total") == 9
    assert figure("quarterly_overview_completeness") == {
        "denominator": 2,
        "numerator": 1,
        "unknown": 0,
        "value": 50.0,
    }


def test_a_day_of_support_counts_once_for_a_family(story: Story, figure: Figure) -> None:
    story.family(("2024-05-01", "2025-01-10"), ("2025-01-10", "2025-01-20"), ("2025-01-05", "2025-01-15"))
    story.family(("2025-12-31", None), ("2025-12-31", None))
    story.family(("2025-03-01", "2025-03-31"), ("2025-03-10", "2025-03-12"))
    story.family(("2025-06-01", "2025-06-01"), ("2025-06-03", "2025-06-03"))
    assert figure("visits_per_active_month") == {
        "denominator": 20 + 1 + 31 + 2,
        "numerator": 0,
        "value": 0.0,
    }


def test_contacts_are_divided_by_quarters_of_support(match: Match, figure: Figure) -> None:
    visit(match, "2025-05-01")
    assert figure("contacts_volunteer_avg_per_quarter") == {
        "denominator": 365,
        "numerator": 1,
        "value": float(Fraction("91.3125") / 365),
    }


def test_duration_is_the_difference_of_start_and_end(story: Story, figure: Figure) -> None:
    story.family(("2024-12-31", "2025-12-31"))
    story.family(("2025-01-01", "2025-01-01"))
    story.family(("2024-01-01", "2026-01-01"))
    story.trajectory(story.family(), None, "2025-05-01")
    value = figure("avg_trajectory_duration")
    assert (value["mean_days"], value["median_days"], value["n"], value["missing"]) == (182.5, 182.5, 2, 0)


def test_a_talk_is_on_time_until_30_days_after_it_was_due(match: Match, figure: Figure) -> None:
    for due_on, held_on in [
        ("2025-12-31", "2026-01-30"),
        ("2025-12-31", "2026-01-31"),
        ("2025-05-01", "2025-03-01"),
        ("2025-05-01", None),
        ("2024-12-31", "2025-01-01"),
        (None, "2025-01-01"),
    ]:
        ReviewTalk.objects.create(
            trajectory=match.trajectory, kind="follow_up", due_on=day(due_on), held_on=day(held_on)
        )
    value = figure("talks_on_time")
    assert (value["numerator"], value["denominator"]) == (2, 4)


def test_a_family_has_the_themes_of_visits_cards_and_talks_of_the_year(
    story: Story, match: Match, figure: Figure
) -> None:
    visit(match, "2025-05-01", True, "perinatal", "network")
    visit(match, "2025-05-01", None, "parenting")
    visit(match, "2024-12-31", True, "parenting")
    other = story.match(story.trajectory(story.family(), "2025-01-01"), story.volunteer(), "2025-01-01")
    card(other, 1, themes=["digital"])
    ReviewTalk.objects.create(
        trajectory=other.trajectory,
        kind="follow_up",
        due_on=day("2024-12-01"),
        held_on=day("2025-01-05"),
        themes=["school"],
    )
    ReviewTalk.objects.create(
        trajectory=other.trajectory, kind="alignment", due_on=day("2025-06-01"), themes=["parenting"]
    )
    story.family(("2025-01-01", None))
    numerators = {
        type: figure(f"support_type_{type}")["numerator"]
        for type in ("parenting", "network", "development", "rights", "perinatal")
    }
    assert numerators == {"parenting": 0, "network": 1, "development": 1, "rights": 1, "perinatal": 1}
    assert figure("support_type_rights")["denominator"] == 3


def test_a_family_coach_counts_when_the_match_touches_the_year(story: Story, figure: Figure) -> None:
    for started_on, ended_on, role in [
        ("2024-05-01", "2025-01-01", "family_coach"),
        ("2024-05-01", "2024-12-31", "family_coach"),
        ("2025-05-01", None, "family_buddy"),
        (None, None, "family_coach"),
    ]:
        trajectory = story.trajectory(story.family(), "2024-01-01")
        story.match(trajectory, story.volunteer(), started_on, ended_on, role)
    assert figure("family_coaching_families") == 1


def test_other_help(story: Story, figure: Figure) -> None:
    family = story.family()
    for organisation in ("OCMW", "CAW", "OCMW"):
        OnwardReferral.objects.create(family=family, date=day("2025-05-01"), organisation=organisation)
    WaitingCareAction.objects.create(family=family, date=day("2025-12-31"), kind="paperwork")
    WaitingCareAction.objects.create(family=family, date=day("2026-01-01"), kind="paperwork")
    for outcome in ("no_place_available", "closed"):
        Concern.objects.create(family=family, date=day("2025-05-01"), outcome=outcome)
    for second_reader_on in ("2026-02-01", None):
        ReportStory.objects.create(
            date=day("2025-05-01"), kind="complex_case", second_reader_on=day(second_reader_on)
        )
    assert figure("frequent_onward_referrals") == {"CAW": 1, "OCMW": 2}
    assert figure("waiting_list_care_actions")["paperwork"] == 1
    assert figure("crisis_no_shelter") == 1
    assert figure("complex_cases") == 1
