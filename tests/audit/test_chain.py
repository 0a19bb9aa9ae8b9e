"""Whatever somebody with all rights on the database does to the log afterwards, verify_audit finds it."""

import datetime
import io
import logging
import random
import threading
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial

import pytest
from django.core.management import CommandError, call_command
from django.db import connection, transaction
from django.test import override_settings
from django.utils import timezone

from homestart.audit.chain import LONGEST_TRANSACTION, Damage, Head, Log, heads_in, seal, verify
from homestart.audit.models import Entry, record, write
from homestart.audit.tasks import seal_logs
from homestart.tenancy.connections import owner_connection
from homestart.tenancy.context import branch_context
from homestart.tenancy.models import Branch, Organisation

EVENTS = 12
ATTACKS = 1000


def write_events(log: Log, number: int = EVENTS) -> None:
    for n in range(number):
        with log.opened():
            record(f"verb_{n}", by=None, number=n, code=f"c{n}")


@pytest.fixture
def log(request, herent) -> Log:
    """Of a branch, or of the network, with sealed events."""
    log = Log(None if getattr(request, "param", "branch") == "network" else herent)
    write_events(log)
    seal(log)
    return log


both_logs = pytest.mark.parametrize("log", ["branch", "network"], indirect=True)


@pytest.mark.django_db
@both_logs
def test_an_untouched_log_is_as_it_was_written(log):
    heads = [seal(log)]
    with log.opened():
        assert list(log.seals.values_list("sequence", flat=True)) == list(range(1, EVENTS + 1))
        assert not log.unsealed().exists()
    write_events(log)
    assert verify(log, heads) == [], "some events wait for their seal"
    heads.append(seal(log))
    assert verify(log, heads) == []
    assert seal(log) == heads[-1], "nothing happened meanwhile"


@pytest.mark.django_db
def test_a_log_without_events_has_no_head(herent):
    assert seal(Log(herent)) is None
    assert verify(Log(herent)) == []


@pytest.mark.django_db
def test_the_chain_of_a_branch_says_nothing_in_another(log, aalst):
    other = Log(aalst)
    write_events(other)
    seal(other)
    assert verify(other, [seal(log)]) == []
    assert {finding.damage for finding in verify(log, [Head(log.name, 3, "0" * 64)])} == {Damage.REPLACED}


@pytest.mark.django_db
def test_older_keys_hold_and_other_keys_do_not(log, settings):
    before = settings.AUDIT_KEY
    with override_settings(AUDIT_KEY="nieuw", AUDIT_KEY_FALLBACKS=[before]):
        write_events(log)
        seal(log)
        assert verify(log) == []
    assert {finding.sequence for finding in verify(log)} == set(range(EVENTS + 1, 2 * EVENTS + 1))


@pytest.mark.django_db
def test_heads_are_written_to_the_log_and_read_back_from_it(herent, caplog):
    write_events(Log(herent))
    with caplog.at_level(logging.INFO, "homestart.audit.heads"):
        seal_logs()
    lines = [f"2026-11-21 INFO [x] {entry.name}: {entry.message}" for entry in caplog.records]
    heads = heads_in([*lines, "something else", "branch:1 x"])
    assert {head.log for head in heads} == {Log(herent).name}
    assert heads[-1] == seal(Log(herent))


# What somebody with all rights can do. Each gives the place in the chain that it hits, None for an event
# outside of it.

Attack = Callable[[Log, random.Random], int | None]


def sql(statement: str, *parameters: object) -> list[tuple]:
    with connection.cursor() as cursor:
        cursor.execute(statement, parameters)
        return cursor.fetchall() if cursor.description else []


def tables(log: Log) -> tuple[str, str]:
    return log.events.model._meta.db_table, log.seals.model._meta.db_table


def places(log: Log, rng: random.Random, number: int) -> list[tuple[int, uuid.UUID]]:
    """As many different places in the chain, the first one first."""
    return sorted(rng.sample(list(log.seals.values_list("sequence", "pk")), number))


