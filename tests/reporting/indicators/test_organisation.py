"""The journal, the branch and its staff; and what is counted once over the network."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from homestart.tenancy.context import branch_context
from homestart.tenancy.models import Branch
from reporting.indicators import compute
from reporting.indicators.stored import network, store
from reporting.journal.models import Appointment, JournalEntry, Signal
from tests.reporting.indicators.story import Story, day

Figure = Callable[..., Any]


def note(kind: str, on: str | None = "2025-05-01", **values: Any) -> None:
    JournalEntry.objects.create(kind=kind, date=day(on), **values)


def test_a_row_belongs_to_the_year_of_its_date_else_to_its_year(story: Story, figure: Figure) -> None:
    note("newsletter", "2025-01-01")
    note("newsletter", "2025-12-31", year=2024)
    note("newsletter", None, year=2025)
    note("newsletter", "2024-12-31", year=2025)
    assert figure("newsletters_sent") == 3


def test_campaigns_by_month(story: Story, figure: Figure) -> None:
    note("campaign", "2025-02-28", attendance=60)
    note("campaign", "2025-02-01", attendance=0)
    note("campaign", "2024-02-01")
    note("story", "2025-02-01", attendance=9)
    months = figure("campaign_actions_by_month")
    assert months == {str(month): 2 if month == 2 else 0 for month in range(1, 13)}
    assert figure("event_attendance") == {"actions": 2, "persons": 60}
    note("campaign", None, year=2025)
    assert figure("campaign_actions_by_month")["unknown"] == 1


def test_platforms_of_partners(story: Story, figure: Figure) -> None:
    note("partner_introduction", platform="ELZ")
    note("partner_consultation", platform="ELZ", themes=["perinatal"])
    note("partner_consultation", platform="Lokaal Welzijnsforum Herent")
    note("steering_group", platform="welfare_forum")
    note("project_meeting", platform="Digibank Dender", themes=["digital"])
    note("project_meeting", platform="digibank")
    note("project_meeting")
    note("advocacy", platform="Welzijnsforum", themes=["perinatal"])
    assert figure("partnerships") == 5
    assert figure("local_projects") == 2
    assert figure("wellbeing_forum_participations") == 2
    assert figure("digibank_steering_meetings") == 2
    assert figure("steering_group_meetings") == figure("partner_introductions") == 1
    assert figure("partner_consultations") == 2
    assert figure("partner_consultations_perinatal") == 1
    assert figure("perinatal_partner_actions") == 2
    assert figure("digital_inclusion_actions") == 1


def test_signals_by_theme(story: Story, figure: Figure) -> None:
    Signal.objects.create(date=day("2025-12-31"), theme="housing", families=4)
    Signal.objects.create(date=day("2026-01-01"), theme="housing")
    assert {theme: number for theme, number in figure("signals").items() if number} == {"housing": 1}


def test_staff_at_the_end_of_31_december(story: Story, figure: Figure) -> None:
    for fte, started_on, ended_on in [
        ("0.1", "2025-12-31", None),
        ("0.2", "2024-01-01", "2026-01-01"),
        ("0.5", "2024-01-01", "2025-12-31"),
        ("0.5", None, None),
        (None, "2024-01-01", None),
    ]:
        Appointment.objects.create(fte=fte, started_on=day(started_on), ended_on=day(ended_on))
    assert figure("staff_fte") == 0.3
    assert figure("staff_fte", 2023) == 0


@pytest.mark.parametrize(
    ("opened_on", "closed_on", "active", "new"),
    [
        (date(2025, 12, 31), None, 1, 1),
        (date(2024, 12, 31), date(2025, 12, 31), 0, 0),
        (date(2024, 12, 31), date(2026, 1, 1), 1, 0),
        (date(2026, 1, 1), None, 0, 0),
        (None, None, 0, 0),
    ],
)
def test_a_branch_that_is_open_at_the_end_of_31_december(
    herent: Branch, figure: Figure, opened_on: date | None, closed_on: date | None, active: int, new: int
) -> None:
    herent.opened_on, herent.closed_on, herent.operator_type = opened_on, closed_on, "own"
    herent.municipalities = ["24038", "24038", "24062"]
    herent.save()
    assert figure("branches_active") == figure("branches_own") == active
    assert figure("branches_new") == new
    assert figure("municipalities_covered") == 2 * active


def test_the_network_counts_what_branches_share_once(herent: Branch, aalst: Branch) -> None:
    for branch, title in [(herent, "Lerend netwerk"), (aalst, "Lerend netwerk"), (aalst, "Extra")]:
        branch.opened_on, branch.municipalities = date(2020, 1, 1), ["24038", f"4100{branch.pk % 9}"]
        branch.save()
        with branch_context(branch):
            Story().event("learning_network", "2025-05-01", title=title)
            Appointment.objects.create(fte="0.1" if branch == herent else "0.2", started_on=date(2020, 1, 1))
            Story().volunteer(
                ("family_buddy", "2025-01-01", None),
                birth_date="1950-01-01" if branch == herent else "2000-01-01",
            )
            Story().family(("2025-01-01", f"2025-01-0{2 + len(title) % 3}"))
    for branch in (herent, aalst):
        store(branch, 2025)
    total = network(2025)
    assert total["learning_networks"] == 2
    assert total["municipalities_covered"] == 3
    assert total["staff_fte"] == 0.5
    assert total["volunteers_age_range"] == {"oldest": 75, "youngest": 25}
    assert total["families_supported"] == 3
    days = sorted(1 + len(title) % 3 for title in ("Lerend netwerk", "Lerend netwerk", "Extra"))
    assert total["avg_trajectory_duration"]["median_days"] == days[1]
    assert compute(aalst, 2025)["learning_networks"] == 2
