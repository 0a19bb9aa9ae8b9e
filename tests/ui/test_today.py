"""What waits today: everything that does, nothing else, and nothing of another branch."""

import datetime

import pytest
from django.utils import timezone

from families.enums import Priority, WaitingCareKind
from families.models import (
    Family,
    FamilyContact,
    Referral,
    ReferrerOrganisation,
    WaitingCareAction,
    WaitingListEntry,
)
from homestart.accounts.roles import PERMISSIONS, Role
from homestart.tenancy.context import branch_context
from homestart.tenancy.models import Branch
from homestart.ui.today import SHOWN, sections
from matching.models import Match, QuarterCard, ReviewTalk, Trajectory, Visit
from matching.today import last_quarter
from volunteers.enums import EventKind, TrainingModule, VolunteerRole
from volunteers.models import Attendance, Event, RoleAssignment, Volunteer
from volunteers.today import _falls_on

pytestmark = pytest.mark.django_db

TODAY = datetime.date(2026, 3, 10)


def ago(days: int) -> datetime.date:
    return TODAY - datetime.timedelta(days=days)


def waits(branch: Branch) -> dict[str, list[tuple[str, str, bool]]]:
    """By section, about whom and since when, and whether it is late."""
    with branch_context(branch):
        return {
            str(section.title): [(task.about, task.wait, task.late) for task in section.tasks]
            for section in sections(branch, TODAY, PERMISSIONS[Role.COORDINATOR])
        }


def refer(name: str, received_on: datetime.date, **values: object) -> Referral:
    """A referral by the family itself that lacks nothing, unless told otherwise."""
    known = {"phone": "016 00 00 00", "municipality": "24038", "requests": ["parenting"]}
    return Referral.objects.create(family_name=name, received_on=received_on, **{**known, **values})


def wait_in_line(name: str, since: datetime.date, **values: object) -> Family:
    family = Family.objects.create(name=name)
    WaitingListEntry.objects.create(family=family, entered_on=since, **values)
    return family


def buddy(name: str, **values: object) -> Volunteer:
    """A family buddy whose papers are in order, unless told otherwise."""
    papers = {
        "interview_on": ago(300),
        "record_extract_seen_on": ago(300),
        "agreement_signed_on": ago(300),
        "information_given_on": ago(300),
    }
    volunteer = Volunteer.objects.create(first_name=name, **{**papers, **values})
    RoleAssignment.objects.create(volunteer=volunteer, role=VolunteerRole.FAMILY_BUDDY, started_on=ago(300))
    for kind, module in ((EventKind.START_TRAINING, ""), (EventKind.TRAINING, TrainingModule.CONCERN)):
        event = Event.objects.create(kind=kind, module=module, date=ago(310))
        Attendance.objects.create(event=event, volunteer=volunteer, present=True)
    return volunteer


def match(family: str, volunteer: Volunteer, **values: object) -> Match:
    trajectory = Trajectory.objects.create(
        family=Family.objects.create(name=family), started_on=values.get("started_on")
    )
    return Match.objects.create(trajectory=trajectory, volunteer=volunteer, **values)


def test_an_empty_branch_has_a_friendly_page(herent, coordinator, sign_in):
    page = sign_in(coordinator).get("/herent/").content.decode()
    assert "Niets wacht op een antwoord" in page
    assert 'href="/herent/aanmeldingen/nieuw/"' in page


def test_referrals_wait_oldest_first_and_are_late_after_fourteen_days(herent, aalst):
    with branch_context(aalst):
        refer("Aalsters", ago(40))
    with branch_context(herent):
        refer("Peeters", ago(14))
        refer("Claes", ago(15))
        refer("Daems", ago(30), decision="refused", decided_on=ago(20), refusal_reason="too_complex")
        refer("Maes", ago(20), municipality="", municipality_name="")
        refer("Nys", TODAY, referrer=ReferrerOrganisation.objects.create(organisation="CAW"))
    found = waits(herent)
    assert found["Aanmeldingen om te beslissen"] == [
        ("Claes", "2 weken geleden ontvangen", True),
        ("Peeters", "2 weken geleden ontvangen", False),
    ]
    assert found["Aanmeldingen om aan te vullen"] == [
        ("Maes", "3 weken geleden ontvangen", True),
        ("Nys", "vandaag ontvangen", False),
    ]


def test_the_urgent_come_first_then_who_waits_longest(herent):
    with branch_context(herent):
        wait_in_line("Lang", ago(80))
        wait_in_line("Dringend", ago(3), priority=Priority.URGENT)
        wait_in_line("Langer", ago(85))
        wait_in_line("Weg", ago(300), left_on=ago(1))
    line = waits(herent)["Eerst aan de beurt voor een vrijwilliger"]
    assert [(about, wait) for about, wait, _ in line] == [
        ("Dringend", "wacht 3 dagen"),
        ("Langer", "wacht 3 maanden"),
        ("Lang", "wacht 3 maanden"),
    ]


