"""Closed files are kept until their day, shown a month ahead and forgotten; the figures do not notice."""

import datetime
from typing import Any

import pytest
from django.conf import LazySettings, settings
from django.core.exceptions import ValidationError
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from families.actions.retention import keep_file, remove_files
from families.actions.separating import separate_family
from families.models import Family, FamilyContact, FamilyMember, Referral, Retention, WaitingListEntry
from families.queries.retention import by_the_rule, closed_files, files_to_go, keeping_of
from families.tasks import remove_old_files
from homestart.accounts.models import User
from homestart.audit.models import AuditEvent
from homestart.exchange.importing import import_folder
from homestart.tenancy.context import branch_context
from homestart.tenancy.models import Branch
from homestart.tenancy.versions import Outdated
from matching.models import Trajectory
from reporting.indicators import compute
from tests.matching.test_trajectories import hidden, send

pytestmark = pytest.mark.django_db

DEMO = settings.BASE_DIR / "homestart" / "demo" / "data"
#: Closed so long ago that the ten years end on 10 April.
CLOSED = datetime.date(2016, 4, 10)
DAY = datetime.date(2026, 4, 10)


@pytest.fixture(autouse=True)
def ten_years(settings: LazySettings) -> None:
    settings.RETENTION_FILE_YEARS = 10


@pytest.fixture(autouse=True)
def clock(monkeypatch: pytest.MonkeyPatch) -> Any:
    """Sets today: `clock(day)`."""

    def be(day: datetime.date) -> datetime.date:
        monkeypatch.setattr("django.utils.timezone.localdate", lambda *args, **kwargs: day)
        return day

    be(datetime.date(2026, 3, 16))
    return be


def closed(branch: Branch, name: str, ended_on: datetime.date = CLOSED) -> Family:
    with branch_context(branch):
        family = Family.objects.create(name=name, phone="0470 00 00 01")
        Trajectory.objects.create(
            family=family,
            started_on=ended_on - datetime.timedelta(days=400),
            ended_on=ended_on,
            closing_reason="goals_reached",
        )
        FamilyContact.objects.create(family=family, date=ended_on, kind="long_call", note=f"Met {name}.")
    return family


def names(branch: Branch, day: datetime.date) -> list[str]:
    with branch_context(branch):
        return [keeping.family.name for keeping in files_to_go(day)]


def test_the_rule_counts_from_the_last_day():
    assert by_the_rule(datetime.date(2016, 4, 10)) == datetime.date(2026, 4, 10)
    assert by_the_rule(datetime.date(2016, 2, 29)) == datetime.date(2026, 3, 1)


def test_a_file_is_announced_a_month_before_and_goes_on_its_day(herent, aalst, clock):
    family = closed(herent, "Peeters")
    closed(aalst, "Wouters", datetime.date(2024, 1, 1))
    told = {}
    for day in ("2026-03-09", "2026-03-10", "2026-04-09", "2026-04-10"):
        clock(datetime.date.fromisoformat(day))
        remove_old_files()
        with branch_context(herent):
            family.refresh_from_db()
            told[day] = (Retention.objects.exists(), bool(family.anonymised), family.name)
    assert told == {
        "2026-03-09": (False, False, "Peeters"),
        "2026-03-10": (True, False, "Peeters"),
        "2026-04-09": (True, False, "Peeters"),
        "2026-04-10": (True, True, ""),
    }
    with branch_context(herent):
        assert FamilyContact.objects.get().note == ""
        assert AuditEvent.objects.filter(verb="announce_removal").count() == 1
    with branch_context(aalst):
        assert Family.objects.get().name == "Wouters"
        assert not Retention.objects.exists()


def test_what_is_years_too_old_still_stands_on_the_list_for_a_month(herent, clock):
    """As after an import of old files: nothing goes that nobody could see."""
    family = closed(herent, "Peeters", datetime.date(2001, 1, 1))
    first = clock(datetime.date(2026, 3, 16))
    for number in (0, 1, 30):
        clock(first + datetime.timedelta(days=number))
        remove_old_files()
        with branch_context(herent):
            family.refresh_from_db()
            assert family.name == "Peeters"
    clock(first + datetime.timedelta(days=31))
    remove_old_files()
    with branch_context(herent):
        family.refresh_from_db()
        assert family.name == ""


@pytest.mark.parametrize("what", ["trajectory", "waiting", "referral"])
def test_an_open_file_is_kept(herent, clock, what):
    family = closed(herent, "Peeters")
    with branch_context(herent):
        if what == "trajectory":
            Trajectory.objects.create(family=family, started_on=datetime.date(2026, 1, 1))
        elif what == "waiting":
            WaitingListEntry.objects.create(family=family, entered_on=datetime.date(2026, 1, 1))
        else:
            Referral.objects.create(family=family, received_on=datetime.date(2026, 1, 1))
        Retention.objects.create(
            family=family,
            until=datetime.date(2020, 1, 1),
            set_on=datetime.date(2019, 1, 1),
            announced_on=datetime.date(2019, 1, 1),
        )
        assert keeping_of(family, DAY) is None
        clock(DAY)
        assert remove_files(DAY) == 0
        family.refresh_from_db()
        assert family.name == "Peeters"


