"""The schema lint finds nothing in the schema as migrated, and each kind of defect made on purpose."""

import re

import pytest
from django.core.management import call_command
from django.db import connection, transaction

from homestart.tenancy.connections import APP_ROLE, OWNER_ROLE, owner_connection
from homestart.tenancy.lint import CHECKS, Finding, findings
from homestart.tenancy.management.commands.migrate import Command as Migrate
from homestart.tenancy.models import Branch, Organisation
from homestart.tenancy.signature import FUNCTION
from homestart.tenancy.walls import PREDICATE, rewrite_policies

pytestmark = pytest.mark.django_db

POLICY_KINDS = {
    "owner policy missing",
    "application policy missing",
    "open policy",
    "changed policy",
    "second policy",
    "orphans",
    "changed function",
    "other key",
}
# Found in the roles of the server, which a test cannot change: see test_roles_*.
ROLE_KINDS = {"privileged login", "member of a role", "branch set beforehand", "statements in sight"}

#: kind, the thing that has it, and the statements by which the owner makes the defect.
DEFECTS = [
    ("unknown table", "note", "create table note (id int primary key, branch_id bigint not null)"),
    ("unknown table", "hidden.note", "create schema hidden; create table hidden.note (id int primary key)"),
    ("row-level security off", "families_family", "alter table families_family disable row level security"),
    ("not forced", "families_family", "alter table families_family no force row level security"),
    ("owner policy missing", "families_family", "drop policy owner on families_family"),
    ("application policy missing", "families_family", "drop policy branch on families_family"),
    (
        "application policy missing",
        "reporting_branchfigures",
        "drop policy branch_deletes on reporting_branchfigures",
    ),
    (
        "changed policy",
        "families_family",
        f"alter policy branch on families_family using ({PREDICATE} or branch_id = 1)",
    ),
    (
        "changed policy",
        "families_family",
        "alter policy branch on families_family"
        " using (branch_id = nullif(current_setting('homestart.branch', true), '')::bigint)",
    ),
    (
        "changed policy",
        "families_family",
        "alter policy branch on families_family with check (branch_id > 0)",
    ),
    ("changed policy", "families_family", f"alter policy branch on families_family to {OWNER_ROLE}"),
    ("changed policy", "families_family", "alter policy owner on families_family using (branch_id = 1)"),
    ("open policy", "families_family", "alter policy branch on families_family using (true)"),
    ("open policy", "families_family", "alter policy branch on families_family with check (true)"),
    ("open policy", "families_family", "create policy all_of_it on families_family to public using (true)"),
    (
        "second policy",
        "families_family",
        f"create policy again on families_family to {APP_ROLE} using ({PREDICATE})",
    ),
    (
        "second policy",
        "families_family",
        "create policy others on families_family to pg_monitor using (name = '')",
    ),
    ("branch may be empty", "families_family", "alter table families_family alter branch_id drop not null"),
    (
        "plain foreign key",
        "families_referral",
        "alter table families_referral add foreign key (family_id) references families_family (id)",
    ),
    (
        "plain foreign key",
        "accounts_user",
        "alter table accounts_user add family_id uuid references families_family (id)",
    ),
    ("unique across branches", "families_family", "create unique index on families_family (name)"),
    ("unique across branches", "families_family", "create unique index on families_family (lower(name))"),
    ("unique across branches", "families_family", "create unique index on families_family (name, branch_id)"),
    (
        "exclusion across branches",
        "families_family",
        "alter table families_family add exclude using gist (name with =)",
    ),
    (
        "database cascade",
        "families_referral",
        "alter table families_referral add foreign key (branch_id, family_id)"
        " references families_family (branch_id, id) on delete cascade",
    ),
    (
        "database cascade",
        "accounts_membership",
        "alter table accounts_membership add foreign key (user_id)"
        " references accounts_user on delete set null",
    ),
    (
        "constraint not validated",
        "families_family",
        "alter table families_family add check (name <> 'nobody') not valid",
    ),
    ("view as its owner", "names", "create view names as select name from families_family"),
    ("view as its owner", "names", "create view names with (security_invoker = off) as select 1 as one"),
    ("materialized view", "names", "create materialized view names as select name from families_family"),
    (
        "definer function",
        "names()",
        "create function names() returns bigint language sql security definer set search_path = public"
        " as 'select count(*) from families_family'",
    ),
    (
        "application makes objects",
        "schema public",
        f"grant create on schema public to {APP_ROLE}",
    ),
    ("application makes objects", "database", f"grant temporary on database {{database}} to {APP_ROLE}"),
    ("application makes objects", "database", "grant temporary on database {database} to public"),
    ("signature in sight", "wall.key", f"grant select on wall.key to {APP_ROLE}"),
    ("signature in sight", "wall.key", f"grant select (ipad) on wall.key to {APP_ROLE}"),
    ("signature in sight", "wall.key", f"grant update on wall.key to {APP_ROLE}"),
    ("signature in sight", "schema wall", f"grant usage on schema wall to {APP_ROLE}"),
    ("signature in sight", "schema wall", "grant usage on schema wall to public"),
    ("rights of others", "wall.key", "grant select on wall.key to public"),
    ("other key", "wall.key", "delete from wall.key"),
    ("other key", "wall.key", "update wall.key set opad = ipad"),
    *(
        ("changed function", FUNCTION, f"{statement} function {FUNCTION} {change}")
        for statement, change in (
            ("alter", "security invoker"),
            ("alter", "immutable"),
            ("alter", "parallel safe"),
            ("alter", "reset search_path"),
            ("alter", "set search_path = public"),
            ("alter", "set role = homestart_owner"),
            ("grant execute on", "to public"),
            ("grant execute on", "to pg_monitor"),
            ("revoke execute on", f"from {APP_ROLE}"),
            (
                "create or replace",
                "returns bigint language plpgsql stable parallel restricted security definer"
                " set search_path = pg_catalog, pg_temp"
                " as 'begin return split_part(current_setting(''homestart.branch'', true), ''.'', 1); end'",
            ),
        )
    ),
    ("too many rights", "families_family", f"grant truncate on families_family to {APP_ROLE}"),
    ("too many rights", "families_family", f"grant references on families_family to {APP_ROLE}"),
    ("too many rights", "families_family", f"grant trigger on families_family to {APP_ROLE}"),
    ("too many rights", "families_family", f"grant references (name) on families_family to {APP_ROLE}"),
    ("too many rights", "tenancy_branch_id_seq", f"grant update on tenancy_branch_id_seq to {APP_ROLE}"),
    ("rights of others", "families_family", "grant select on families_family to public"),
    ("rights of others", "families_family", "grant select (name) on families_family to public"),
    ("rights of others", "families_family", "grant select on families_family to pg_monitor"),
    ("history can change", "audit_auditevent", f"grant update on audit_auditevent to {APP_ROLE}"),
    ("history can change", "audit_auditevent", f"grant delete on audit_auditevent to {APP_ROLE}"),
    ("history can change", "audit_auditevent", f"grant update (verb) on audit_auditevent to {APP_ROLE}"),
]