def test_a_family_of_which_one_hears_nothing_is_asked_and_then_left_in_peace(herent):
    with branch_context(herent):
        silent = wait_in_line("Stil", ago(100))
        called = wait_in_line("Gebeld", ago(100))
        FamilyContact.objects.create(family=called, date=ago(5), kind="long_call")
    assert [task[0] for task in waits(herent)["Vragen of steun nog nodig is"]] == ["Stil"]
    with branch_context(herent):
        WaitingCareAction.objects.create(family=silent, date=TODAY, kind=WaitingCareKind.STILL_NEEDED_CHECK)
    assert "Vragen of steun nog nodig is" not in waits(herent)


def test_starts_talks_silence_and_overviews(herent):
    first, last = last_quarter(TODAY)
    assert (first, last) == (datetime.date(2025, 10, 1), datetime.date(2025, 12, 31))
    with branch_context(herent):
        volunteer = buddy("Rita")
        planned = match("Gepland", volunteer, introduced_on=ago(-2))
        noted = match("Druk", volunteer, started_on=ago(200))
        Visit.objects.create(match=noted, date=ago(4), kind="home_visit")
        Visit.objects.create(match=noted, date=last, kind="home_visit")
        quiet = match("Stil", volunteer, started_on=ago(200))
        QuarterCard.objects.create(match=quiet, year=2025, quarter=4, status="received", visit_count=9)
        match("Niets", volunteer, started_on=ago(90))
        match("Nieuw", volunteer, started_on=ago(10))
        ReviewTalk.objects.create(trajectory=noted.trajectory, kind="follow_up", due_on=ago(1))
        ReviewTalk.objects.create(trajectory=quiet.trajectory, kind="alignment", due_on=ago(-14))
        ReviewTalk.objects.create(trajectory=quiet.trajectory, kind="closing", due_on=ago(-15))
        ReviewTalk.objects.create(trajectory=noted.trajectory, kind="closing", due_on=ago(9), held_on=ago(9))
    found = waits(herent)
    assert planned.trajectory_id
    assert found["Eerste ontmoetingen en starts"] == [
        ("Gepland · Rita", "eerste ontmoeting op 12 mrt. 2026", False)
    ]
    assert [(about, late) for about, _, late in found["Gesprekken die eraan komen"]] == [
        ("Druk", True),
        ("Stil", False),
    ]
    assert [task[:2] for task in found["Stille koppelingen"]] == [
        ("Niets · Rita", "3 maanden geen bezoek bekend"),
        ("Stil · Rita", "2 maanden geen bezoek bekend"),
    ]
    assert [task[:2] for task in found["Kwartaaloverzichten die nog niet binnen zijn"]] == [
        ("Rita · Niets", "kwartaal 4 van 2025")
    ]


def test_papers_and_birthdays(herent):
    with branch_context(herent):
        buddy("Rita", birth_date=datetime.date(1951, 3, 16))
        buddy("Jef", agreement_signed_on=None, birth_date=datetime.date(1960, 3, 17))
        Volunteer.objects.create(first_name="Weg", stopped_on=ago(3), birth_date=datetime.date(1950, 3, 10))
    found = waits(herent)
    assert found["Papieren en vormingen die ontbreken"] == [("Jef", "ondertekende overeenkomst", False)]
    assert found["Verjaardagen deze week"] == [("Rita", "75 jaar op 16 mrt. 2026", False)]
    leap = datetime.date(1960, 2, 29)
    assert _falls_on(leap, datetime.date(2028, 2, 29))
    assert _falls_on(leap, datetime.date(2027, 3, 1))
    assert not _falls_on(leap, datetime.date(2028, 3, 1))


def test_the_page_shows_eight_of_a_kind_and_leads_to_the_list(herent, coordinator, sign_in):
    with branch_context(herent):
        for number in range(SHOWN + 1):
            refer(f"Peeters {number}", timezone.localdate())
    page = sign_in(coordinator).get("/herent/").content.decode()
    assert page.count('class="task"') == SHOWN
    assert "Toon alle 9" in page


def test_the_number_of_queries_does_not_grow(
    herent, coordinator, sign_in, django_assert_num_queries, django_assert_max_num_queries
):
    def one_of_each(number: int) -> None:
        with branch_context(herent):
            refer(f"Peeters {number}", ago(30))
            wait_in_line(f"Maes {number}", ago(200))
            volunteer = buddy(f"Rita {number}", agreement_signed_on=None)
            support = match(f"Claes {number}", volunteer, started_on=ago(400))
            ReviewTalk.objects.create(trajectory=support.trajectory, kind="follow_up", due_on=ago(1))

    browser = sign_in(coordinator)
    one_of_each(1)
    browser.get("/herent/")
    with django_assert_max_num_queries(26) as few:
        browser.get("/herent/")
    for number in (2, 3):
        one_of_each(number)
    with django_assert_num_queries(len(few)):
        browser.get("/herent/")
