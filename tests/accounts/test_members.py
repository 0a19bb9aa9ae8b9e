"""The users of a branch: other roles, ends, and what somebody from outside can learn of it."""

import datetime

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.utils import timezone

from homestart.accounts.actions import change_role, end_membership, grant_membership
from homestart.accounts.models import Membership, User
from homestart.accounts.roles import Role
from homestart.audit.models import AuditEvent, NetworkEvent
from homestart.tenancy.context import branch_context
from tests.people import make_coordinator, make_user
from tests.ui.html import text_of, tree, with_class

pytestmark = pytest.mark.django_db

TODAY = timezone.localdate()
YESTERDAY = TODAY - datetime.timedelta(days=1)
NEXT_WEEK = TODAY + datetime.timedelta(days=7)


@pytest.fixture
def browser(coordinator, sign_in) -> Client:
    """Of the coordinator of Herent, who has just confirmed who it is."""
    return sign_in(coordinator, confirmed=True)


def held(user: User) -> list[tuple[str, object]]:
    return [(m.role, m.branch) for m in user.memberships.current().order_by("pk")]


def events(branch, verb: str) -> list[tuple[int | None, str, str]]:
    with branch_context(branch):
        found = AuditEvent.objects.filter(verb=verb).order_by("at")
        return [(event.actor_id, event.object_id, event.detail["role"]) for event in found]


def test_the_page_names_everybody_with_a_role_here_and_nobody_else(
    browser, coordinator, coach, volunteer_user, partner_admin, other_coordinator, central_office
):
    page = tree(browser.get("/herent/gebruikers/"))
    names = {text_of(cell) for cell in page.iter("th") if cell.get("scope") == "row"}
    assert names == {str(user) for user in (coordinator, coach, volunteer_user, partner_admin)}


def test_another_role_counts_at_the_next_request(browser, herent, coach, coordinator, sign_in):
    theirs = sign_in(coach)
    assert theirs.get("/herent/gezinnen/").status_code == 200
    membership = coach.memberships.get()
    response = browser.post(f"/herent/gebruikers/{membership.pk}/", {"role": "volunteer"})
    assert response.url == "/herent/gebruikers/"
    assert theirs.get("/herent/gezinnen/").status_code == 403
    assert held(coach) == [(Role.VOLUNTEER, herent)]
    assert events(herent, "end_role") == [(coordinator.pk, str(coach.pk), "coach")]
    assert events(herent, "grant_role")[-1] == (coordinator.pk, str(coach.pk), "volunteer")


def test_the_history_of_a_changed_role_has_no_gap_and_no_overlap(herent, coach):
    Membership.objects.filter(user=coach).update(started_on=TODAY - datetime.timedelta(days=30))
    change_role(coach.memberships.get(), Role.COORDINATOR, by=None)
    before, after = coach.memberships.order_by("pk")
    assert (before.ended_on, after.started_on) == (YESTERDAY, TODAY)


def test_an_ended_role_shows_nothing_from_the_next_request_on(browser, coach, sign_in):
    theirs = sign_in(coach)
    membership = coach.memberships.get()
    assert browser.post(f"/herent/gebruikers/{membership.pk}/einde/", {"ended_on": ""}).status_code == 302
    assert theirs.get("/herent/gezinnen/").status_code == 404
    assert theirs.get("/").status_code == 403


def test_an_end_with_a_day_lets_work_until_that_day(browser, coach, sign_in):
    membership = coach.memberships.get()
    browser.post(f"/herent/gebruikers/{membership.pk}/einde/", {"ended_on": NEXT_WEEK.isoformat()})
    membership.refresh_from_db()
    assert (membership.ended_on, membership.is_over) == (NEXT_WEEK, False)
    assert sign_in(coach).get("/herent/gezinnen/").status_code == 200
    assert f"{NEXT_WEEK.day} " in text_of(tree(browser.get("/herent/gebruikers/")))


def test_a_last_day_in_the_past_is_refused_at_its_field(browser, coach):
    membership = coach.memberships.get()
    response = browser.post(f"/herent/gebruikers/{membership.pk}/einde/", {"ended_on": YESTERDAY.isoformat()})
    assert response.status_code == 200
    assert list(response.context["form"].errors) == ["ended_on"]
    membership.refresh_from_db()
    assert membership.ended_on is None