OTHER_VALUES: dict[str, Callable[[random.Random], object]] = {
    "at": lambda rng: timezone.now() - datetime.timedelta(seconds=rng.randrange(1, 10**8)),
    "verb": lambda rng: f"other_{rng.randrange(100)}",
    "actor_id": lambda rng: rng.randrange(1, 100),
    "roles": lambda rng: rng.choice(["board", "coordinator"]),
    "object_type": lambda rng: "families.family",
    "object_id": lambda rng: str(uuid.UUID(int=rng.getrandbits(128))),
    "detail": lambda rng: f'{{"number": {rng.randrange(100, 999)}}}',
    "view": lambda rng: "families:list",
    "request_id": lambda rng: f"{rng.getrandbits(64):016x}",
    "mac": lambda rng: f"{rng.getrandbits(256):064x}",
    "id": lambda rng: uuid.UUID(int=rng.getrandbits(128)),
}
OTHER_SEAL_VALUES = {name: OTHER_VALUES[name] for name in ("id", "mac")} | {
    "sequence": lambda rng: rng.randrange(1000, 2000),
    "sealed_at": OTHER_VALUES["at"],
}


def edit(log: Log, rng: random.Random) -> int | None:
    ((place, pk),) = places(log, rng, 1)
    column = rng.choice(list(OTHER_VALUES))
    sql(f"update {tables(log)[0]} set {column} = %s where id = %s", OTHER_VALUES[column](rng), pk)  # noqa: S608
    return place


def edit_seal(log: Log, rng: random.Random) -> int | None:
    ((place, pk),) = places(log, rng, 1)
    column = rng.choice(list(OTHER_SEAL_VALUES))
    sql(f"update {tables(log)[1]} set {column} = %s where id = %s", OTHER_SEAL_VALUES[column](rng), pk)  # noqa: S608
    return place


def delete(log: Log, rng: random.Random) -> int | None:
    """An event, its seal, or both; the seals behind it may be counted anew."""
    ((place, pk),) = places(log, rng, 1)
    gone = rng.choice([tables(log), tables(log)[:1], tables(log)[1:]])
    for table in gone:
        sql(f"delete from {table} where id = %s", pk)  # noqa: S608
    if len(gone) == 2 and rng.random() < 0.5:
        later = log.seals.filter(sequence__gt=place).order_by("sequence")
        for later_pk, sequence in later.values_list("pk", "sequence"):
            sql(f"update {tables(log)[1]} set sequence = %s where id = %s", sequence - 1, later_pk)  # noqa: S608
    return place


def insert(log: Log, rng: random.Random) -> int | None:
    """A copy of an event, under a new id, now or long ago, perhaps with a seal behind the others."""
    ((_, pk),) = places(log, rng, 1)
    copy = log.events.get(pk=pk)
    copy.pk = OTHER_VALUES["id"](rng)
    copy.at = rng.choice([copy.at, OTHER_VALUES["at"](rng)])
    log.events.bulk_create([copy])
    if rng.random() < 0.5:
        return None
    log.seals.bulk_create([log.seals.model(pk=copy.pk, sequence=EVENTS + 1, mac=OTHER_VALUES["mac"](rng))])
    return EVENTS + 1


def swap(log: Log, rng: random.Random) -> int | None:
    """What two events say, or their places."""
    (place, one), (_, other) = places(log, rng, 2)
    if rng.random() < 0.5:
        column, table = rng.choice(["verb", "detail", "mac", "at"]), tables(log)[0]
    else:
        column, table = rng.choice(["mac", "sequence"]), tables(log)[1]
    read = f"select {column}::text from {table} where id = %s"  # noqa: S608
    ((a,),), ((b,),) = sql(read, one), sql(read, other)
    kind = {"at": "timestamptz", "detail": "jsonb", "sequence": "bigint"}.get(column, "text")
    put = f"update {table} set {column} = %s::{kind} where id = %s"  # noqa: S608
    for value, pk in (("-1" if column == "sequence" else a, other), (b, one), (a, other)):
        if value != "-1":
            sql(put, value, pk)
        else:
            sql(f"update {table} set sequence = 5000 where id = %s", pk)  # noqa: S608
    return place


def cut(log: Log, rng: random.Random) -> int | None:
    """The last events, with their seals; perhaps others were written and sealed since."""
    place, _ = places(log, rng, 1)[0]
    gone = list(log.seals.filter(sequence__gte=place).values_list("pk", flat=True))
    for table in tables(log):
        sql(f"delete from {table} where id = any(%s)", gone)  # noqa: S608
    if rng.random() < 0.5:
        write_events(log, rng.randrange(1, EVENTS + 3))
        seal(log)
        return None  # found at the head that was kept, wherever that is
    return place


ATTACKERS: list[Attack] = [edit, edit_seal, delete, insert, swap, cut]


@contextmanager
def undone() -> Iterator[None]:
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


