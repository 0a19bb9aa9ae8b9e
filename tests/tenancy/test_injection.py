"""Whoever slips SQL of his own choice into a page of one branch sees no row of another."""

# The names of the tables come from the catalogue.
# ruff: noqa: S608

import contextlib
import time
from collections.abc import Iterator

import psycopg
import pytest
from django.db import DatabaseError, connection, transaction

from families.models import Family
from homestart.tenancy.connections import APP_ROLE, OWNER_ROLE, owner_connection
from homestart.tenancy.context import branch_context
from homestart.tenancy.signature import LIFETIME, SETTING, signed
from tests.rows import TENANT_MODELS, BranchRows

REFUSED = "42501"
TABLES = sorted(model._meta.db_table for model in TENANT_MODELS)


@pytest.fixture(autouse=True)
def the_database_wall_stands(request: pytest.FixtureRequest, db: None) -> None:
    if request.config.getoption("--without-database-wall"):
        pytest.skip("shows what the database does by itself")


def setting(value: str) -> str:
    return f"select set_config('{SETTING}', {value}, true)"


#: By name, what is slipped in. <theirs>: the id of the other branch; <row>: of one of its families;
#: <now>: seconds since 1970.
PAYLOADS: dict[str, list[str]] = {
    # --- another value of the setting
    "the id alone": [setting("'<theirs>'")],
    "the setting emptied": [setting("''")],
    "the setting reset": [f"reset {SETTING}", "reset all"],
    "the network, not signed": [setting("'0'")],
    "set local": [f"set local {SETTING} = '<theirs>'"],
    "set for the session": [f"set session {SETTING} = '<theirs>'", "savepoint a", "release a"],
    "one or the other": [setting("'<theirs> or true'"), setting("'<theirs>) or (true'")],
    "no signature": [setting("'<theirs>.<now>'"), setting("'<theirs>.<now>.'")],
    "a signature of zeros": [setting("'<theirs>.<now>.' || repeat('0', 64)")],
    "the own signature with another branch": [
        setting(rf"regexp_replace(current_setting('{SETTING}'), '^\d+', '<theirs>')")
    ],
    "the own signature with the network": [
        setting(rf"regexp_replace(current_setting('{SETTING}'), '^\d+', '0')")
    ],
    "the own signature shifted": [
        setting(f"'<theirs>.' || current_setting('{SETTING}')"),
        setting(f"'<theirs>' || chr(10) || current_setting('{SETTING}')"),
        setting(f"' <theirs>,' || current_setting('{SETTING}')"),
    ],
    "the own signature with a later date": [
        setting(rf"regexp_replace(current_setting('{SETTING}'), '\.\d+\.', '.9999999999.')")
    ],
    "a hash without a key": [
        setting(
            "'<theirs>.<now>.' ||"
            " encode(sha256(convert_to('<theirs>.' || pg_backend_pid() || '.<now>', 'UTF8')), 'hex')"
        )
    ],
    "hmac with an empty key": [
        setting(
            "'<theirs>.<now>.' || encode(sha256(convert_to(repeat(chr(92), 64), 'UTF8') || sha256("
            "convert_to(repeat('6', 64) || '<theirs>.' || pg_backend_pid() || '.<now>', 'UTF8'))), 'hex')"
        )
    ],
    "another setting of that name": [
        "set local homestart.Branch = '<theirs>'",
        'set local "homestart"."branch" = \'<theirs>\'',
    ],
    "set in the statement that reads": [
        f"select set_config('{SETTING}', '<theirs>', true), name from families_family",
        f"select name from families_family where set_config('{SETTING}', '', true) = ''",
        f"with a as materialized (select set_config('{SETTING}', '0', true)) select name, a from"
        " families_family, a",
    ],
    # --- the key
    "read the key": ["select * from wall.key", "table wall.key", "select k from wall.key k"],
    "copy the key": ["copy wall.key to stdout", "copy (select ipad from wall.key) to stdout"],
    "the key as a document": [
        "select query_to_xml('select * from wall.key', true, true, '')",
        "select table_to_xml('wall.key', true, true, '')",
        "select schema_to_xml('wall', true, true, '')",
    ],
    "the file of the key": [
        "select pg_read_binary_file(pg_relation_filepath('wall.key'))",
        "select lo_import(pg_relation_filepath('wall.key'))",
        "create table bytes (line text)",
        "copy tenancy_municipality from '/etc/passwd'",
    ],
    "the key replaced": [
        "update wall.key set ipad = '', opad = ''",
        "delete from wall.key",
        "insert into wall.key (ipad, opad) values ('', '')",
        "drop table wall.key",
        "alter table wall.key owner to current_user",
    ],
    # --- the function
    "the function called": [
        "select wall.active_branch()",
        "set local search_path = wall, public",
        "select active_branch()",
    ],
    "the function replaced": [
        "create or replace function wall.active_branch() returns bigint language sql as 'select <theirs>'",
        "alter function wall.active_branch() reset search_path",
        "alter function wall.active_branch() security invoker",
        "drop function wall.active_branch() cascade",
    ],
    "other things under the names that the function uses": [
        "create function public.sha256(bytea) returns bytea language sql as 'select $1'",
        "create function pg_temp.sha256(bytea) returns bytea language sql as 'select $1'",
        "create temporary table key (ipad bytea, opad bytea)",
        "create schema mine",
        "create operator public.= (leftarg = bigint, rightarg = bigint, function = int8eq)",
        "set local search_path = public, pg_temp, pg_catalog",
        setting("'<theirs>.<now>.'"),
    ],
    "what the server says about its plans": [
        "set local client_min_messages = debug5",
        "set local debug_print_parse = on",
        "set local debug_print_plan = on",
        setting("'<theirs>.<now>.'"),
        "select count(*) from families_family",
    ],
    # --- other rights
    "another role": [
        f"set role {OWNER_ROLE}",
        f"set session authorization {OWNER_ROLE}",
        "set role postgres",
        "set role none",
        f"grant {OWNER_ROLE} to {APP_ROLE}",
        f"alter role {APP_ROLE} bypassrls",
        f"alter role {APP_ROLE} set {SETTING} = '<theirs>'",
    ],
    "other rights on the table": [
        "alter table families_family disable row level security",
        "drop policy branch on families_family",
        "alter policy branch on families_family using (true)",
        "create policy mine on families_family using (true)",
        f"grant all on families_family to {APP_ROLE} with grant option",
        "create view everything as select * from families_family",
        "create rule mine as on select to families_family do instead nothing",
        "create trigger mine before update on families_family"
        " for each row execute function suppress_redundant_updates_trigger()",
        "security label on table families_family is 'public'",
        "comment on table families_family is 'public'",
        "truncate families_family",
    ],
    "no row-level security": ["set local row_security = off", "select * from families_family"],
    "an extension": [
        "create extension dblink",
        "create extension postgres_fdw",
        "create extension pageinspect",
        "load 'auto_explain'",
    ],
    "a replica": [
        "select pg_create_logical_replication_slot('mine', 'test_decoding')",
        "create publication mine for all tables",
    ],
    # --- reading in other ways
    "a row by its number": [
        "select * from families_family where id = '<row>'",
        "update families_family set name = name where id = '<row>' returning *",
        "delete from families_family where id = '<row>' returning *",
        "select * from families_family where id = '<row>' for update",
    ],
    "a row by its place": [
        "select * from families_family where ctid = '(0,1)'",
        "select * from families_family where ctid = '(0,2)'",
        "select * from families_family tablesample system (100)",
        "select * from only families_family",
    ],
    "copy the table": [
        "copy families_family to stdout",
        "copy (select * from families_family) to stdout",
        "copy families_family to program 'cat'",
    ],
    "the table as a document": [
        "select table_to_xml('families_family', true, true, '')",
        "select query_to_xml('select * from families_family', true, true, '')",
        "select json_agg(f) from families_family f",
    ],
    "values in an error": [
        "select name::int from families_family",
        "select * from families_family where name::int = 1",
        "select * from families_family where branch_id = <theirs> and 1 / length(name) > 0 and name::int = 1",
        "insert into families_family (id, branch_id, key, name, version)"
        " values ('<row>', current_setting('homestart.branch')::bigint, 'x', 'x', 1)",
        "insert into families_family select * from families_family on conflict (id) do update"
        " set name = families_family.name returning *",
    ],
    "values in statistics": [
        "select most_common_vals, histogram_bounds from pg_stats",
        "select * from pg_statistic",
        "select * from pg_statistic_ext_data",
        "select * from pg_stats_ext",
    ],
    "the plan told": ["explain (analyze, verbose) select * from families_family"],
    "a block": [
        f"""do $$ declare told text; begin
            perform set_config('{SETTING}', '<theirs>', true);
            execute 'select string_agg(name, '','') from families_family' into told;
            raise exception 'told: %', told;
        end $$""",
        f"""do $$ declare told text; begin
            perform set_config('{SETTING}', '', true);
            begin execute 'select string_agg(texts::text, '','') from reporting_finalreport' into told;
            exception when others then told := sqlerrm; end;
            raise exception 'told: %', told;
        end $$""",
    ],
    "a prepared statement": [
        "prepare mine as select * from families_family",
        "execute mine",
        setting("'<theirs>'"),
        "execute mine",
        setting("''"),
        "execute mine",
        "deallocate mine",
    ],
    "a cursor": [
        "declare mine cursor with hold for select * from families_family",
        setting("''"),
        "fetch all from mine",
        "close mine",
    ],
    "a parallel plan": [
        "set local min_parallel_table_scan_size = 0",
        "set local parallel_setup_cost = 0",
        "set local parallel_tuple_cost = 0",
        setting("'<theirs>.<now>.'"),
        "select * from families_family",
    ],
    "what other sessions do": [
        "select query from pg_stat_activity",
        "select pg_stat_get_backend_activity(s) from pg_stat_get_backend_idset() s",
        "select * from pg_prepared_statements",
        "select * from pg_cursors",
        "select pg_ls_logdir()",
        "select pg_current_logfile()",
        "select pg_terminate_backend(0)",
    ],
}


