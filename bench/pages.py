"""The pages that a coordinator works with all day, as they are asked for in each database."""

from collections.abc import Callable

from django.test import Client

from bench.work import LETTERS, busiest_family, coordinator_of, signed_in_client
from families.views.lists import FAMILIES
from families.views.waiting import WAITING
from homestart.lists.actions import choose_columns
from homestart.lists.listing import Listing
from homestart.tenancy.context import branch_context
from homestart.tenancy.models import Branch

#: The coordinator who has chosen all columns.
ALL_COLUMNS = "kolommen"
#: By name, the address of the page within a branch; `{family}` is the family about which most is known.
GETS = {
    "what waits today": "",
    "families, all columns": "gezinnen/",
    "waiting list, all columns": "wachtlijst/",
    "still needed, whom to call": "wachtlijst/nog-nodig/",
    "referrals": "aanmeldingen/",
    "inbox": "aanmeldingen/binnengekomen/",
    "form of a referral": "aanmeldingen/nieuw/",
    "a family's file": "gezinnen/{family}/",
    "form of a contact": "gezinnen/{family}/contact/",
    "several contacts": "contact/meerdere/",
    "concerns": "verontrustingen/",
    "hand-over": "overdracht/",
    "hand-over of a family": "overdracht/gezin/{family}/",
    "volunteers": "vrijwilligers/",
    "matches": "koppelingen/",
}
#: What is posted to be answered, without changing anything.
POSTS = {
    "search by name": ("zoeken/", {"zoek": LETTERS}),
    "whom a referral resembles": (
        "aanmeldingen/nakijken/",
        {"family_name": "Vandenberghe", "phone": "0470 12 34 56"},
    ),
}

Pages = dict[str, Callable[[], object]]


def pages(branch: Branch) -> Pages:
    """Each asks for its page of `branch`, signed in as a coordinator who has chosen all columns."""
    # Not the one whose plain list is timed elsewhere.
    client = signed_in_client(branch, ALL_COLUMNS)
    with branch_context(branch):
        for listing in (FAMILIES, WAITING):
            choose_columns(listing.name, words_of(listing), by=coordinator_of(branch, ALL_COLUMNS))
    family = busiest_family(branch).pk
    found = {name: get(client, f"/{branch.slug}/{path.format(family=family)}") for name, path in GETS.items()}
    for name, (path, data) in POSTS.items():
        found[name] = post(client, f"/{branch.slug}/{path}", data)
    return found


def words_of(listing: Listing) -> list[str]:
    return [column.word for column in listing.columns[1:]]


def get(client: Client, path: str) -> Callable[[], object]:
    def ask() -> None:
        response = client.get(path)
        assert response.status_code == 200, (path, response.status_code)

    return ask


def post(client: Client, path: str, data: dict[str, str]) -> Callable[[], object]:
    def ask() -> None:
        response = client.post(path, data)
        assert response.status_code == 200, (path, response.status_code)

    return ask
