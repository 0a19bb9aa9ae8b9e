"""Closing a family with all that belongs to it, what follows, and taking it back."""

import datetime
import re
from typing import Any

import pytest
from django.conf import LazySettings
from django.test import Client

from families.enums import FamilyState
from families.models import (
    Consent,
    Family,
    FamilyContact,
    FollowUp,
    OnwardReferral,
    Referral,
    Retention,
    WaitingListEntry,
)
from families.queries.lists import families_in
from homestart.audit.models import AuditEvent
from homestart.tenancy.context import branch_context
from homestart.tenancy.models import Branch
from matching.models import Match, ReviewTalk, Trajectory, Visit
from reporting.indicators import compute
from tests.matching.test_trajectories import hidden, reopen, send, start
from tests.people import make_coordinator
from volunteers.models import Volunteer

pytestmark = pytest.mark.django_db

TODAY = datetime.date(2026, 3, 16)
LAST_DAY = "2026-03-10"


@pytest.fixture(autouse=True)
def today(monkeypatch: pytest.MonkeyPatch, settings: LazySettings) -> None:
    settings.RETENTION_FILE_YEARS = 10
    monkeypatch.setattr("django.utils.timezone.localdate", lambda *args, **kwargs: TODAY)


@pytest.fixture
def family(herent: Branch) -> Family:
    with branch_context(herent):
        family = Family.objects.create(name="Peeters")
        Referral.objects.create(
            family=family,
            received_on=datetime.date(2025, 1, 5),
            decided_on=datetime.date(2025, 1, 8),
            decision="accepted",
        )
    return family


@pytest.fixture
def mieke(herent: Branch) -> Volunteer:
    with branch_context(herent):
        return Volunteer.objects.create(first_name="Mieke", last_name="Claes")


@pytest.fixture
def client(coordinator, sign_in) -> Client:
    return sign_in(coordinator)


@pytest.fixture
def address(client, family, mieke) -> str:
    """Of the trajectory, which runs since a year."""
    return start(client, family, mieke, started_on="2025-03-01").url


def close(client: Client, address: str, **more: Any) -> Any:
    typed = {"ended_on": LAST_DAY, "closing_reason": "goals_reached", **more}
    return send(client, f"{address}afsluiten/", **typed)


def figures(branch: Branch, year: int = 2026) -> dict[str, Any]:
    return compute(branch, year)


def count(branch: Branch, name: str, year: int = 2026) -> Any:
    return compute(branch, year, [name])[name]


def test_the_day_and_the_reason_are_enough(client, address, family, herent):
    assert close(client, address).status_code == 302
    with branch_context(herent):
        assert Trajectory.objects.get().ended_on == datetime.date(2026, 3, 10)
        assert not ReviewTalk.objects.exists()
        assert not OnwardReferral.objects.exists()
        assert not Consent.objects.exists()
        kept = Retention.objects.get()
        assert (kept.until, kept.purpose, kept.reason) == (datetime.date(2036, 3, 10), "account", "")


def test_one_page_takes_all_that_belongs_to_it(client, address, family, mieke, herent, coordinator):
    with branch_context(herent):
        match = Match.objects.get()
    close(
        client,
        address,
        closing_note="Mama werkt opnieuw.",
        talk_held_on="2026-03-09",
        talk_present=["family", "volunteer"],
        talk_conclusion="Het loopt.",
        family_thanked_on="2026-03-11",
        onward_organisation="Huis van het Kind",
        onward_need="leisure",
        story="on",
        call_on="2026-06-10",
        keep_until="2030-01-01",
        keep_purpose="dispute",
        keep_reason="De klacht loopt nog.",
        **{
            f"{match.pk}_end_reason": "werk gevonden",
            f"{match.pk}_afterwards": "rests",
            f"{match.pk}_thanked_on": "2026-03-12",
        },
    )
    with branch_context(herent):
        closed = Trajectory.objects.get()
        assert (closed.closing_note, closed.family_thanked_on) == (
            "Mama werkt opnieuw.",
            datetime.date(2026, 3, 11),
        )
        talk = ReviewTalk.objects.get()
        assert (talk.kind, talk.held_on, talk.present, talk.conclusion) == (
            "closing",
            datetime.date(2026, 3, 9),
            ["family", "volunteer"],
            "Het loopt.",
        )
        match.refresh_from_db()
        assert (match.ended_on, match.end_reason, match.afterwards, match.thanked_on) == (
            datetime.date(2026, 3, 10),
            "werk gevonden",
            "rests",
            datetime.date(2026, 3, 12),
        )
        onward = OnwardReferral.objects.get()
        assert (onward.organisation, onward.need, onward.date) == (
            "Huis van het Kind",
            "leisure",
            datetime.date(2026, 3, 10),
        )
        assert Consent.objects.get().purpose == "story"
        task = FollowUp.objects.get()
        assert (task.due_on, task.for_whom) == (datetime.date(2026, 6, 10), coordinator)
        kept = Retention.objects.get()
        assert (kept.until, kept.purpose, kept.reason) == (
            datetime.date(2030, 1, 1),
            "dispute",
            "De klacht loopt nog.",
        )