def found_after(*statements: str) -> list[Finding]:
    """The findings once the owner has run the statements, which are taken back."""
    with owner_connection(), transaction.atomic(), connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement.replace("{database}", connection.settings_dict["NAME"]))
        found = findings()
        transaction.set_rollback(True)
    return found


def test_the_schema_as_migrated_has_no_defect(capsys):
    call_command("check_walls")
    assert capsys.readouterr().out == "0 defects in the walls between the branches.\n"


@pytest.mark.parametrize(("kind", "thing", "statement"), DEFECTS)
def test_a_defect_is_found_and_nothing_else(kind, thing, statement):
    assert [(finding.kind, finding.thing) for finding in found_after(statement)] == [(kind, thing)]


def test_every_kind_of_defect_is_made_on_purpose():
    made = {kind for kind, _, _ in DEFECTS} | ROLE_KINDS | {"orphans", "owned by the application"}
    assert made == CHECKS.keys() | POLICY_KINDS


def test_the_command_tells_the_defect_and_fails(capsys):
    with owner_connection(), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("create table note (id int primary key)")
        with pytest.raises(SystemExit) as exit_:
            call_command("check_walls")
        transaction.set_rollback(True)
    assert exit_.value.code == 1
    assert re.match(r"note: .+\n1 defects", capsys.readouterr().out)


