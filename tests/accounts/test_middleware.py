"""One request is one transaction in one branch, until the page is rendered, and nothing of it stays."""

import datetime

import pytest
from django.db import connection
from django.test import Client
from django.utils import timezone

from families.models import Family
from homestart.accounts.actions import deactivate_user, end_membership, grant_membership
from homestart.accounts.middleware import StreamedResponse
from homestart.accounts.models import Membership
from homestart.accounts.roles import PERMISSIONS, Role
from homestart.tenancy.context import branch_context, is_branch_active
from tests.accounts.views import names
from tests.people import make_coordinator, make_user

pytestmark = [pytest.mark.django_db, pytest.mark.urls("tests.accounts.views")]

YESTERDAY = timezone.localdate() - datetime.timedelta(days=1)
LAST_YEAR = timezone.localdate() - datetime.timedelta(days=365)


@pytest.fixture
def families(herent, aalst):
    for branch, name in ((herent, "Peeters"), (aalst, "Yilmaz")):
        with branch_context(branch):
            Family.objects.create(name=name)


@pytest.fixture(autouse=True)
def nothing_stays():
    yield
    with connection.cursor() as cursor:
        cursor.execute("select current_setting('homestart.branch', true)")
        assert cursor.fetchone()[0] in (None, "")
    assert not is_branch_active()


@pytest.mark.parametrize("how", ["dadelijk", "later"])
def test_a_view_and_what_is_rendered_after_it_see_the_branch(how, families, coordinator, sign_in):
    assert names(sign_in(coordinator).get(f"/herent/{how}/")) == ["Peeters"]


def test_two_branches_are_open_side_by_side(families, herent, coordinator, aalst, sign_in):
    grant_membership(coordinator, Role.COORDINATOR, branch=aalst, by=None)
    client = sign_in(coordinator)
    assert names(client.get("/herent/later/")) == ["Peeters"]
    assert names(client.get("/aalst/later/")) == ["Yilmaz"]


def test_a_stream_that_would_read_after_the_transaction_is_refused(families, coordinator, sign_in):
    with pytest.raises(StreamedResponse):
        sign_in(coordinator).get("/herent/stroom/")


def test_a_file_is_sent(coordinator, sign_in):
    response = sign_in(coordinator).get("/herent/bestand/")
    assert b"".join(response.streaming_content).startswith(b'"""Views')


@pytest.mark.parametrize(
    ("ending", "stays"), [("goed", True), ("crash", False), ("404", False), ("500", False)]
)
def test_what_a_request_wrote_stays_only_when_it_went_well(ending, stays, herent, coordinator, sign_in):
    client = sign_in(coordinator)
    client.raise_request_exception = False
    response = client.post(f"/herent/schrijf/{ending}/")
    assert ending != "404" or response.content == b"1 rollen"
    with branch_context(herent):
        assert Family.objects.filter(name="Nieuw").exists() == stays


def test_permissions_are_those_of_the_role_in_the_branch_of_the_address(herent, aalst, sign_in):
    client = sign_in(make_coordinator("Els Vermeulen", herent))
    assert client.get("/herent/wie/").content.decode() == ",".join(sorted(PERMISSIONS[Role.COORDINATOR]))
    assert client.get("/aalst/wie/").status_code == 404
    assert client.get("/wie/").content == b"enter"


def test_permissions_in_the_network(herent, central_office, sign_in):
    client = sign_in(central_office)
    assert client.get("/wie/").content.decode() == ",".join(sorted(PERMISSIONS[Role.CENTRAL_OFFICE]))
    assert client.get("/herent/wie/").status_code == 404


def test_whoever_has_no_role_enters_nothing(herent, sign_in):
    client = sign_in(make_user("Zonder Rol"))
    assert client.get("/wie/").status_code == 403
    assert client.get("/herent/wie/").status_code == 404


def test_an_ended_role_counts_at_the_next_request(herent, coordinator, sign_in):
    client = sign_in(coordinator)
    membership = coordinator.memberships.get()
    Membership.objects.update(started_on=LAST_YEAR)
    assert client.get("/herent/wie/").status_code == 200
    end_membership(Membership.objects.get(pk=membership.pk), by=None, ended_on=timezone.localdate())
    assert client.get("/herent/wie/").status_code == 200, "the last day still counts"
    end_membership(Membership.objects.get(pk=membership.pk), by=None, ended_on=YESTERDAY)
    assert client.get("/herent/wie/").status_code == 404


def test_a_role_that_starts_later_does_not_count_yet(herent, sign_in):
    user = make_user("Nog Niet")
    tomorrow = timezone.localdate() + datetime.timedelta(days=1)
    grant_membership(user, Role.COORDINATOR, branch=herent, by=None, started_on=tomorrow)
    assert sign_in(user).get("/herent/wie/").status_code == 404


def test_whoever_is_deactivated_is_out_at_the_next_request(herent, coordinator, sign_in):
    client = sign_in(coordinator)
    assert client.get("/herent/wie/").status_code == 200
    deactivate_user(coordinator, by=None)
    assert client.get("/herent/wie/").status_code == 302


def test_the_branch_costs_one_transaction_and_no_query_of_its_own(
    herent, coordinator, sign_in, django_assert_num_queries
):
    client = sign_in(coordinator)
    # Session, user, roles with branches; the transaction (a savepoint here), the branch, unset; its end.
    with django_assert_num_queries(7):
        client.get("/herent/wie/")


def test_signed_in_pages_are_not_kept(herent, coordinator, sign_in):
    assert sign_in(coordinator).get("/herent/wie/")["Cache-Control"] == "no-store"
    assert Client().get("/herent/wie/")["Cache-Control"] == "no-store"
