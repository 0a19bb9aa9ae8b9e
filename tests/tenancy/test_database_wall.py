"""What PostgreSQL itself refuses: arbitrary statements of the application's role, in every tenant table."""

# The names of the tables come from the catalogue.
# ruff: noqa: S608

from collections.abc import Iterator

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.db import DatabaseError, connection, connections, transaction
from django.db.utils import ConnectionHandler

from homestart.tenancy.connections import owner_connection
from homestart.tenancy.context import branch_context, network_context
from homestart.tenancy.lint import GLOBAL_TABLES
from homestart.tenancy.walls import PREDICATE
from tests.rows import SHARED_MODELS, TENANT_MODELS, BranchRows

REFUSED = "42501"


@pytest.fixture(autouse=True)
def the_database_wall_stands(request: pytest.FixtureRequest, db: None) -> None:
    if request.config.getoption("--without-database-wall"):
        pytest.skip("shows what the database does by itself")


def tenant_tables() -> list[str]:
    """From the catalogue, so that no table can be forgotten."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select relname from pg_class where relnamespace = 'public'::regnamespace"
            " and relkind in ('r', 'p') and not relname = any(%s) order by relname",
            [list(GLOBAL_TABLES)],
        )
        return [name for (name,) in cursor.fetchall()]


def private_tables() -> list[str]:
    """Without those that are shared with the network outside of any branch."""
    shared = {model._meta.db_table for model in SHARED_MODELS}
    return [table for table in tenant_tables() if table not in shared]


def run(statement: str, *parameters: object) -> tuple[int, list[tuple]]:
    """How many rows the statement touched, and those it gave back; taken back afterwards."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement, parameters or None)
        rows = cursor.fetchall() if cursor.description else []
        touched = cursor.rowcount
        transaction.set_rollback(True)
    return touched, rows


def refusal(statement: str, *parameters: object) -> str | None:
    """The SQLSTATE with which PostgreSQL refuses the statement, None when it does not."""
    try:
        run(statement, *parameters)
    except DatabaseError as error:
        return error.__cause__.sqlstate
    return None


def touched_or_refused(statement: str, *parameters: object) -> int:
    """How many rows the statement touched: 0 when it is refused for want of rights."""
    code = refusal(statement, *parameters)
    assert code in (None, REFUSED), code
    return run(statement, *parameters)[0] if code is None else 0


