"""The audit log: who did what in which branch; it is only ever added to and holds no personal text."""

import pytest
from django.db import DatabaseError, connection, transaction

from families.models import Family
from homestart.audit.models import AuditEvent, NetworkEvent, record
from homestart.audit.tasks import seal_logs
from homestart.tenancy.context import branch_context

pytestmark = pytest.mark.django_db


def test_an_event_says_who_did_what_about_which_record(herent, coordinator):
    with branch_context(herent):
        family = Family.objects.create(name="Peeters")
        event = record("close_family", by=coordinator, about=family, matches=2)
        assert (event.branch, event.verb, event.actor_id) == (herent, "close_family", coordinator.pk)
        assert (event.object_type, event.object_id) == ("families.family", str(family.pk))
        assert event.detail == {"matches": 2}
        assert "Peeters" not in str(AuditEvent.objects.values().get(pk=event.pk))


def test_an_event_of_no_branch_stands_in_the_log_of_the_network(herent, coordinator):
    event = record("grant_role", by=None, about=coordinator, role="board")
    assert NetworkEvent.objects.filter(verb="grant_role").get() == event
    with branch_context(herent):
        assert not AuditEvent.objects.filter(pk=event.pk).exists()


def test_an_event_is_undone_with_the_change_that_it_tells(herent):
    with branch_context(herent):
        with pytest.raises(ZeroDivisionError), transaction.atomic():
            record("close_family", by=None)
            raise ZeroDivisionError
        assert not AuditEvent.objects.exists()


@pytest.mark.parametrize("table", ["auditevent", "auditseal", "networkevent", "networkseal"])
@pytest.mark.parametrize(
    "statement",
    [
        "update audit_{} set id = id",
        "delete from audit_{}",
        "truncate audit_{}",
        "insert into audit_{0} select * from audit_{0} on conflict (id) do update set id = excluded.id",
    ],
)
def test_the_database_refuses_to_change_the_log(statement, table, herent):
    record("seed", by=None)
    with branch_context(herent):
        record("close_family", by=None)
    seal_logs()
    with branch_context(herent):
        refused = pytest.raises(DatabaseError, match="permission denied")
        with refused, transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement.format(table))


def test_the_detail_holds_numbers_and_codes_only(herent):
    with branch_context(herent):
        for text in ("Mama Peeters belde op dinsdag", "x" * 101, ["lijst"], None):
            with pytest.raises(ValueError, match="detail"):
                record("close_family", by=None, note=text)