def test_another_day_of_keeping_asks_why_and_nothing_is_saved_before(client, address, herent):
    page = close(client, address, keep_until="2030-01-01")
    assert page.status_code == 200
    assert "keep_reason" in page.content.decode()
    with branch_context(herent):
        assert Trajectory.objects.get().ended_on is None


def test_a_family_that_never_started_is_closed_too(client, family, mieke, herent):
    address = start(client, family, mieke, started_on="").url
    before = figures(herent)
    assert close(client, address, closing_reason="family_stopped").status_code == 302
    with branch_context(herent):
        closed = Trajectory.objects.get()
        assert (closed.started_on, closed.ended_on) == (None, datetime.date(2026, 3, 10))
        assert Match.objects.get().ended_on == datetime.date(2026, 3, 10)
    # What never began was never supported: no figure differs.
    assert figures(herent) == before


def test_figures_of_a_closing_and_of_its_undoing(client, address, herent):
    before = figures(herent), figures(herent, 2025)
    assert count(herent, "trajectories_closed") == 0
    close(client, address)
    assert count(herent, "trajectories_closed") == 1
    assert count(herent, "families_supported") == 1
    reopen(client, address)
    assert (figures(herent), figures(herent, 2025)) == before
    with branch_context(herent):
        assert not Retention.objects.exists()


def test_undoing_brings_back_the_matches_that_ended_by_it_and_no_others(client, address, herent):
    with branch_context(herent):
        other = Volunteer.objects.create(first_name="Lieve", last_name="Aerts")
        trajectory = Trajectory.objects.get()
        # Stopped on the same day, for a reason of her own.
        stopped = Match.objects.create(
            trajectory=trajectory,
            volunteer=other,
            role="language_buddy",
            started_on=datetime.date(2025, 9, 1),
            ended_on=datetime.date(2026, 3, 10),
            end_reason="verhuisd",
        )
        mine = Match.objects.get(ended_on=None)
    close(client, address, **{f"{mine.pk}_end_reason": "klaar", f"{mine.pk}_afterwards": "goes_on"})
    reopen(client, address)
    with branch_context(herent):
        mine.refresh_from_db()
        stopped.refresh_from_db()
        assert (mine.ended_on, mine.end_reason, mine.afterwards) == (None, "", "")
        assert (stopped.ended_on, stopped.end_reason) == (datetime.date(2026, 3, 10), "verhuisd")


def test_a_stale_tab_takes_nothing_back(client, address, herent, sign_in):
    """A colleague corrected the closing; the button of before does nothing."""
    close(client, address)
    (old, *_same) = re.findall(rf'action="({address}heropenen/[^"]*)"', client.get(address).content.decode())
    colleague = sign_in(make_coordinator("An Jacobs", herent))
    close(colleague, address, closing_reason="moved")
    page = client.post(old, follow=True).content.decode()
    assert "alert-bad" in page
    for nothing in (f"{address}heropenen/", f"{address}heropenen/?versie=x"):
        client.post(nothing)
    with branch_context(herent):
        closed = Trajectory.objects.get()
        assert (closed.ended_on, closed.closing_reason) == (datetime.date(2026, 3, 10), "moved")


