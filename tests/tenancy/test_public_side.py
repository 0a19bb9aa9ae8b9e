"""The public side of a branch shows no row but of tables that say so, and its inbox only takes in."""

# The names of the tables come from the catalogue.
# ruff: noqa: S608

import datetime
import uuid
from collections.abc import Callable

import pytest
from django.db import DatabaseError, connection, transaction

from families.models import Family, IntakeStop, Submission
from homestart.tenancy.context import (
    NoActiveBranch,
    OtherBranchActive,
    active_branch,
    branch_context,
    is_branch_active,
    network_context,
    public_branch,
    public_context,
)
from homestart.tenancy.models import Branch
from homestart.tenancy.signature import SETTING
from homestart.tenancy.walls import ADD, READ
from tests.rows import TENANT_MODELS, BranchRows
from tests.tenancy.test_database_wall import REFUSED, refusal, run, tenant_tables

pytestmark = pytest.mark.django_db

#: What the public side may do at all. Whoever adds to it thinks first who will read it: the whole world.
READ_BY_THE_WORLD = {"families_intakestop", "families_linktoken"}
ADDED_BY_THE_WORLD = {"families_submission"}


@pytest.fixture
def by_the_database(request: pytest.FixtureRequest) -> None:
    if request.config.getoption("--without-database-wall"):
        pytest.skip("shows what the database does by itself")


@pytest.fixture
def by_the_code(request: pytest.FixtureRequest) -> None:
    if request.config.getoption("--without-code-wall"):
        pytest.skip("shows what the code does by itself")


def add(branch: Branch) -> None:
    """One more row in the inbox, as the public form adds it."""
    Submission.objects.bulk_create([Submission(branch=branch, source="form", family_name="Peeters")])


def count_in(branch: Branch) -> int:
    with branch_context(branch):
        return Submission.objects.count()


def test_which_tables_say_that_the_world_may_do_something():
    may = {model._meta.db_table: model.public_may for model in TENANT_MODELS if model.public_may}
    assert may == dict.fromkeys(READ_BY_THE_WORLD, READ) | dict.fromkeys(ADDED_BY_THE_WORLD, ADD)


def test_every_table_holds_rows_and_only_those_that_say_so_show_any(by_the_database, ours, theirs):
    tables = tenant_tables()
    assert len(tables) == len(TENANT_MODELS)
    with branch_context(ours.branch):
        assert [table for table in tables if not run(f"select from {table}")[0]] == []
    with public_context(ours.branch):
        shown = {table: run(f"select branch_id from {table}")[1] for table in tables}
    for table in READ_BY_THE_WORLD:
        assert shown.pop(table) == [(ours.branch.pk,)]
    assert set(map(tuple, shown.values())) == {()}


def test_in_every_table_nothing_is_changed_or_deleted(by_the_database, ours):
    with public_context(ours.branch):
        for table in tenant_tables():
            for statement in (
                f"update {table} set branch_id = branch_id",
                f"delete from {table}",
                f"select from {table} for update",
            ):
                try:
                    assert run(statement)[0] == 0, statement
                except DatabaseError as error:
                    assert error.__cause__.sqlstate == REFUSED, statement


def test_no_other_table_is_added_to(by_the_database, ours):
    """A copy of a row that is there: nothing is wrong with it but where it is added."""
    for table in sorted(set(tenant_tables()) - ADDED_BY_THE_WORLD):
        with branch_context(ours.branch):
            ((row,),) = run(f"select to_jsonb(t) from {table} t limit 1")[1]
        copy = f"insert into {table} select * from jsonb_populate_record(null::{table}, %s)"
        with public_context(ours.branch):
            assert refusal(copy, row) == REFUSED, table


def test_what_is_added_to_the_inbox_is_there_for_the_branch_alone(herent, aalst):
    with public_context(herent):
        add(herent)
    assert (count_in(herent), count_in(aalst)) == (1, 0)


def test_what_is_added_cannot_be_read_back(by_the_database, herent):
    columns = "id, branch_id, version, sent_at, source, language, from_branch, intake_stopped, by_family,"
    columns += " organisation, service, sector, referrer_person, referrer_email, referrer_phone, family_name,"
    columns += " phone, family_email, municipality, municipality_name, requests, explanation"
    values = (
        f"%s, {herent.pk}, 1, now(), 'form', 'nl', '', false, false, {', '.join(repr('') for _ in range(11))}"
    )
    values += ", '{}', ''"
    insert = f"insert into families_submission ({columns}) values ({values})"
    with public_context(herent):
        assert refusal(insert, uuid.uuid4()) is None
        assert refusal(f"{insert} returning family_name", uuid.uuid4()) == REFUSED
        assert refusal(f"{insert} on conflict (id) do nothing", uuid.uuid4()) == REFUSED
        assert refusal(f"{insert} on conflict (id) do update set family_name = 'x'", uuid.uuid4()) == REFUSED
        # Of a row with that id nobody learns here whether it is there.
        assert refusal(f"{insert} on conflict do nothing", uuid.uuid4()) is None


