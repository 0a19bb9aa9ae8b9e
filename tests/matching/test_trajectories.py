"""The support of a family from the waiting list to the closing, on the pages of the coordinator."""

import datetime
import re
from typing import Any

import pytest
from django.test import Client

from families.models import Family, FamilyContact, Referral, WaitingListEntry
from homestart.audit.models import AuditEvent, FieldChange
from homestart.tenancy.context import branch_context
from homestart.tenancy.models import Branch
from matching.models import Match, Trajectory, Visit
from reporting.indicators import compute
from volunteers.models import RoleAssignment, Volunteer

pytestmark = pytest.mark.django_db

TODAY = datetime.date(2026, 3, 16)
START = "/herent/koppelingen/starten"


@pytest.fixture(autouse=True)
def today(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("django.utils.timezone.localdate", lambda *args, **kwargs: TODAY)


@pytest.fixture
def family(herent: Branch) -> Family:
    """Referred, accepted and waiting since January."""
    with branch_context(herent):
        family = Family.objects.create(name="Peeters")
        referral = Referral.objects.create(
            family=family,
            received_on=datetime.date(2026, 1, 5),
            decided_on=datetime.date(2026, 1, 8),
            decision="accepted",
        )
        WaitingListEntry.objects.create(
            family=family, referral=referral, entered_on=datetime.date(2026, 1, 8)
        )
    return family


@pytest.fixture
def mieke(herent: Branch) -> Volunteer:
    with branch_context(herent):
        return Volunteer.objects.create(first_name="Mieke", last_name="Claes")


@pytest.fixture
def client(coordinator, sign_in) -> Client:
    return sign_in(coordinator)


def hidden(page: str) -> dict[str, str]:
    """The hidden fields of the form, as the browser sends them back."""
    return dict(re.findall(r'name="(_\w+)" value="([^"]*)"', page))


def send(client: Client, path: str, **typed: Any) -> Any:
    """Opens the form, types and sends it."""
    return client.post(path, {**hidden(client.get(path).content.decode()), **typed})


def start(
    client: Client, family: Family, volunteer: Volunteer, started_on: str = "2026-03-16", **more: Any
) -> Any:
    typed = {"volunteer": volunteer.pk, "role": "family_buddy", "started_on": started_on, **more}
    return send(client, f"{START}/{family.pk}/", **typed)


def reopen(client: Client, address: str) -> Any:
    """Presses the button on the page of the trajectory."""
    action, *_same = re.findall(rf'action="({address}heropenen/[^"]*)"', client.get(address).content.decode())
    return client.post(action, follow=True)


def figures(branch: Branch) -> dict[str, Any]:
    """What the year's indicators say that follow from this story."""
    names = (
        "families_supported",
        "trajectories_started",
        "trajectories_closed",
        "families_waiting_list",
        "volunteers_total",
    )
    return compute(branch, 2026, names)


def test_a_start_links_the_referral_and_ends_the_waiting(family, mieke, herent, client, coordinator):
    address = start(client, family, mieke, introduced_on="2026-03-10", agreements="Woensdag om 14 uur.").url
    with branch_context(herent):
        trajectory = Trajectory.objects.get()
        match = trajectory.matches.get()
        entry = WaitingListEntry.objects.get()
        assert trajectory.referral == Referral.objects.get()
        assert (trajectory.started_on, match.started_on) == (TODAY, TODAY)
        assert (match.volunteer, match.role, match.agreements) == (
            mieke,
            "family_buddy",
            "Woensdag om 14 uur.",
        )
        assert (entry.left_on, entry.exit_reason) == (TODAY, "started")
        verbs = AuditEvent.objects.filter(actor_id=coordinator.pk).exclude(verb="look")
        assert sorted(verbs.values_list("verb", flat=True)) == [
            "add_match",
            "give_volunteer_role",
            "leave_waiting_list",
            "start_trajectory",
        ]
    assert address == f"/herent/koppelingen/{trajectory.pk}/"
    page = client.get(address).content.decode()
    assert "Mieke Claes" in page and "Woensdag om 14 uur." in page


def test_figures_follow_the_start_and_the_closing(family, mieke, herent, client):
    before = figures(herent)
    address = start(client, family, mieke).url
    assert figures(herent) == {
        **before,
        "families_supported": 1,
        "trajectories_started": 1,
        "families_waiting_list": 0,
        "volunteers_total": 1,
    }
    assert before["families_waiting_list"] == 1
    send(client, f"{address}afsluiten/", ended_on="2026-03-16", closing_reason="moved")
    assert figures(herent)["trajectories_closed"] == 1
    assert figures(herent)["families_supported"] == 1
    reopen(client, address)
    assert figures(herent)["trajectories_closed"] == 0


def test_the_form_offers_who_waits_for_a_family_first(family, mieke, herent, client):
    with branch_context(herent):
        trained = Volunteer.objects.create(first_name="Ahmed", last_name="Zouari", languages=["ar"])
        RoleAssignment.objects.create(volunteer=trained, role="family_buddy", started_on=TODAY)
        Volunteer.objects.create(first_name="Weg", last_name="Aerts", stopped_on=TODAY)
    page = client.get(f"{START}/{family.pk}/").content.decode()
    assert page.index("Ahmed Zouari") < page.index("Mieke Claes")
    assert "Wacht op een gezin · Arabisch" in page
    assert "Aerts" not in page
    found = client.post("/herent/koppelingen/vrijwilligers/", {"volunteer_zoek": "mie"}).content.decode()
    assert "Mieke Claes" in found and "Ahmed" not in found


def test_without_javascript_the_search_keeps_what_was_typed(family, mieke, herent, client):
    typed = {"volunteer_zoek": "Mie", "volunteer_knop": "1", "agreements": "Dinsdag", "role": "mentor"}
    page = send(client, f"{START}/{family.pk}/", **typed).content.decode()
    assert f'value="{mieke.pk}"' in page and "Dinsdag" in page
    with branch_context(herent):
        assert not Trajectory.objects.exists()


def test_nobody_is_chosen_from_another_branch(family, client, aalst, herent):
    with branch_context(aalst):
        other = Volunteer.objects.create(first_name="Vreemd")
    page = start(client, family, other)
    assert page.status_code == 200
    with branch_context(herent):
        assert not Trajectory.objects.exists()


def test_a_planned_trajectory_waits_for_its_first_visit(family, mieke, herent, client):
    address = start(client, family, mieke, started_on="").url
    with branch_context(herent):
        assert WaitingListEntry.objects.get().left_on is None
    assert "Gepland" in client.get("/herent/koppelingen/").content.decode()
    assert figures(herent)["trajectories_started"] == 0
    assert f"{START}/{family.pk}/" not in client.get("/herent/").content.decode()
    assert f'href="{address}start/"' in client.get(f"/herent/gezinnen/{family.pk}/").content.decode()
    send(client, f"{address}start/", started_on="2026-03-12")
    with branch_context(herent):
        day = datetime.date(2026, 3, 12)
        assert Trajectory.objects.get().started_on == Match.objects.get().started_on == day
        assert WaitingListEntry.objects.get().left_on == day


def test_another_first_day_takes_along_what_began_on_it(family, mieke, herent, client):
    address = start(client, family, mieke).url
    send(client, f"{address}start/", started_on="2026-03-02")
    with branch_context(herent):
        day = datetime.date(2026, 3, 2)
        assert Trajectory.objects.get().started_on == Match.objects.get().started_on == day
        assert WaitingListEntry.objects.get().left_on == day
        before = FieldChange.objects.filter(file_id=family.pk, field="started_on").values_list("old", "new")
        assert set(before) == {("2026-03-16", "2026-03-02")}


def test_a_first_visit_before_the_decision_is_no_error(family, mieke, herent, client):
    """As in the exchange format: the family then leaves the list on the day on which it came."""
    address = start(client, family, mieke, started_on="2026-01-06").url
    with branch_context(herent):
        assert Trajectory.objects.get().started_on == datetime.date(2026, 1, 6)
        assert WaitingListEntry.objects.get().left_on == datetime.date(2026, 1, 8)
    send(client, f"{address}start/", started_on="2026-01-12")
    with branch_context(herent):
        assert WaitingListEntry.objects.get().left_on == datetime.date(2026, 1, 12)


@pytest.mark.parametrize("day", ["0026-03-16", "2062-03-16"])
def test_a_slip_of_the_keys_in_a_year_is_refused(family, mieke, herent, client, day):
    address = start(client, family, mieke, started_on="").url
    page = send(client, f"{address}start/", started_on=day).content.decode()
    assert "error-summary" in page
    with branch_context(herent):
        assert Trajectory.objects.get().started_on is None


def test_the_first_visit_is_asked_and_not_proposed(family, mieke, herent, client):
    page = client.get(f"{START}/{family.pk}/").content.decode()
    assert 'name="started_on"' in page
    assert 'value="2026-03-16"' not in page
    start(client, family, mieke, started_on="", introduced_on="2026-03-20")
    with branch_context(herent):
        assert Trajectory.objects.get().started_on is None


def test_a_family_has_one_open_trajectory(family, mieke, herent, client):
    start(client, family, mieke)
    page = client.get(f"{START}/{family.pk}/").content.decode()
    assert "Dit gezin heeft al een traject" in page
    assert "Naar dat traject" in page


def test_a_family_comes_back_in_a_new_trajectory(family, mieke, herent, client):
    address = start(client, family, mieke, started_on="2026-02-01").url
    send(client, f"{address}afsluiten/", ended_on="2026-03-01", closing_reason="goals_reached")
    start(client, family, mieke)
    with branch_context(herent):
        assert Trajectory.objects.count() == 2
        # The referral was answered by the first one.
        assert [one.referral_id is None for one in Trajectory.objects.order_by("started_on")] == [False, True]
    refused = reopen(client, address).content.decode()
    assert "Dit gezin heeft een nieuwer traject" in refused


def test_the_same_pair_does_not_overlap_and_it_says_so_at_the_volunteer(family, mieke, herent, client):
    address = start(client, family, mieke).url
    typed = {"volunteer": mieke.pk, "role": "family_buddy", "started_on": "2026-03-16"}
    page = send(client, f"{address}vrijwilliger/", **typed).content.decode()
    error = page.split('id="id_volunteer_error"')[1].split("</p>")[0]
    assert "Deze vrijwilliger heeft deze rol dan al in dit traject" in error


def test_another_volunteer_goes_on_when_one_stops(family, mieke, herent, client):
    address = start(client, family, mieke, started_on="2026-02-02").url
    with branch_context(herent):
        first = Match.objects.get()
        other = Volunteer.objects.create(first_name="Jan", last_name="Bos")
    send(
        client,
        f"/herent/koppelingen/koppeling/{first.pk}/einde/",
        ended_on="2026-03-01",
        end_reason="verhuisd",
    )
    page = client.get(address).content.decode()
    assert "Op dit moment geen vrijwilliger" in page and "verhuisd" in page
    typed = {"volunteer": other.pk, "role": "family_buddy", "started_on": "2026-03-09"}
    send(client, f"{address}vrijwilliger/", **typed)
    with branch_context(herent):
        days = Match.objects.order_by("started_on").values_list("volunteer__first_name", "ended_on")
        assert list(days) == [("Mieke", datetime.date(2026, 3, 1)), ("Jan", None)]
        assert Trajectory.objects.get().ended_on is None
    assert figures(herent)["trajectories_started"] == 1
    assert figures(herent)["volunteers_total"] == 2


def test_closing_ends_the_matches_that_are_open_and_can_be_undone(family, mieke, herent, client):
    address = start(client, family, mieke, started_on="2026-02-02").url
    with branch_context(herent):
        earlier = Volunteer.objects.create(first_name="Jan")
        ended = Match.objects.create(
            trajectory=Trajectory.objects.get(),
            volunteer=earlier,
            started_on=datetime.date(2026, 2, 2),
            ended_on=datetime.date(2026, 2, 20),
        )
    page = send(
        client,
        f"{address}afsluiten/",
        ended_on="2026-03-10",
        closing_reason="goals_reached",
        closing_note="Mooi.",
    )
    with branch_context(herent):
        trajectory = Trajectory.objects.get()
        assert (trajectory.ended_on, trajectory.closing_reason) == (
            datetime.date(2026, 3, 10),
            "goals_reached",
        )
        assert Match.objects.get(volunteer=mieke).ended_on == datetime.date(2026, 3, 10)
        assert WaitingListEntry.objects.get().left_on == datetime.date(2026, 2, 2)
    text = client.get(page.url).content.decode()
    assert f'action="{address}heropenen/?versie=' in text
    # Corrected: the match goes along.
    send(client, f"{address}afsluiten/", ended_on="2026-03-12", closing_reason="moved")
    with branch_context(herent):
        assert Match.objects.get(volunteer=mieke).ended_on == datetime.date(2026, 3, 12)
    reopen(client, address)
    with branch_context(herent):
        assert Trajectory.objects.get().ended_on is None
        assert Match.objects.get(volunteer=mieke).ended_on is None
        ended.refresh_from_db()
        assert ended.ended_on == datetime.date(2026, 2, 20)


def test_a_closing_before_a_visit_or_a_start_is_refused(family, mieke, herent, client):
    address = start(client, family, mieke, started_on="2026-02-02").url
    with branch_context(herent):
        Visit.objects.create(match=Match.objects.get(), date=datetime.date(2026, 3, 9), kind="home_visit")
    closing = {"closing_reason": "moved"}
    page = send(client, f"{address}afsluiten/", ended_on="2026-03-08", **closing).content.decode()
    assert "bezoek van 9 mrt. 2026" in page
    page = send(client, f"{address}afsluiten/", ended_on="2026-02-01", **closing).content.decode()
    assert "Het einde ligt voor het begin" in page
    with branch_context(herent):
        assert Trajectory.objects.get().ended_on is None
        assert Match.objects.get().ended_on is None


def test_a_closed_family_may_still_be_contacted(family, mieke, herent, client):
    address = start(client, family, mieke, started_on="2026-02-02").url
    send(client, f"{address}afsluiten/", ended_on="2026-03-01", closing_reason="safety")
    send(client, f"/herent/gezinnen/{family.pk}/contact/", date="2026-03-15", kind="care_consultation")
    with branch_context(herent):
        assert FamilyContact.objects.get().family == family


def test_two_on_one_match_see_both_texts(family, mieke, herent, client, coach, sign_in):
    start(client, family, mieke)
    with branch_context(herent):
        address = f"/herent/koppelingen/koppeling/{Match.objects.get().pk}/"
    other = sign_in(coach)
    seen = hidden(other.get(address).content.decode())
    typed = {"role": "family_buddy", "started_on": "2026-03-16"}
    send(client, address, **typed, agreements="Maandag")
    page = other.post(address, {**seen, **typed, "agreements": "Vrijdag"}).content.decode()
    assert "Maandag" in page and "Vrijdag" in page and "conflict" in page
    with branch_context(herent):
        assert Match.objects.get().agreements == "Maandag"


def test_the_list_tells_since_when_nobody_came(family, mieke, herent, client):
    start(client, family, mieke, started_on="2026-02-02")
    page = client.get("/herent/koppelingen/").content.decode()
    assert "Geen bezoek sinds 6 weken" in page and "Contact noteren" in page
    with branch_context(herent):
        Visit.objects.create(
            match=Match.objects.get(), date=datetime.date(2026, 3, 9), kind="home_visit", took_place=True
        )
        Visit.objects.create(
            match=Match.objects.get(), date=datetime.date(2026, 3, 11), kind="home_visit", took_place=False
        )
    page = client.get("/herent/koppelingen/").content.decode()
    assert "9 mrt. 2026" in page and "Geen bezoek sinds" not in page


def test_the_number_of_queries_does_not_grow(
    herent, client, django_assert_num_queries, django_assert_max_num_queries
):
    def add(number: int) -> None:
        with branch_context(herent):
            for _ in range(number):
                trajectory = Trajectory.objects.create(
                    family=Family.objects.create(name="P"), started_on=TODAY
                )
                volunteer = Volunteer.objects.create(first_name="V")
                Match.objects.create(trajectory=trajectory, volunteer=volunteer, started_on=TODAY)

    add(1)
    with django_assert_max_num_queries(19) as first:
        client.get("/herent/koppelingen/")
    add(2)
    with django_assert_num_queries(len(first)):
        client.get("/herent/koppelingen/")


def test_a_closing_leaves_nobody_behind_it(family, mieke, herent, client):
    """Also a volunteer who stopped before, with a reason of the own, does not stop after the family does."""
    start(client, family, mieke, "2026-03-02")
    with branch_context(herent):
        trajectory, match = Trajectory.objects.get(), Match.objects.get()
    end = f"/herent/koppelingen/koppeling/{match.pk}/einde/"
    assert send(client, end, ended_on="2026-03-14", end_reason="Verhuisd").status_code == 302
    close = f"/herent/koppelingen/{trajectory.pk}/afsluiten/"
    page = send(client, close, ended_on="2026-03-10", closing_reason="goals_reached")
    assert "Het traject eindigde op 10 mrt. 2026" in page.content.decode()
    with branch_context(herent):
        assert Trajectory.objects.get().ended_on is None


def test_a_match_with_a_visit_keeps_a_first_day(family, mieke, herent, client):
    start(client, family, mieke, "2026-03-02")
    with branch_context(herent):
        match = Match.objects.get()
        Visit.objects.create(match=match, date=datetime.date(2026, 3, 4))
    page = send(client, f"/herent/koppelingen/koppeling/{match.pk}/", role="family_buddy", started_on="")
    assert "bezoek van 4 mrt. 2026" in page.content.decode()
    with branch_context(herent):
        assert Match.objects.get().started_on == datetime.date(2026, 3, 2)


def test_a_supported_family_does_not_get_its_place_back(family, mieke, herent, client):
    start(client, family, mieke, "2026-03-02")
    with branch_context(herent):
        entry = WaitingListEntry.objects.get()
    page = client.post(f"/herent/wachtlijst/{entry.pk}/terugzetten/", follow=True).content.decode()
    assert "Dit gezin heeft een traject" in page
    with branch_context(herent):
        assert WaitingListEntry.objects.get().left_on == datetime.date(2026, 3, 2)