def test_nobody_shuts_himself_out(browser, coordinator):
    own = coordinator.memberships.get()
    for path, data in ((f"{own.pk}/", {"role": "coach"}), (f"{own.pk}/einde/", {"ended_on": ""})):
        page = tree(browser.get(f"/herent/gebruikers/{path}"))
        assert list(page.find(".//main").iter("form")) == []
        assert browser.post(f"/herent/gebruikers/{path}", data).status_code == 200
    own.refresh_from_db()
    assert (own.role, own.ended_on) == (Role.COORDINATOR, None)


def test_a_role_ends_once(browser, coach):
    membership = coach.memberships.get()
    end_membership(membership, by=None)
    with pytest.raises(ValidationError) as caught:
        end_membership(membership, by=None)
    assert caught.value.code == "over"
    page = tree(browser.get(f"/herent/gebruikers/{membership.pk}/einde/"))
    assert list(page.find(".//main").iter("form")) == []


def test_the_coordinator_of_another_branch_neither_sees_nor_ends(
    herent, aalst, coach, other_coordinator, sign_in
):
    browser = sign_in(other_coordinator, confirmed=True)
    membership = coach.memberships.get()
    for path in ("/herent/gebruikers/", f"/herent/gebruikers/{membership.pk}/einde/"):
        assert browser.get(path).status_code == 404
    for method in (browser.get, browser.post):
        there = method(f"/aalst/gebruikers/{membership.pk}/einde/")
        nowhere = method("/aalst/gebruikers/0/einde/")
        assert (there.status_code, nowhere.status_code) == (404, 404)
    assert held(coach) == [(Role.COACH, herent)]


def test_the_administrator_of_the_organisation_manages_its_branches_and_sees_no_family(
    herent, aalst, coach, partner_admin, sign_in
):
    browser = sign_in(partner_admin, confirmed=True)
    assert browser.get("/").url == "/organisatie/"
    page = text_of(tree(browser.get("/organisatie/")))
    assert "Home-Start Herent" in page
    assert "Home-Start Aalst" not in page
    assert browser.get("/herent/gezinnen/").status_code == 403
    assert browser.get("/aalst/gebruikers/").status_code == 404
    browser.post(f"/herent/gebruikers/{coach.memberships.get().pk}/einde/")
    assert held(coach) == []


def test_a_branch_that_changes_hands_leaves_the_sight_of_its_former_administrator(
    herent, aalst, partner_admin, sign_in
):
    browser = sign_in(partner_admin)
    assert browser.get("/herent/gebruikers/").status_code == 200
    herent.organisation = aalst.organisation
    herent.save()
    assert browser.get("/herent/gebruikers/").status_code == 404


@pytest.mark.parametrize("path", ["uitnodigen/", "{}/", "{}/einde/"])
def test_giving_and_ending_roles_asks_first_who_it_is(path, coordinator, coach, sign_in):
    path = path.format(coach.memberships.get().pk)
    response = sign_in(coordinator).get(f"/herent/gebruikers/{path}")
    assert response.status_code == 302
    assert response.url.startswith("/accounts/")


def test_roles_outside_of_branches_stand_in_the_log_of_the_network(central_office):
    membership = grant_membership(make_user("Luc Janssens"), Role.BOARD, by=central_office)
    end_membership(membership, by=central_office)
    found = NetworkEvent.objects.filter(object_id=str(membership.user_id)).order_by("at")
    assert [(event.verb, event.actor_id, event.detail) for event in found] == [
        ("grant_role", central_office.pk, {"role": "board"}),
        ("end_role", central_office.pk, {"role": "board"}),
    ]


def test_the_list_takes_as_many_queries_for_three_as_for_one(
    browser, herent, django_assert_max_num_queries, invited
):
    def queries() -> int:
        with django_assert_max_num_queries(100) as counted:
            browser.get("/herent/gebruikers/")
        return len(counted)

    for role in (Role.COACH, Role.VOLUNTEER):
        make_user(f"Een {role}", role, herent)
    invited("een@example.org")
    one = queries()
    for number in (1, 2):
        for role in (Role.COORDINATOR, Role.COACH, Role.VOLUNTEER):
            user = make_user(f"Meer {role} {number}", role, herent)
            if number == 2:
                end_membership(user.memberships.get(), by=None)
        invited(f"meer{number}@example.org")
    assert queries() == one


def test_the_last_sign_in_is_shown(browser, herent):
    make_coordinator("Nog Nooit", herent)
    page = tree(browser.get("/herent/gebruikers/"))
    (row,) = [row for row in page.iter("tr") if "Nog Nooit" in text_of(row)]
    assert "nooit" in text_of(row)
    assert with_class(page, "list-table")