def answers(statement: str) -> Iterator[object]:
    """All that the database gives back: rows, or the error with its details."""
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            if statement.startswith("copy ") and statement.endswith(" to stdout"):
                with cursor.copy(statement) as copy:
                    yield from (bytes(block).decode() for block in copy)
                return
            cursor.execute(statement)
            if cursor.description:
                yield from cursor.fetchall()
    except (DatabaseError, psycopg.Error) as error:
        told = (error if isinstance(error, psycopg.Error) else error.__cause__).diag
        yield from (told.message_primary, told.message_detail, told.message_hint, told.context)


def seen_after(statements: list[str], theirs: BranchRows) -> tuple[list[str], list[object]]:
    """The tables of which rows of the other branch are in sight or can be deleted, and all that is told."""
    told: list[object] = []
    connection.connection.add_notice_handler(notice := lambda said: told.append(said.message_primary))
    seen = []
    with transaction.atomic():
        for statement in statements:
            told += answers(
                statement.replace("<theirs>", str(theirs.branch.pk))
                .replace("<row>", str(theirs[Family].pk))
                .replace("<now>", str(int(time.time())))
            )
        for table in TABLES:
            here = f"from {table} where branch_id = {theirs.branch.pk}"
            if [row for row in answers(f"select 1 {here}") if row == (1,)]:
                seen.append(table)
            if [row for row in answers(f"delete {here} returning 1") if row == (1,)]:
                seen.append(table)
        transaction.set_rollback(True)
    connection.connection.remove_notice_handler(notice)
    return seen, told