def test_a_definer_function_without_search_path_that_anybody_may_call_says_so():
    (found,) = found_after(
        "create function names() returns bigint language sql security definer as 'select 1::bigint'"
    )
    assert "no search_path" in found.reason
    assert "anybody may call it" in found.reason
    (found,) = found_after(
        "create function names() returns bigint language sql security definer set search_path = public"
        " as 'select 1::bigint'",
        "revoke execute on function names() from public",
    )
    assert found.reason.endswith("who sees every branch")


def test_orphans_that_postgresql_took_for_valid_are_found():
    """Without a policy of its own the owner adds a foreign key over rows that it cannot see."""
    with owner_connection(), transaction.atomic(), connection.cursor() as cursor:
        organisation = Organisation.objects.create(name="Home-Start Vlaanderen vzw")
        branch = Branch.objects.create(slug="herent", name="Herent", organisation=organisation)
        key = "families_profilefact_family_same_branch"
        cursor.execute(f"alter table families_profilefact drop constraint {key}")
        cursor.execute(
            "insert into families_profilefact (id, branch_id, family_id, fact, value, valid_from, version)"
            " values (gen_random_uuid(), %s, gen_random_uuid(), 'single_parent', 'yes', '2025-01-01', 1)",
            [branch.pk],
        )
        cursor.execute("set constraints all immediate")
        cursor.execute("drop policy owner on families_profilefact")
        cursor.execute(
            f"alter table families_profilefact add constraint {key} foreign key (branch_id, family_id)"
            " references families_family (branch_id, id)"
        )
        cursor.execute(
            f"create policy owner on families_profilefact to {OWNER_ROLE} using (true) with check (true)"
        )
        found = findings()
        transaction.set_rollback(True)
    assert [(finding.kind, finding.thing) for finding in found] == [("orphans", "families_profilefact")]
    assert "1 rows" in found[0].reason


def kinds_for(app: str) -> dict[str, str]:
    """What is found when `app` is taken for the application's role: reasons by kind."""
    with owner_connection():
        return {finding.kind: finding.reason for finding in findings(app=app)}


def test_a_superuser_as_login_is_found():
    with connection.cursor() as cursor:
        cursor.execute("select rolname from pg_roles where oid = 10")
        (superuser,) = cursor.fetchone()
    assert "superuser, BYPASSRLS, CREATEROLE, REPLICATION" in kinds_for(superuser)["privileged login"]


def test_a_login_that_is_a_member_of_another_role_is_found():
    assert "pg_read_all_settings, pg_read_all_stats" in kinds_for("pg_monitor")["member of a role"]


def test_a_login_that_owns_the_tables_is_found():
    assert "owned by the application" in kinds_for(OWNER_ROLE)


def test_a_login_whose_statements_others_read_is_found():
    assert "track_activities" in kinds_for(OWNER_ROLE)["statements in sight"]


def test_another_secret_key_is_found_until_migrate_has_run(settings):
    settings.SECRET_KEY = "another one"
    with owner_connection(), transaction.atomic():
        assert [finding.kind for finding in findings()] == ["other key"]
        Migrate().install_signature()
        assert findings() == []
        transaction.set_rollback(True)


def test_a_migration_gives_all_tables_the_policies_of_today():
    with owner_connection(), transaction.atomic(), connection.cursor() as cursor:
        for table in ("families_family", "reporting_branchfigures"):
            cursor.execute(f"drop policy owner on {table}")
            cursor.execute(f"create policy of_before on {table} using (branch_id = 1)")
        assert {finding.thing for finding in findings()} == {"families_family", "reporting_branchfigures"}
        with connection.schema_editor() as editor:
            rewrite_policies(None, editor)
        assert findings() == []
        transaction.set_rollback(True)


def test_a_missing_function_is_found():
    found = found_after(f"drop function {FUNCTION} cascade")
    assert ("changed function", FUNCTION) in {(finding.kind, finding.thing) for finding in found}


def test_a_branch_that_the_server_sets_by_itself_is_found():
    # Only a superuser may preset the real setting; the check is the same for one that the owner may.
    with owner_connection(), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"alter role {OWNER_ROLE} set application_name = '1'")
        found = findings(setting="application_name")
        transaction.set_rollback(True)
    assert [(finding.kind, finding.thing) for finding in found] == [("branch set beforehand", OWNER_ROLE)]
