"""Nobody breaks a page by what is sent: whatever stands in an address or a form, it is answered."""

import re
from typing import Any

import pytest
from django.db import transaction
from django.http import HttpResponse
from django.test import Client

from tests.architecture.access_matrix import COORDINATOR, MATRIX
from tests.architecture.test_access import address

#: What no field expects: each is sent in all fields of a form at the same time.
GARBAGE = [
    "a\x00b",
    "a " * 3_000,
    "9" * 400,
    "-1",
    "0001-01-01",
    "9999-12-31",
    "00000000-0000-0000-0000-000000000000",
    "\u202e\U0001f9d1\u200d\U0001f37c \u0661\u0662\u0663\u0664\u0665 \xb2\xb2\xb2\xb2\xb2 (((((*+?[\\m",
    "//evil.example/",
]
#: What pages read of an address, besides the fields that they show.
PARAMETERS = ("pagina", "volgorde", "soort", "gezin", "rol", "next", "onderdeel")
#: What forms send that no page shows as a field.
HIDDEN = ("_version", "_token", "_path", "zoek", "naam", "export", "filters")
#: Signs out, so that nothing after it would be tested.
LEFT_OUT = {"account_logout"}
#: A year of all figures is counted for each answer: these are asked a few times only.
SLOW = {"reports:detail", "reports:finalise", "reports:text"}


def whoever_opens(name: str, clients: dict[str, Client]) -> Client:
    """A browser of somebody for whom the page opens: the coordinator, if that is one of them."""
    opens_for = MATRIX[name].opens_for
    return clients[COORDINATOR if COORDINATOR in opens_for else opens_for[0]]


def answer(client: Client, method: str, path: str, data: Any) -> HttpResponse:
    """The answer; what the request changed is taken back. An exception in a view is raised here."""
    with transaction.atomic():
        response = getattr(client, method)(path, data)
        transaction.set_rollback(True)
    return response


def fields_of(response: HttpResponse) -> set[str]:
    """The names of all fields on the page."""
    if not response.get("Content-Type", "").startswith("text/html"):
        return set()
    return set(re.findall(r'\bname="([^"]+)"', response.content.decode())) - {"csrfmiddlewaretoken"}


@pytest.mark.parametrize("name", sorted(MATRIX.keys() - LEFT_OUT))
def test_garbage_is_answered(name, clients, ours):
    client, path = whoever_opens(name, clients), address(name, ours.branch.slug, ours)
    names = {*fields_of(answer(client, "get", path, {})), *HIDDEN}
    for garbage in GARBAGE[:2] if name in SLOW else GARBAGE:
        asked = answer(client, "get", path, dict.fromkeys({*names, *PARAMETERS}, garbage))
        assert asked.status_code < 500, garbage
        if MATRIX[name].post == 405:
            continue
        sent = answer(client, "post", path, dict.fromkeys(names, garbage))
        assert sent.status_code < 500, garbage
        assert "evil.example" not in sent.get("Location", ""), garbage
