"""Referrals belong to the year in which they were received; waits to the start or to 31 December."""

from collections.abc import Callable
from fractions import Fraction
from typing import Any

from families.models import FamilyContact, ReferrerOrganisation
from tests.reporting.indicators.story import Story, day

Figure = Callable[..., Any]


def test_a_referral_belongs_to_the_year_in_which_it_was_received(story: Story, figure: Figure) -> None:
    story.referral("2025-12-31", "2026-01-15")
    story.referral("2025-01-01", "2025-01-02", decision="refused", refusal_reason="too_complex")
    story.referral("2025-06-01", "2025-06-02", decision="refused")
    story.referral("2025-06-01", "2025-06-02", decision="withdrawn")
    story.referral("2025-06-01")
    story.referral("2024-12-31", "2025-01-15")
    assert figure("referrals_total") == 5
    assert figure("referrals_accepted") == 1
    assert figure("referrals_refused") == 2
    assert figure("referral_acceptance_rate") == {
        "denominator": 5,
        "numerator": 1,
        "unknown": 0,
        "value": 20.0,
    }
    reasons = figure("refusal_reasons")
    assert {code: number for code, number in reasons.items() if number} == {"too_complex": 1, "unknown": 1}
    assert "unknown" not in figure("refusal_reasons", 2024)


def test_accepted_referrals_by_31_december(story: Story, figure: Figure) -> None:
    started = story.referral("2025-03-01", "2025-03-10")
    story.trajectory(started.family, "2025-12-31", referral=started)
    starts_later = story.referral("2025-03-01", "2025-03-10")
    story.trajectory(starts_later.family, "2026-01-01", referral=starts_later)
    story.waiting(starts_later.family, "2025-03-10", "2026-01-01", referral=starts_later)
    left = story.referral("2025-03-01", "2025-03-10")
    story.waiting(left.family, "2025-03-10", "2025-12-31", referral=left)
    of_last_year = story.referral("2024-03-01", "2024-03-10")
    story.trajectory(of_last_year.family, "2025-03-01", referral=of_last_year)
    assert figure("accepted_referrals_started") == 1
    assert figure("accepted_referrals_waitlisted") == 1
    assert figure("accepted_referrals_started", 2024) == 0


def test_waiting_time_runs_from_the_decision_to_each_start(story: Story, figure: Figure) -> None:
    referral = story.referral("2024-12-01", "2025-01-01")
    story.trajectory(referral.family, "2025-01-31", "2025-02-28", referral=referral)
    story.trajectory(referral.family, "2025-05-01", referral=referral)
    before_decision = story.referral("2025-05-01", "2025-05-11")
    story.trajectory(before_decision.family, "2025-05-10", referral=before_decision)
    undated = story.referral("2025-01-01", decision="accepted", family=story.family())
    story.trajectory(undated.family, "2025-05-01", referral=undated)
    open_one = story.referral("2025-01-01", "2025-01-02", decision="withdrawn")
    story.trajectory(story.family(), "2025-05-01", referral=open_one)
    story.family(("2025-12-31", None))
    story.family(("2026-01-01", None))
    assert figure("avg_waiting_time") == {
        "mean_days": 149 / 3,
        "mean_months": float(Fraction(149, 3) / Fraction("30.4375")),
        "median_days": 30.0,
        "median_months": 30 / 30.4375,
        "missing": 3,
        "n": 3,
    }


def test_who_still_waits_waits_until_31_december(story: Story, figure: Figure) -> None:
    for decided_on in ("2025-12-01", "2025-12-21"):
        referral = story.referral("2025-11-01", decided_on)
        story.waiting(referral.family, "2025-12-30", referral=referral)
    story.waiting(story.family(), "2025-12-30")
    gone = story.referral("2025-11-01", "2025-11-02")
    story.waiting(gone.family, "2025-11-02", "2025-12-31", referral=gone)
    value = figure("waiting_time_open")
    assert (value["mean_days"], value["median_days"], value["n"], value["missing"]) == (20.0, 20.0, 2, 1)


def test_referrers_are_organisations_with_their_service(story: Story, figure: Figure) -> None:
    caw = ReferrerOrganisation.objects.create(organisation="CAW")
    desk = ReferrerOrganisation.objects.create(organisation="CAW", service="onthaal")
    same = ReferrerOrganisation.objects.create(organisation="CAW")
    for referrer in (caw, same, desk, None):
        story.referral("2025-05-01", referrer=referrer)
    assert figure("referrals_by_referrer") == {"CAW": 2, "CAW / onthaal": 1, "self": 1}
    assert figure("referrals_self")["numerator"] == 1


def test_where_families_outside_the_area_live(story: Story, figure: Figure) -> None:
    for place in (
        {"municipality": "24062"},
        {"municipality": "24062", "municipality_name": "Leuven"},
        {"municipality_name": "Rijsel"},
        {},
    ):
        story.referral("2025-05-01", "2025-05-02", decision="refused", refusal_reason="outside_area", **place)
    story.referral(
        "2025-05-01", "2025-05-02", decision="refused", refusal_reason="other", municipality="24062"
    )
    assert figure("referrals_outside_area_by_municipality") == {"24062": 2, "Rijsel": 1, "unknown": 1}


def test_requests_are_counted_per_referral(story: Story, figure: Figure) -> None:
    for requests in (["school", "digital"], ["digital"], ["language"], []):
        story.referral("2025-05-01", requests=requests)
    value = figure("support_requests_at_referral")
    assert len(value) == 12
    assert {(cell["denominator"], cell["unknown"]) for cell in value.values()} == {(3, 1)}
    assert [value[code]["numerator"] for code in ("school", "digital", "school_or_digital")] == [1, 2, 2]


def test_a_screening_counts_when_it_took_place_at_home(story: Story, figure: Figure) -> None:
    family = story.family()
    for kind, place, took_place in [
        ("screening", "home", True),
        ("screening", "home", None),
        ("screening", "office", True),
        ("home_visit", "home", True),
    ]:
        FamilyContact.objects.create(
            family=family, date=day("2025-05-01"), kind=kind, place=place, took_place=took_place
        )
    assert figure("screening_home_visits") == 1
    assert figure("contacts_coordinator_family") == 3
