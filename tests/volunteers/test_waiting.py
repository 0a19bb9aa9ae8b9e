"""Who is trained and waits for a family, beside the families that wait."""

import datetime
from typing import Any

import pytest
from django.utils import timezone

from families.models import Family, WaitingListEntry
from homestart.tenancy.context import branch_context
from matching.models import Match, Trajectory
from volunteers.models import Attendance, Event, RoleAssignment, Volunteer

pytestmark = pytest.mark.django_db

PAGE = "/herent/vrijwilligers/wachtend/"


def ago(days: int) -> datetime.date:
    return timezone.localdate() - datetime.timedelta(days=days)


def trained(name: str, **values: Any) -> Volunteer:
    volunteer = Volunteer.objects.create(first_name=name, **values)
    event = Event.objects.create(kind="start_training", date=ago(100))
    Attendance.objects.create(event=event, volunteer=volunteer, present=True)
    return volunteer


def names(page: Any) -> list[str]:
    return [offer.volunteer.first_name for offer in page.context["offers"]]


def test_who_is_trained_and_supports_nobody_waits(herent, aalst, coordinator, sign_in):
    with branch_context(aalst):
        trained("Aalsters")
    with branch_context(herent):
        rita = trained("Rita", available_from=ago(30), languages=["tr"], availability=["tue_am"])
        module = Event.objects.create(kind="training", module="perinatal", date=ago(50))
        Attendance.objects.create(event=module, volunteer=rita, present=True)
        trained("Stop", stopped_on=ago(0))
        trained("Straks weg", stopped_on=ago(-1))
        RoleAssignment.objects.create(volunteer=trained("Mentor"), role="mentor", started_on=ago(9))
        Volunteer.objects.create(first_name="Kandidaat")
        family = Family.objects.create(name="Peeters")
        trajectory = Trajectory.objects.create(family=family, started_on=ago(90), ended_on=ago(50))
        Match.objects.create(
            trajectory=trajectory, volunteer=trained("Ooit"), started_on=ago(90), ended_on=ago(50)
        )
        Match.objects.create(trajectory=trajectory, volunteer=trained("Voorgesteld"), proposed_on=ago(1))
    page = sign_in(coordinator).get(PAGE)
    assert sorted(names(page)) == ["Rita", "Straks weg", "Voorgesteld"]
    text = page.content.decode()
    assert "Turks" in text and "dinsdagvoormiddag" in text and text.count("perinatale module") == 1


def test_who_fits_the_wishes_stands_first(herent, coordinator, sign_in):
    with branch_context(herent):
        trained("An", last_name="A", languages=["fr"], interests=["school"])
        trained("Bo", last_name="B", languages=["fr", "tr"], availability=["mon_am", "tue_am"])
        trained("Cis", last_name="C", languages=["tr"])
        entry = WaitingListEntry.objects.create(
            family=Family.objects.create(name="Peeters"),
            entered_on=ago(5),
            wished_languages=["tr"],
            wished_dayparts=["tue_am"],
            wished_themes=["leisure"],
        )
    browser = sign_in(coordinator)
    place = browser.get(f"/herent/wachtlijst/{entry.pk}/")
    assert place.context["volunteers_url"] == f"{PAGE}?taal=tr&moment=tue_am&thema=leisure"
    page = browser.get(place.context["volunteers_url"])
    assert names(page) == ["Bo", "Cis", "An"]
    assert [offer.fitting for offer in page.context["offers"]] == [2, 1, 0]
    assert "<strong>Turks</strong>, Frans" in page.content.decode()
    assert names(browser.get(PAGE)) == ["An", "Bo", "Cis"]
    assert f'hx-get="{PAGE}"' in browser.get("/herent/wachtlijst/").content.decode()


def test_the_number_of_queries_does_not_grow(
    herent, coordinator, sign_in, django_assert_num_queries, django_assert_max_num_queries
):
    browser = sign_in(coordinator)
    with branch_context(herent):
        trained("An")
    browser.get(PAGE)
    with django_assert_max_num_queries(15) as one:
        browser.get(PAGE)
    with branch_context(herent):
        trained("Bo", languages=["tr"])
        trained("Cis")
    with django_assert_num_queries(len(one)):
        browser.get(PAGE)