@pytest.mark.django_db
@pytest.mark.parametrize("where", ["branch", "network"])
def test_a_thousand_attacks_by_whoever_owns_the_tables_are_found(where):
    rng = random.Random(f"{where} 7")
    missed = []
    with owner_connection(), undone():
        owner = Organisation.objects.create(name="Aangevallen vzw")
        branch = Branch.objects.create(slug="aangevallen", name="Aangevallen", organisation=owner)
        log = Log(branch if where == "branch" else None)
        write_events(log)
        head = seal(log)
        with log.opened():
            for number in range(ATTACKS // 2):
                attack = ATTACKERS[number % len(ATTACKERS)]
                state = rng.getstate()
                with undone():
                    hit = attack(log, rng)
                    found = verify(log, [head])
                places_found = [finding.sequence for finding in found]
                if not found or (hit is not None and places_found[0] != hit):
                    missed.append((number, attack.__name__, hit, found, state[1][:2]))
            assert verify(log, [head]) == [], "the log itself is as it was written"
    assert missed == []


@pytest.mark.django_db
def test_a_cut_is_found_by_the_kept_head_alone(log):
    """So it has to be kept elsewhere: what is left is a chain as it once was."""
    early, kept = seal(log), None
    write_events(log)
    kept = seal(log)
    assert verify(log, [early, kept]) == []
    longer = Head(log.name, kept.sequence + 3, "0" * 64)
    (finding,) = verify(log, [early, longer])
    assert (finding.sequence, finding.damage) == (kept.sequence + 1, Damage.CUT)


@pytest.mark.django_db
def test_an_event_that_is_put_back_is_found(log):
    """Written by the application once, taken out before it was sealed, and put back much later."""
    old = timezone.now() - 2 * LONGEST_TRANSACTION
    with log.opened():
        write([Entry("kept_apart", None, at=old)])
    seal(log)
    (finding,) = verify(log)
    assert (finding.sequence, finding.damage) == (None, Damage.ADDED_LATER)


# No false alarm, whoever writes and seals at the same time.


def in_threads(*works: Callable[[], object]) -> None:
    """All at once, each with a connection of its own; raises what one of them raised."""
    failures: list[BaseException] = []

    def run(work: Callable[[], object]) -> None:
        try:
            work()
        except BaseException as failure:
            failures.append(failure)
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=[work]) for work in works]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if failures:
        raise failures[0]


@pytest.mark.django_db(transaction=True)
def test_a_long_transaction_keeps_nobody_waiting_and_raises_no_alarm(herent):
    log = Log(herent)
    written, may_end = threading.Event(), threading.Event()

    def import_slowly() -> None:
        with branch_context(herent):
            record("import", by=None)
            written.set()
            assert may_end.wait(20)

    def meanwhile() -> None:
        try:
            assert written.wait(20)
            write_events(log)
            assert seal(log).sequence == EVENTS
            assert verify(log) == []
        finally:
            may_end.set()

    in_threads(import_slowly, meanwhile)
    assert seal(log).sequence == EVENTS + 1
    assert verify(log) == []


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("where", ["branch", "network"])
def test_parallel_writers_and_sealers_make_one_chain(where, herent):
    log = Log(herent if where == "branch" else None)

    def seal_often() -> None:
        for _ in range(10):
            seal(log)
            assert verify(log) == []

    in_threads(*[partial(write_events, log, 15)] * 4, seal_often, seal_often)
    head = seal(log)
    assert head.sequence == 60
    assert verify(log, [head]) == []


# The commands


def verify_audit(*arguments: str) -> tuple[int, str]:
    out = io.StringIO()
    try:
        call_command("verify_audit", *arguments, stdout=out)
    except SystemExit as end:
        return int(end.code or 0), out.getvalue()
    return 0, out.getvalue()


@pytest.mark.django_db
def test_the_commands_print_heads_and_find_what_is_wrong(log, herent, aalst, tmp_path):
    out = io.StringIO()
    call_command("audit_heads", stdout=out)
    kept = tmp_path / "heads"
    kept.write_text(out.getvalue())
    assert verify_audit("--heads", str(kept))[0] == 0
    assert verify_audit("herent", "aalst")[0] == 0

    kept.write_text(f"{Log(herent).name} {EVENTS + 1} {'0' * 64}\n")
    status, told = verify_audit("--heads", str(kept))
    assert (status, told) == (1, f"{Log(herent).name} {EVENTS + 1}: {Damage.CUT}\n")
    assert verify_audit("aalst", "--heads", str(kept))[0] == 0

    kept.write_text(f"branch:999999 3 {'0' * 64}\n")
    assert verify_audit("--heads", str(kept)) == (1, f"branch:999999 1: {Damage.CUT}\n")
    with pytest.raises(CommandError, match="nergens"):
        verify_audit("nergens")