@pytest.mark.parametrize("payload", PAYLOADS)
def test_nothing_that_is_slipped_in_shows_a_row_of_another_branch(payload, ours, theirs):
    with branch_context(ours.branch):
        seen, told = seen_after(PAYLOADS[payload], theirs)
    assert seen == []
    assert theirs.canary not in str(told)
    assert theirs.shared_canary not in str(told)


def test_what_the_application_signs_does_show_it(ours, theirs):
    """So that the drill above does not pass because it never sees anything."""
    opened = setting(f"'{signed(theirs.branch.pk, connection.connection.info.backend_pid)}'")
    with branch_context(ours.branch):
        seen, told = seen_after([opened, "select name from families_family"], theirs)
    assert set(seen) == set(TABLES)
    assert theirs.canary in str(told)


def test_a_value_that_is_not_signed_is_an_error_and_not_an_empty_list(ours):
    with branch_context(ours.branch), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(setting("'1'"))
        with pytest.raises(DatabaseError, match="not signed by the application") as refused:
            cursor.execute("select count(*) from families_family")
        assert refused.value.__cause__.sqlstate == REFUSED
        transaction.set_rollback(True)


@contextlib.contextmanager
def session() -> Iterator[psycopg.Connection]:
    """A connection of the application beside that of the test."""
    parameters = {name: value for name, value in connection.get_connection_params().items() if name != "pool"}
    with psycopg.connect(**parameters) as opened:
        yield opened
        opened.rollback()


def seen_by(opened: psycopg.Connection, value: str) -> list[int] | str | None:
    """The branches whose families the session sees with the setting, or the SQLSTATE of the refusal."""
    try:
        opened.execute(f"select set_config('{SETTING}', %s, true)", [value])
        return [branch for (branch,) in opened.execute("select branch_id from families_family").fetchall()]
    except psycopg.Error as error:
        return error.sqlstate
    finally:
        opened.rollback()


@pytest.mark.django_db(transaction=True)
def test_a_signature_is_of_use_on_its_own_connection_only(ours):
    with session() as own, session() as other:
        value = signed(ours.branch.pk, own.info.backend_pid)
        assert seen_by(own, value) == [ours.branch.pk]
        assert seen_by(other, value) == REFUSED
        assert seen_by(own, signed(ours.branch.pk + 1, own.info.backend_pid)) == []


