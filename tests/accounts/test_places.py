"""Where somebody arrives after signing in, and how to go from one branch to another."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from homestart.accounts.actions import end_membership, grant_membership
from homestart.accounts.models import User
from homestart.accounts.queries import branches_of, places_of
from homestart.accounts.roles import Role
from tests.people import make_user
from tests.ui.html import text_of, tree, with_class

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("who", "where"),
    [
        ("coordinator", "/herent/"),
        ("coach", "/herent/"),
        ("volunteer_user", "/herent/mijn/"),
        ("partner_admin", "/organisatie/"),
        ("central_office", "/steunpunt/afdelingen/"),
        ("board_member", "/jaarverslagen/"),
    ],
)
def test_everybody_begins_on_the_page_of_the_own_work(who, where, request, sign_in):
    response = sign_in(request.getfixturevalue(who)).get("/")
    assert (response.status_code, response.url) == (302, where)


def test_who_works_in_several_places_chooses(herent, aalst, coordinator, sign_in):
    grant_membership(coordinator, Role.VOLUNTEER, branch=aalst, by=None)
    grant_membership(coordinator, Role.BOARD, by=None)
    page = tree(sign_in(coordinator).get("/"))
    choices = [(link.get("href"), text_of(link)) for link in with_class(page, "place")]
    assert choices == [
        ("/jaarverslagen/", "Bestuur"),
        ("/aalst/mijn/", "Home-Start Aalst"),
        ("/herent/", "Home-Start Herent"),
    ]


def test_the_branch_is_a_menu_for_who_has_several_and_a_name_for_who_has_one(
    herent, aalst, coordinator, sign_in
):
    browser = sign_in(coordinator)
    header = next(tree(browser.get("/herent/gezinnen/")).iter("header"))
    assert with_class(header, "branch-switch") == []
    assert "Home-Start Herent" in text_of(header)
    grant_membership(coordinator, Role.COORDINATOR, branch=aalst, by=None)
    header = next(tree(browser.get("/aalst/gezinnen/")).iter("header"))
    (menu,) = with_class(header, "branch-switch")
    assert "Home-Start Aalst" in text_of(menu.find("summary"))
    links = {link.get("href"): link.get("aria-current") for link in menu.iter("a")}
    assert links == {"/aalst/": "true", "/herent/": None}


def test_a_branch_that_somebody_left_is_in_no_menu(herent, aalst, coordinator, sign_in):
    second = grant_membership(coordinator, Role.COORDINATOR, branch=aalst, by=None)
    end_membership(second, by=None)
    assert [place.url for place in places_of(User.objects.get(pk=coordinator.pk))] == ["/herent/"]


def test_the_menu_costs_no_query_more(herent, aalst, coordinator, sign_in):
    browser = sign_in(coordinator)

    def queries() -> int:
        with CaptureQueriesContext(
            connection,
        ) as captured:
            browser.get("/herent/gebruikers/")
        return len(captured)

    queries()
    one = queries()
    grant_membership(coordinator, Role.COORDINATOR, branch=aalst, by=None)
    assert queries() == one


def test_the_branches_of_an_organisation_are_those_that_it_runs_now(herent, aalst, partner_admin):
    assert branches_of(partner_admin) == [herent]
    aalst.organisation = herent.organisation
    aalst.save()
    assert branches_of(User.objects.get(pk=partner_admin.pk)) == [aalst, herent]


def test_without_any_role_there_is_nothing(sign_in):
    assert sign_in(make_user("Zonder Rol")).get("/").status_code == 403