def test_who_only_waited_is_kept_from_the_day_of_leaving(herent, clock):
    with branch_context(herent):
        family = Family.objects.create(name="Yilmaz")
        WaitingListEntry.objects.create(
            family=family,
            entered_on=datetime.date(2015, 1, 1),
            left_on=datetime.date(2016, 4, 2),
            exit_reason="moved",
        )
        keeping = keeping_of(family, DAY)
    assert keeping
    assert (keeping.last_day, keeping.until) == (datetime.date(2016, 4, 2), datetime.date(2026, 4, 2))


def test_the_second_file_of_a_separation_goes_too_though_nothing_else_happened_in_it(herent, clock):
    family = closed(herent, "Peeters", DAY)
    with branch_context(herent):
        goes, _stays = (
            FamilyMember.objects.create(family=family, role="parent", first_name=name)
            for name in ("An", "Bo")
        )
        apart = separate_family(family, by=None, version=None, day=CLOSED, members=[goes], name="Claes")
        keeping = keeping_of(apart.other, DAY)
        assert keeping and (keeping.last_day, keeping.until) == (CLOSED, DAY)
        FamilyContact.objects.create(family=apart.other, date=datetime.date(2017, 5, 6), kind="long_call")
        keeping = keeping_of(apart.other, DAY)
        assert keeping and keeping.last_day == datetime.date(2017, 5, 6)


def test_the_coordinator_keeps_a_file_longer_from_today_with_a_reason(herent, coordinator, sign_in, clock):
    family = closed(herent, "Peeters")
    clock(datetime.date(2026, 3, 16))
    remove_old_files()
    client = sign_in(coordinator)
    today = client.get("/herent/").content.decode()
    address = f"/herent/gezinnen/{family.pk}/bewaren/"
    assert f'href="{address}"' in today
    listed = client.get("/herent/gezinnen/te-verwijderen/").content.decode()
    assert "Peeters" in listed
    assert "16 apr. 2026" in listed  # a month after it was announced, and not on 10 April
    assert send(client, address, until="2031-01-01", purpose="dispute").status_code == 200
    done = send(client, address, until="2031-01-01", purpose="dispute", reason="De klacht loopt nog.")
    assert done.url == f"/herent/gezinnen/{family.pk}/#bewaren"
    assert names(herent, DAY) == []
    with branch_context(herent):
        kept = Retention.objects.get()
        assert (kept.until, kept.announced_on) == (datetime.date(2031, 1, 1), None)
    page = client.get(f"/herent/gezinnen/{family.pk}/").content.decode()
    assert "1 jan. 2031" in page
    assert "De klacht loopt nog." in page


def test_two_who_decide_at_once_see_both(herent, coordinator, sign_in, clock):
    family = closed(herent, "Peeters")
    client = sign_in(coordinator)
    address = f"/herent/gezinnen/{family.pk}/bewaren/"
    stale = hidden(client.get(address).content.decode())
    send(client, address, until="2031-01-01", purpose="dispute", reason="klacht")
    answer = client.post(
        address, {**stale, "until": "2028-01-01", "purpose": "return", "reason": "komt terug"}
    )
    assert answer.status_code == 200
    with branch_context(herent):
        assert Retention.objects.get().until == datetime.date(2031, 1, 1)
        with pytest.raises(Outdated):
            keep_file(family, until=datetime.date(2030, 1, 1), by=None, version=0)


@pytest.mark.parametrize("day", ["2026-03-15", "2206-01-01"])
def test_a_day_that_is_over_or_absurd_is_refused(herent, clock, day):
    family = closed(herent, "Peeters")
    with branch_context(herent), pytest.raises(ValidationError):
        keep_file(family, until=datetime.date.fromisoformat(day), by=None, version=None)


def test_the_page_of_an_open_file_says_so(herent, coordinator, sign_in, clock):
    with branch_context(herent):
        family = Family.objects.create(name="Peeters")
        Trajectory.objects.create(family=family, started_on=datetime.date(2026, 1, 1))
    page = sign_in(coordinator).get(f"/herent/gezinnen/{family.pk}/bewaren/")
    assert page.status_code == 200
    assert 'name="until"' not in page.content.decode()


@pytest.mark.parametrize("slug", ["herent", "aalst"])
def test_no_figure_notices_that_files_went(slug: str, clock: Any) -> None:
    """Everything that a report counts, of all years of a sample branch, before and after."""
    branch = Branch.objects.get(slug=import_folder(DEMO / slug, by=None).slug)
    years = range(2021, 2027)
    before = {year: compute(branch, year) for year in years}
    clock(datetime.date(2040, 1, 1))
    remove_old_files()
    clock(datetime.date(2040, 2, 15))
    remove_old_files()
    with branch_context(branch):
        gone = Family.objects.filter(anonymised=True)
        assert gone.exists()
        assert not gone.exclude(name="", phone="", street="").exists()
        assert not closed_files(datetime.date(2040, 2, 15)).exists()
    clock(datetime.date(2026, 3, 16))
    assert {year: compute(branch, year) for year in years} == before


def test_the_list_costs_as_many_queries_with_three_files(
    herent: Branch, coordinator: User, sign_in: Any, clock: Any
) -> None:
    client: Client = sign_in(coordinator)
    numbers = []
    for name in ("Een", "Twee", "Drie"):
        closed(herent, name)
        with CaptureQueriesContext(connection) as counted:
            page = client.get("/herent/gezinnen/te-verwijderen/").content.decode()
        assert name in page
        numbers.append(len(counted))
    assert numbers[0] == numbers[2]
