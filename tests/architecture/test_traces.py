"""What people type stands in their records and nowhere else: no log, event or address, nothing in Valkey."""

import logging
from collections.abc import Iterator
from xml.etree.ElementTree import Element

import pytest
import redis
from django.conf import settings
from django.core.cache import cache
from django.db import transaction

from homestart.audit.models import AuditEvent, NetworkEvent
from homestart.tenancy.context import branch_context
from tests.architecture.access_matrix import CENTRAL_OFFICE, COORDINATOR, MATRIX
from tests.architecture.test_access import address
from tests.rows import BranchRows
from tests.ui.html import tree

TYPED = "getypt-door-iemand-x7"
#: What a person types in a field of this kind; what is not here is text.
BY_KIND = {
    "email": f"{TYPED}@example.org",
    "date": "2025-03-01",
    "number": "3",
    "tel": TYPED,
    "time": "10:00",
}
LEFT_ALONE = ("hidden", "submit", "button", "file")


def filled_in(page: Element) -> Iterator[dict[str, str]]:
    """What the browser sends of each form when every field has something in it."""
    for form in page.iter("form"):
        if form.get("method", "").lower() == "post":
            yield dict(_values(form))


def _values(form: Element) -> Iterator[tuple[str, str]]:
    for field in form.iter():
        name, kind = field.get("name"), field.get("type", "text")
        if not name or field.tag not in ("input", "textarea", "select", "button"):
            continue
        if field.tag == "select":
            yield name, [option.get("value", "") for option in field.iter("option")][-1]
        elif field.tag == "textarea":
            yield name, TYPED
        elif kind in LEFT_ALONE or field.tag == "button":
            yield name, field.get("value", "")
        elif kind in ("radio", "checkbox"):
            yield name, field.get("value", "on")
        else:
            yield name, BY_KIND.get(kind, TYPED)


def in_valkey() -> str:
    """Every key and value of cache and broker."""
    told = []
    for location in (settings.REDIS_URL, settings.CACHES["default"]["LOCATION"]):
        server = redis.Redis.from_url(location)
        for key in server.scan_iter():
            told += [repr(key), repr(server.dump(key))]
    return "\n".join(told)


def in_events(rows: BranchRows) -> str:
    with branch_context(rows.branch):
        events = list(AuditEvent.objects.exclude(pk=rows[AuditEvent].pk).values())
    return str(events + list(NetworkEvent.objects.values()))


FORMS = [
    name
    for name, page in MATRIX.items()
    if page.get == 200 and page.post != 405 and {COORDINATOR, CENTRAL_OFFICE} & {*page.opens_for}
]


@pytest.mark.parametrize("name", FORMS)
def test_what_is_typed_stands_in_no_log(name, clients, ours, caplog, django_capture_on_commit_callbacks):
    caplog.set_level(logging.INFO)
    secrets = (TYPED, ours.canary, "Els Vermeulen", "els.vermeulen@example.org")
    path = address(name, ours.branch.slug, ours)
    who = COORDINATOR if COORDINATOR in MATRIX[name].opens_for else CENTRAL_OFFICE
    for form in filled_in(tree(clients[who].get(path))):
        with transaction.atomic():
            with django_capture_on_commit_callbacks(execute=True):
                response = clients[who].post(path, form)
            traces = {
                "log": caplog.text,
                "events": in_events(ours),
                "Valkey": in_valkey(),
                "address": response.headers.get("Location", ""),
            }
            transaction.set_rollback(True)
        for where, text in traces.items():
            assert not [secret for secret in secrets if secret in text], where


def test_a_trace_would_be_found(ours, caplog):
    """So that the test above does not pass because it looks where nothing is."""
    cache.set("a key", TYPED)
    assert TYPED in in_valkey()
    assert str(ours.branch.pk) in in_events(ours)
    logging.getLogger("homestart.audit").warning("%s", TYPED)
    assert TYPED in caplog.text