def test_who_closes_after_a_colleague_sees_both_and_loses_nothing(client, address, herent, sign_in):
    page = client.get(f"{address}afsluiten/").content.decode()
    close(sign_in(make_coordinator("An Jacobs", herent)), address, closing_reason="moved")
    typed = {
        "ended_on": LAST_DAY,
        "closing_reason": "goals_reached",
        "onward_organisation": "Huis van het Kind",
        "onward_need": "",
    }
    answer = client.post(f"{address}afsluiten/", {**hidden(page), **typed}).content.decode()
    assert "An Jacobs" in answer
    assert 'value="Huis van het Kind"' in answer
    client.post(f"{address}afsluiten/", {**hidden(answer), **typed})
    with branch_context(herent):
        assert Trajectory.objects.get().closing_reason == "goals_reached"
        assert OnwardReferral.objects.get().organisation == "Huis van het Kind"


def test_pressed_twice_it_is_closed_once(client, address, herent):
    page = client.get(f"{address}afsluiten/").content.decode()
    typed = {**hidden(page), "ended_on": LAST_DAY, "closing_reason": "moved", "onward_organisation": "CAW"}
    assert [client.post(f"{address}afsluiten/", typed).status_code for _ in range(2)] == [302, 302]
    with branch_context(herent):
        assert OnwardReferral.objects.count() == 1
        assert AuditEvent.objects.filter(verb="close_trajectory").count() == 1


def test_a_correction_asks_for_the_closing_and_not_for_what_follows(client, address, herent):
    close(client, address, talk_held_on="2026-03-09", talk_conclusion="Het loopt.")
    page = client.get(f"{address}afsluiten/").content.decode()
    assert 'name="onward_organisation"' not in page
    assert 'value="2026-03-09"' in page
    close(client, address, talk_held_on="2026-03-08", talk_conclusion="Het loopt goed.")
    with branch_context(herent):
        talk = ReviewTalk.objects.get()
        assert (talk.held_on, talk.conclusion) == (datetime.date(2026, 3, 8), "Het loopt goed.")


def test_after_care_counts_in_the_contacts_and_not_in_the_families(
    client, address, family, herent, monkeypatch
):
    close(client, address)
    with branch_context(herent):
        FamilyContact.objects.create(
            family=family, date=datetime.date(2026, 3, 5), kind="home_visit", took_place=True
        )
    later = datetime.date(2027, 2, 1)
    monkeypatch.setattr("django.utils.timezone.localdate", lambda *args, **kwargs: later)
    before = count(herent, "contacts_coordinator_family", 2027), count(herent, "families_supported", 2027)
    with branch_context(herent):
        FamilyContact.objects.create(family=family, date=later, kind="long_call", took_place=True)
    assert before == (0, 0)
    assert count(herent, "contacts_coordinator_family", 2027) == 1
    assert count(herent, "families_supported", 2027) == 0
    file = client.get(f"/herent/gezinnen/{family.pk}/?soort=nazorg").content.decode()
    assert file.count("timeline-icon") == 1
    assert "1 feb. 2027" in file


def test_a_family_that_comes_back_counts_once_a_year_and_its_file_is_kept(
    client, address, family, mieke, herent
):
    close(client, address)
    again = start(client, family, mieke, started_on="2026-03-12").url
    assert again != address
    assert count(herent, "families_supported") == 1
    assert count(herent, "trajectories_started") == 1
    with branch_context(herent):
        assert not Retention.objects.exists()
        assert list(families_in(FamilyState.SUPPORTED, "", TODAY)) == [family]
        assert Trajectory.objects.count() == 2
    assert "1 mrt. 2025" in client.get(f"/herent/gezinnen/{family.pk}/").content.decode()


def test_who_waits_again_has_an_open_file(client, address, family, herent, coordinator):
    close(client, address)
    client.post(f"/herent/gezinnen/{family.pk}/wachtlijst/", {})
    send(client, f"/herent/gezinnen/{family.pk}/wachtlijst/", entered_on="2026-03-15", priority="normal")
    with branch_context(herent):
        assert WaitingListEntry.objects.get(left_on=None).family == family
        assert not Retention.objects.exists()


def test_a_visit_after_the_last_day_is_said(client, address, herent):
    with branch_context(herent):
        Visit.objects.create(match=Match.objects.get(), date=datetime.date(2026, 3, 14), kind="home_visit")
    page = close(client, address)
    assert page.status_code == 200
    assert "14 mrt. 2026" in page.content.decode()