@pytest.mark.django_db(transaction=True)
def test_a_signature_is_of_use_in_transactions_that_start_at_once_only(ours, monkeypatch):
    now = time.time()
    with session() as opened:
        for age, seen in (
            (LIFETIME - 10, [ours.branch.pk]),
            (LIFETIME + 1, REFUSED),
            (-600, [ours.branch.pk]),
        ):
            monkeypatch.setattr(time, "time", lambda age=age: now - age)
            assert seen_by(opened, signed(ours.branch.pk, opened.info.backend_pid)) == seen, age


@pytest.mark.django_db(transaction=True)
def test_no_session_reads_what_another_one_asks():
    statement = "select 'kanarie in een vraag'"
    reading = "select query from pg_stat_activity where pid = %s"
    with session() as asking, session() as looking:
        asking.execute(statement)
        pid = asking.info.backend_pid
        assert looking.execute(reading, [pid]).fetchone() == ("",)
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            looking.execute("set track_activities = on")
    # Of the owner everybody of the same name would read it: that it is empty above is not for want of rights.
    with owner_connection(), session() as asking, session() as looking:
        asking.execute(statement)
        assert looking.execute(reading, [asking.info.backend_pid]).fetchone() == (statement,)


SHADOWS = (
    "create temporary table key (ipad bytea, opad bytea)",
    "insert into key values ('', '')",
    "create domain pg_temp.text as pg_catalog.text",
    "create domain pg_temp.bigint as pg_catalog.int8",
    "create function pg_temp.sha256(bytea) returns bytea language sql as 'select $1'",
    "create function pg_temp.encode(bytea, text) returns text language sql as 'select null'",
    "create function pg_temp.now() returns timestamptz language sql as 'select clock_timestamp()'",
    "set search_path = pg_temp, public, pg_catalog",
)


def as_owner(statement: str) -> None:
    with owner_connection(), connection.cursor() as owner:
        owner.execute(statement)


@pytest.mark.django_db(transaction=True)
def test_temporary_things_under_the_names_that_the_function_uses_change_nothing(ours):
    """The application may make none; the function holds also when it may."""
    allow = f"grant temporary on database {connection.settings_dict['NAME']} to {APP_ROLE}"
    with session() as opened:
        as_owner(allow)
        try:
            for statement in SHADOWS:
                opened.execute(statement)
            opened.commit()
        finally:
            as_owner(allow.replace("grant", "revoke").replace(" to ", " from "))
        now, pid = int(time.time()), opened.info.backend_pid
        for forged in (f"{ours.branch.pk}.{now}.", f"{ours.branch.pk}.{now}.{'0' * 64}"):
            assert seen_by(opened, forged) == REFUSED
        assert seen_by(opened, signed(ours.branch.pk, pid)) == [ours.branch.pk]


PARALLEL = (
    "set local min_parallel_table_scan_size = 0",
    "set local parallel_setup_cost = 0",
    "set local parallel_tuple_cost = 0",
    "set local cpu_tuple_cost = 1000",
    "set local enable_indexscan = off",
    "set local enable_bitmapscan = off",
)


def plan_of(query: str) -> str:
    with connection.cursor() as cursor:
        cursor.execute(f"explain (analyze, costs off, timing off) {query}")
        return "\n".join(line for (line,) in cursor.fetchall())


def test_the_branch_is_asked_for_once_per_statement(ours):
    with branch_context(ours.branch):
        plan = plan_of("select * from families_family f join families_referral r on r.family_id = f.id")
    assert plan.count("->  Result (actual rows=1") == 2, "once for each table"
    assert "Filter: (branch_id = (wall" not in plan


@pytest.mark.django_db(transaction=True)
def test_a_parallel_worker_sees_the_branch_of_its_leader(ours, theirs):
    """It is a process with another number than the signed one."""
    # The planner takes a worker for a table of which it knows that there are rows.
    as_owner("analyze families_family")
    query = "select branch_id from families_family"
    with branch_context(ours.branch), transaction.atomic(), connection.cursor() as cursor:
        for statement in PARALLEL:
            cursor.execute(statement)
        plan = plan_of(query)
        assert "Workers Launched: 1" in plan
        cursor.execute(query)
        assert cursor.fetchall() == [(ours.branch.pk,)]
        for table in TABLES:
            cursor.execute(f"select min(branch_id), max(branch_id) from {table}")
            assert cursor.fetchone() == (ours.branch.pk, ours.branch.pk), table
        transaction.set_rollback(True)
