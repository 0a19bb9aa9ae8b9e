"""The central office: branches and users of the whole network, and nothing of a case."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from homestart.accounts.actions import end_membership
from homestart.accounts.models import User
from homestart.accounts.roles import Role
from homestart.audit.models import AuditEvent, NetworkEvent
from homestart.tenancy.context import branch_context
from homestart.tenancy.models import Branch, Organisation
from tests.people import make_coordinator, make_user
from tests.ui.html import text_of, tree

pytestmark = pytest.mark.django_db

NEW = {
    "name": "Home-Start Zonhoven",
    "slug": "zonhoven",
    "phone": "011 12 34 56",
    "email": "zonhoven@example.org",
    "operator": "Welzijn Zonhoven vzw",
    "operator_type": "partner",
    "municipalities": "Zonhoven\nhasselt\n",
    "opened_on": "2024-03-01",
    "closed_on": "",
    "recognised": "true",
    "review_talk_months": "3, 6,12",
    "perinatal_limit_months": "30",
}


@pytest.fixture
def browser(central_office, sign_in) -> Client:
    return sign_in(central_office, confirmed=True)


def rows(response) -> list[str]:
    """The words in each row of the tables."""
    return [text_of(row) for body in tree(response).iter("tbody") for row in body.iter("tr")]


def test_a_branch_is_added_with_its_area_by_name(browser, central_office):
    assert browser.post("/steunpunt/afdelingen/nieuw/", NEW).status_code == 302
    branch = Branch.objects.get(slug="zonhoven")
    assert branch.municipalities == ["71066", "71072"], "Hasselt as it is since 2025"
    assert (branch.review_talk_months, branch.recognised) == ([3, 6, 12], True)
    assert (branch.phone, branch.organisation.name) == ("011 12 34 56", "Welzijn Zonhoven vzw")
    with branch_context(branch):
        event = AuditEvent.objects.get()
    assert (event.verb, event.actor_id, event.object_id) == ("add_branch", central_office.pk, str(branch.pk))


@pytest.mark.parametrize(
    ("change", "field", "words"),
    [
        ({"municipalities": "Zonhovn"}, "municipalities", "Zonhoven"),
        ({"municipalities": "Atlantis"}, "municipalities", "Atlantis"),
        ({"slug": "steunpunt"}, "slug", ""),
        ({"slug": "herent"}, "slug", ""),
        ({"closed_on": "2023-01-01"}, "closed_on", ""),
        ({"review_talk_months": "3, straks"}, "review_talk_months", ""),
        ({"operator": ""}, "operator", ""),
    ],
)
def test_what_is_wrong_with_a_branch_stands_at_its_field(change, field, words, browser, herent):
    response = browser.post("/steunpunt/afdelingen/nieuw/", NEW | change)
    assert response.status_code == 200
    errors = response.context["form"].errors
    assert list(errors) == [field]
    assert words in str(errors[field])
    assert [branch.slug for branch in Branch.objects.all()] == ["herent"]


def test_a_branch_is_changed_and_keeps_what_is_not_asked(browser, herent, central_office):
    herent.municipalities = ["24038", "24062"]
    herent.save()
    path = "/steunpunt/afdelingen/van/herent/"
    form = browser.get(path).context["form"]
    assert form.initial["municipalities"] == "Herent\nLeuven"
    assert "slug" not in form.fields
    values = {name: NEW[name] for name in form.fields} | {
        "municipalities": "Leuven",
        "operator": herent.organisation.name,
        "closed_on": "2026-12-31",
    }
    assert browser.post(path, values | {"slug": "gekaapt"}).status_code == 302
    herent.refresh_from_db()
    assert (herent.slug, herent.municipalities, str(herent.closed_on)) == ("herent", ["24062"], "2026-12-31")
    assert Organisation.objects.count() == 1
    with branch_context(herent):
        assert AuditEvent.objects.filter(verb="change_branch", actor_id=central_office.pk).count() == 1


def test_an_unknown_branch_is_not_found(browser):
    assert browser.get("/steunpunt/afdelingen/van/nergens/").status_code == 404


def test_the_list_shows_each_branch_with_its_coordinators_of_today(browser, herent, aalst, coordinator):
    end_membership(make_coordinator("Vroeger Hier", herent).memberships.get(), by=None)
    aalst_row, herent_row = rows(browser.get("/steunpunt/afdelingen/"))
    assert "Els Vermeulen" in herent_row
    assert "Vroeger Hier" not in herent_row
    assert "Welzijn Aalst vzw" in aalst_row


def test_users_are_found_by_the_beginning_of_a_name_and_never_by_the_address_of_the_page(
    browser, coordinator, other_coordinator, central_office, board_member
):
    path = "/steunpunt/gebruikers/"
    first = rows(browser.get(path))
    assert [row.split()[0] for row in first] == ["Luc", "Nora"], "who has a role in no branch"
    assert rows(browser.get(f"{path}?search=Els")) == first
    for search in ("els", "VERM", "els.vermeulen@", coordinator.email):
        (row,) = rows(browser.post(path, {"search": search}))
        assert "Els Vermeulen" in row
        assert "Home-Start Herent" in row
    assert rows(browser.post(path, {"search": "eulen"})) == []
    assert rows(browser.post(path, {"search": "100%_"})) == []


def test_a_deactivated_user_is_out_at_the_next_request_and_back_after_activation(
    browser, coordinator, central_office, sign_in
):
    theirs, path = sign_in(coordinator), f"/steunpunt/gebruikers/{coordinator.pk}/"
    assert theirs.get("/herent/gezinnen/").status_code == 200
    assert browser.get(f"{path}deactiveren/").status_code == 200
    assert theirs.get("/herent/gezinnen/").status_code == 200, "a question changes nothing"
    assert browser.post(f"{path}deactiveren/").status_code == 302
    response = theirs.get("/herent/gezinnen/")
    assert (response.status_code, response.url.partition("?")[0]) == (302, "/accounts/login/")
    browser.post(f"{path}activeren/")
    assert sign_in(coordinator).get("/herent/gezinnen/").status_code == 200
    found = NetworkEvent.objects.filter(object_id=str(coordinator.pk), actor_id=central_office.pk)
    assert [event.verb for event in found.order_by("at")] == ["deactivate_user", "activate_user"]


def test_the_central_office_does_not_shut_itself_out(browser, central_office):
    own = central_office.memberships.get()
    browser.post(f"/steunpunt/gebruikers/{central_office.pk}/deactiveren/")
    browser.post(f"/steunpunt/gebruikers/rollen/{own.pk}/einde/")
    own.refresh_from_db()
    assert (User.objects.get(pk=central_office.pk).is_active, own.ended_on) == (True, None)


def test_the_central_office_ends_the_role_of_a_last_coordinator(browser, coordinator):
    membership = coordinator.memberships.get()
    response = browser.post(f"/steunpunt/gebruikers/rollen/{membership.pk}/einde/")
    assert response.url == f"/steunpunt/gebruikers/{coordinator.pk}/"
    membership.refresh_from_db()
    assert membership.is_over


def test_the_pages_take_as_many_queries_for_three_as_for_one(browser, herent, invited):
    paths = (
        "/steunpunt/afdelingen/",
        "/steunpunt/gebruikers/",
        "/steunpunt/rapporten/",
        "/steunpunt/gebruikers/uitnodigen/",
    )

    def queries(path: str) -> int:
        with CaptureQueriesContext(connection) as captured:
            assert browser.get(path).status_code == 200
        return len(captured)

    make_user("Een Bestuurder", Role.BOARD)
    invited("een@example.org")
    one = [queries(path) for path in paths]
    for number in (1, 2):
        other = Branch.objects.create(slug=f"b{number}", name=f"B{number}", organisation=herent.organisation)
        make_coordinator(f"Meer Coördinator {number}", other)
        make_user(f"Meer Bestuur {number}", Role.BOARD)
        invited(f"meer{number}@example.org", branch=other)
    assert [queries(path) for path in paths] == one
