"""Looking is an event and so is being refused; a page that is only asked for cannot write anything."""

import logging
import uuid

import pytest
from django.db import DatabaseError, connection
from django.db.utils import InternalError
from django.test import Client

from families.models import Family
from homestart.audit.models import AuditEvent, NetworkEvent
from homestart.audit.origin import AddRequestId
from homestart.tenancy.context import branch_context
from homestart.tenancy.models import Branch, Organisation

pytestmark = [pytest.mark.django_db, pytest.mark.urls("tests.audit.views")]


@pytest.fixture
def family(herent):
    with branch_context(herent):
        return Family.objects.create(name="Peeters")


def log_of(branch: Branch) -> list[AuditEvent]:
    with branch_context(branch):
        return list(AuditEvent.objects.exclude(verb="grant_role"))


def network_log() -> list[NetworkEvent]:
    return list(NetworkEvent.objects.filter(verb__in=("look", "deny")))


def test_a_page_that_was_served_is_one_look(family, herent, coordinator, sign_in):
    response = sign_in(coordinator).get(f"/herent/gezin/{family.pk}/")
    assert response.content == b"Peeters"
    (event,) = log_of(herent)
    assert (event.verb, event.actor_id, event.roles) == ("look", coordinator.pk, "coordinator")
    assert (event.object_type, event.object_id) == ("families.family", str(family.pk))
    assert (event.view, event.request_id) == ("family", response["X-Request-ID"])


@pytest.mark.parametrize(
    ("ending", "verbs"),
    [
        ("200", ["look"]),
        ("409", ["look"]),  # shows both texts
        ("422", ["look"]),
        ("elders", []),
        ("crash", []),
        ("500", []),
        ("403", ["deny"]),
        ("404", ["deny"]),
    ],
)
@pytest.mark.parametrize("method", ["get", "post"])
def test_a_look_counts_only_when_something_was_shown(
    ending, verbs, method, family, herent, coordinator, sign_in
):
    client = sign_in(coordinator)
    client.raise_request_exception = False
    getattr(client, method)(f"/herent/einde/{ending}/")
    assert [event.verb for event in log_of(herent)] == verbs


def test_a_branch_of_others_remembers_who_knocked(family, aalst, other_coordinator, sign_in):
    response = sign_in(other_coordinator).get(f"/herent/gezin/{family.pk}/")
    assert response.status_code == 404
    assert log_of(aalst) == []
    (event,) = log_of(family.branch)
    assert (event.verb, event.actor_id) == ("deny", other_coordinator.pk)
    assert event.detail == {"reason": "branch", "record": str(family.pk)}
    assert (event.view, event.roles) == ("family", "coordinator")
    assert event.request_id == response.content.decode() == response["X-Request-ID"]


def test_a_branch_that_does_not_exist_is_remembered_by_the_network(herent, coordinator, sign_in):
    assert sign_in(coordinator).get("/nergens/einde/200/").status_code == 404
    (event,) = network_log()
    assert (event.verb, event.actor_id, event.detail) == ("deny", coordinator.pk, {"reason": "branch"})
    assert "nergens" not in str(NetworkEvent.objects.values())


def test_a_record_that_does_not_exist_may_be_one_of_somebody_else(herent, coordinator, sign_in):
    asked_for = uuid.uuid4()
    assert sign_in(coordinator).get(f"/herent/gezin/{asked_for}/").status_code == 404
    (event,) = log_of(herent)
    assert (event.verb, event.view) == ("deny", "family")
    assert event.detail == {"reason": "no_record", "record": str(asked_for)}


def test_a_missing_permission_is_remembered_with_its_name(herent, coordinator, board_member, sign_in):
    assert sign_in(board_member).get("/netwerk/").status_code == 403
    (event,) = network_log()
    assert (event.actor_id, event.roles) == (board_member.pk, "board")
    assert (event.verb, event.detail) == ("deny", {"reason": "manage_network"})


def test_nobody_is_refused_who_is_not_signed_in(family, herent):
    for path in (f"/herent/gezin/{family.pk}/", "/netwerk/", "/bestaat/niet/"):
        assert Client().get(path).status_code in (302, 404)
    assert (log_of(herent), network_log()) == ([], [])


@pytest.mark.parametrize("path", ["/schrijf/", "/herent/schrijf/"])
def test_a_page_that_is_only_asked_for_cannot_write(path, herent, coordinator, sign_in):
    client = sign_in(coordinator)
    for ask in (client.get, client.head, client.options):
        with pytest.raises(InternalError, match="read-only transaction"):
            ask(path)
    assert log_of(herent) == []
    assert client.post(path).status_code == 200
    assert [event.verb for event in log_of(herent)] == (["looked_around"] if "herent" in path else [])
    assert Organisation.objects.filter(name="Nieuw").exists() == ("herent" not in path)


def test_a_page_is_not_served_when_its_event_cannot_be_written(family, coordinator, sign_in):
    def no_room(execute, sql, params, many, context):
        if "audit_auditevent" in sql:
            raise DatabaseError("no space left on device")
        return execute(sql, params, many, context)

    client = sign_in(coordinator)
    client.raise_request_exception = False
    for path in (f"/herent/gezin/{family.pk}/", f"/herent/gezin/{uuid.uuid4()}/"):
        with connection.execute_wrapper(no_room):
            response = client.get(path)
        assert response.status_code == 500
        assert b"Peeters" not in response.content


def test_the_number_of_a_request_is_our_own_and_stands_on_its_lines_in_the_log(coordinator, sign_in, caplog):
    caplog.handler.addFilter(AddRequestId())
    client = sign_in(coordinator)
    first = client.get("/bestaat/niet/", headers={"X-Request-ID": "verzonnen"})
    second = client.get("/bestaat/niet/")
    assert first["X-Request-ID"] != second["X-Request-ID"]
    lines = [record for record in caplog.records if record.name == "django.request"]
    assert [line.request_id for line in lines] == [first["X-Request-ID"], second["X-Request-ID"]]
    logging.getLogger("homestart").warning("outside of any request")
    assert caplog.records[-1].request_id == "-"