def test_nothing_is_added_for_another_branch(herent, aalst):
    with public_context(herent), pytest.raises((OtherBranchActive, DatabaseError)), transaction.atomic():
        add(aalst)
    assert (count_in(herent), count_in(aalst)) == (0, 0)


@pytest.mark.parametrize(
    "statement",
    [
        f"select set_config('{SETTING}', '<own>', true)",
        f"select set_config('{SETTING}', '-<theirs>', true)",
        f"select set_config('{SETTING}', ltrim(current_setting('{SETTING}'), '-'), true)",
        *(
            f"select set_config('{SETTING}', regexp_replace(current_setting('{SETTING}'), {change}), true)"
            for change in (r"'^-\d+', '-<theirs>'", r"'^-\d+', '0'", "'^-', '--'", "'^-', '+'")
        ),
    ],
)
def test_sql_that_slipped_in_does_not_get_out_of_it(by_the_database, ours, theirs, statement):
    statement = statement.replace("<own>", str(ours.branch.pk)).replace("<theirs>", str(theirs.branch.pk))
    for table in ("families_family", "families_submission", "reporting_branchfigures", "families_intakestop"):
        with pytest.raises(DatabaseError), public_context(ours.branch), connection.cursor() as cursor:
            cursor.execute(statement)
            cursor.execute(f"select * from {table}")
            raise AssertionError(cursor.fetchall())


def test_the_code_refuses_all_that_the_database_refuses(by_the_code, ours):
    with branch_context(ours.branch):
        family, stop, submission = (ours[model] for model in (Family, IntakeStop, Submission))
        kept = Family.objects.all()
    refused: list[Callable[[], object]] = [
        Family.objects.count,
        kept.count,
        Submission.objects.count,
        lambda: Submission.objects.all().delete(),
        lambda: Submission.objects.update(family_name=""),
        lambda: Submission.objects.filter(pk=submission.pk).exists(),
        lambda: IntakeStop.objects.update(reason=""),
        lambda: IntakeStop.objects.all().delete(),
        lambda: IntakeStop.objects.create(branch=ours.branch, started_on=datetime.date(2026, 1, 1)),
        lambda: Family.objects.create(branch=ours.branch),
        family.save,
        family.refresh_from_db,
        stop.save,
        stop.delete,
        submission.save,
        submission.delete,
        active_branch,
    ]
    for attempt in refused:
        with public_context(ours.branch), pytest.raises(NoActiveBranch), transaction.atomic():
            attempt()


def test_the_stop_of_the_intake_is_read_from_outside(ours, theirs):
    with public_context(ours.branch):
        assert list(IntakeStop.objects.values_list("branch", flat=True)) == [ours.branch.pk]


def test_inside_another_branch_that_one_is_back_in_sight_after_it(ours, theirs):
    """The hand-over to a sister branch: one row more in her inbox, and nothing of hers to see."""
    with branch_context(ours.branch):
        with public_context(theirs.branch):
            add(theirs.branch)
            assert (is_branch_active(), public_branch()) == (False, theirs.branch)
        assert (active_branch(), public_branch()) == (ours.branch, None)
        assert [family.pk for family in Family.objects.all()] == [ours[Family].pk]
        with pytest.raises(ZeroDivisionError), public_context(theirs.branch):
            raise ZeroDivisionError
        assert [family.pk for family in Family.objects.all()] == [ours[Family].pk]
    assert (count_in(ours.branch), count_in(theirs.branch)) == (1, 2)


def test_nothing_opens_inside_the_public_side(herent, aalst):
    with public_context(herent):
        for inner in (lambda: branch_context(herent), lambda: branch_context(aalst), network_context):
            with pytest.raises(OtherBranchActive), inner():
                pass
    with network_context(), public_context(herent), pytest.raises(OtherBranchActive), network_context():
        pass


def test_a_page_that_is_only_asked_for_adds_nothing(by_the_database, herent):
    with pytest.raises(DatabaseError, match="read-only"), public_context(herent, read_only=True):
        add(herent)


def test_the_rows_of_a_table_are_told_apart(ours: BranchRows, theirs: BranchRows):
    """What a branch sees of the two tables inside its own context is its own, as of all others."""
    for rows in (ours, theirs):
        with branch_context(rows.branch):
            for model in (Submission, IntakeStop):
                assert [row.branch_id for row in model.objects.all()] == [rows.branch.pk]