def columns_of(table: str, **replaced: str) -> tuple[str, str]:
    """The columns of the table, and the same list with some replaced by an expression."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select attname from pg_attribute"
            " where attrelid = %s::regclass and attnum > 0 and not attisdropped",
            [table],
        )
        names = [name for (name,) in cursor.fetchall()]
    return ", ".join(names), ", ".join(replaced.get(name, name) for name in names)


@pytest.fixture
def looking(ours: BranchRows, theirs: BranchRows) -> Iterator[tuple[BranchRows, BranchRows]]:
    """The rows of both branches, with the first one active."""
    with branch_context(ours.branch):
        yield ours, theirs


def test_the_tables_in_the_catalogue_are_those_of_the_models():
    assert tenant_tables() == sorted(model._meta.db_table for model in TENANT_MODELS)


def test_without_a_branch_no_row_is_in_sight(ours, theirs):
    for table in tenant_tables():
        assert run(f"select * from {table}") == (0, []), table
        assert run(f"select count(*) from {table}")[1] == [(0,)], table


def test_without_a_branch_nothing_can_be_inserted_changed_or_deleted(ours, theirs):
    for model in TENANT_MODELS:
        table = model._meta.db_table
        names, values = columns_of(table, id="gen_random_uuid()", branch_id=str(theirs.branch.pk))
        with branch_context(ours.branch):
            row, *_ = run(f"select to_jsonb({table}) from {table} where branch_id = {ours.branch.pk}")[1]
        insert = (
            f"insert into {table} ({names}) select {values} from jsonb_populate_record(null::{table}, %s)"
        )
        assert refusal(insert, row[0]) == REFUSED, table
        assert touched_or_refused(f"update {table} set id = id") == 0, table
        assert touched_or_refused(f"delete from {table}") == 0, table


def test_select_and_count_see_the_own_branch_only(looking):
    ours, theirs = looking
    for table in tenant_tables():
        assert run(f"select distinct branch_id from {table}")[1] == [(ours.branch.pk,)], table
        assert run(f"select count(*) from {table} where branch_id = {theirs.branch.pk}")[1] == [(0,)], table


def test_a_subquery_sees_the_own_branch_only(looking):
    ours, theirs = looking
    for table in tenant_tables():
        per_branch = f"select id, (select count(*) from {table} where branch_id = b.id) from tenancy_branch b"
        number = dict(run(per_branch)[1])
        assert number.pop(ours.branch.pk) > 0, table
        assert number == {theirs.branch.pk: 0}, table


def test_for_update_locks_nothing_of_another_branch(looking):
    for table in tenant_tables():
        query = f"select * from {table} where branch_id = {looking[1].branch.pk} for update"
        assert touched_or_refused(query) == 0, table


def test_copy_to_writes_the_own_branch_only(looking):
    theirs = looking[1]
    for table in tenant_tables():
        with connection.cursor() as cursor:
            cursor.execute(f"select count(*) from {table}")
            (number,) = cursor.fetchone()
            with cursor.copy(f"copy {table} to stdout") as copy:
                text = b"".join(copy).decode()
        assert text.count("\n") == number > 0, table
        assert theirs.canary not in text, table


def test_update_and_delete_touch_nothing_of_another_branch(looking):
    theirs = looking[1]
    for model in TENANT_MODELS:
        table, theirs_id = model._meta.db_table, theirs[model].pk
        for statement in (f"update {table} set id = id", f"delete from {table}"):
            assert touched_or_refused(f"{statement} where id = %s", theirs_id) == 0, table
            assert touched_or_refused(f"{statement} where id = %s returning *", theirs_id) == 0, table


def test_a_row_cannot_be_moved_to_another_branch(looking):
    for table in tenant_tables():
        assert refusal(f"update {table} set branch_id = {looking[1].branch.pk}") == REFUSED, table


def test_nothing_can_be_inserted_into_another_branch(looking):
    theirs = looking[1]
    for table in tenant_tables():
        names, values = columns_of(table, id="gen_random_uuid()", branch_id=str(theirs.branch.pk))
        assert refusal(f"insert into {table} ({names}) select {values} from {table}") == REFUSED, table


def test_an_upsert_does_not_reach_a_row_of_another_branch(looking):
    theirs = looking[1]
    for model in TENANT_MODELS:
        table = model._meta.db_table
        names, values = columns_of(table, id="%s::uuid")
        insert = f"insert into {table} ({names}) select {values} from {table} where {PREDICATE}"
        upsert = f"{insert} on conflict (id) do update set branch_id = excluded.branch_id"
        assert refusal(upsert, theirs[model].pk) == REFUSED, table


def test_the_wall_cannot_be_taken_away_or_walked_around(looking):
    table = "families_family"
    for statement in (
        f"alter table {table} disable row level security",
        f"drop policy branch on {table}",
        f"create policy mine on {table} using (true)",
        f"truncate {table}",
        "create function public.peek() returns int language sql as 'select 1'",
        f"create view public.peek as select * from {table}",
        "set role homestart_owner",
        "set session authorization homestart_owner",
        "alter role homestart_app bypassrls",
    ):
        assert refusal(statement) == REFUSED, statement
    # Asking to go around the policies is an error, not a way.
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("set local row_security = off")
        cursor.execute(f"select * from {table}")


def test_the_network_sees_shared_rows_of_all_branches_and_no_others(ours, theirs):
    both = [(ours.branch.pk,), (theirs.branch.pk,)]
    with network_context():
        for model in SHARED_MODELS:
            table = model._meta.db_table
            assert sorted(run(f"select branch_id from {table}")[1]) == sorted(both), table
            for write in (f"update {table} set id = id", f"delete from {table}"):
                assert touched_or_refused(write) == 0, table
        for table in private_tables():
            assert run(f"select count(*) from {table}")[1] == [(0,)], table


def test_the_application_does_not_start_as_the_owner(settings):
    configuration = {**connections.settings["default"], **settings.DATABASE_OWNER}
    configuration["NAME"] = connection.settings_dict["NAME"]
    handler = ConnectionHandler({"default": configuration})
    with pytest.raises(ImproperlyConfigured, match="homestart_app"):
        handler["default"].ensure_connection()


def test_the_owner_logs_in_beside_the_application_and_leaves():
    with connection.cursor() as cursor:
        cursor.execute("select current_user")
        assert cursor.fetchone() == ("homestart_app",)
    with owner_connection(), owner_connection(), connection.cursor() as cursor:
        cursor.execute("select current_user")
        assert cursor.fetchone() == ("homestart_owner",)
    with connection.cursor() as cursor:
        cursor.execute("select current_user")
        assert cursor.fetchone() == ("homestart_app",)
