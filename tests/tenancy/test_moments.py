"""Whenever a request reads, it sees the rows of its branch or is told that it cannot: never an empty list."""

from collections.abc import Iterator

import pytest
from django.conf import LazySettings
from django.test import Client

from families.models import Family
from homestart.demo.sign_in import let_in_client
from homestart.tenancy.context import branch_context
from tests.tenancy import moments

# With transactions of its own, so that something happens on commit.
pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.urls("tests.tenancy.moments")]

REFUSED = "NoActiveBranch"


@pytest.fixture
def client(settings: LazySettings, coordinator, herent, aalst) -> Iterator[Client]:
    for branch, name in ((herent, "Peeters"), (aalst, "Yilmaz")):
        with branch_context(branch):
            Family.objects.create(name=name)
    signed_in = let_in_client(Client(), coordinator)
    before_the_last = settings.MIDDLEWARE.index("homestart.accounts.middleware.BranchMiddleware")
    settings.MIDDLEWARE = [
        *settings.MIDDLEWARE[:before_the_last],
        "tests.tenancy.moments.OuterMiddleware",
        *settings.MIDDLEWARE[before_the_last:],
    ]
    moments.SEEN.clear()
    stop = moments.listen()
    yield signed_in
    stop()


def test_inside_the_request_the_branch_is_seen_and_outside_reading_is_refused(client):
    response = client.get("/herent/lees/")
    assert response.content == b"Peeters", "a page that is rendered after its view"
    assert moments.SEEN == {
        "view": ["Peeters"],
        "tag": ["Peeters"],
        "template response in the middleware": ["Peeters"],
        "middleware before": REFUSED,
        "middleware after": REFUSED,
        "queryset of the view, in the middleware": REFUSED,
        "on commit": REFUSED,
        "thread": REFUSED,
        "request_finished": REFUSED,
    }


def test_a_signal_sees_the_branch_of_the_row_that_is_saved(client):
    client.post("/herent/schrijf/")
    assert moments.SEEN["post_save"] == ["Nieuw", "Peeters"]
