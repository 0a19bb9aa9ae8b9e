"""Does the database keep the branches apart? Reads PostgreSQL's catalogue and tells every defect in words."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.db import connection

from homestart.tenancy.connections import APP_ROLE, OWNER_ROLE
from homestart.tenancy.models import TenantModel
from homestart.tenancy.signature import (
    FUNCTION,
    FUNCTION_AS_INSTALLED,
    KEY_TABLE,
    SCHEMA,
    SETTING,
    padded_keys,
)
from homestart.tenancy.walls import Policy, policies

#: Tables of no branch, each with the reason why its rows may be in every branch's sight.
GLOBAL_TABLES = {
    "django_migrations": "which migrations have run",
    "django_content_type": "names of models",
    "auth_permission": "comes with django.contrib.auth; not used",
    "auth_group": "comes with django.contrib.auth; not used",
    "auth_group_permissions": "comes with django.contrib.auth; not used",
    "django_session": "who is signed in: the id of a user, no record",
    "account_emailaddress": "with which address a user signs in, before a branch is known",
    "account_emailconfirmation": "addresses that wait for a confirmation",
    "mfa_authenticator": "the second step of a user, encrypted, before a branch is known",
    "usersessions_usersession": "where a user is signed in",
    "audit_networkevent": "who signed in and which roles were given: ids of users, no record",
    "audit_networkseal": "the chain over audit_networkevent",
    "accounts_user": "a person may have roles in several branches",
    "accounts_invitation": "opened by a link, before somebody is a user",
    "accounts_membership": "read to find out which branches a user may enter",
    "tenancy_organisation": "the legal entities that run branches",
    "tenancy_branch": "the branches themselves",
    "tenancy_municipality": "public list",
    "families_concernplan": "the step plan of the network: instructions, no record",
    "families_concernplanstep": "the steps of that plan",
    KEY_TABLE: "with which the active branch is signed: nobody reads it but its owner",
}


@dataclass(frozen=True, order=True)
class Finding:
    """One defect: the check that found it, the table or other thing that has it, and why it is one."""

    kind: str
    thing: str
    reason: str

    def __str__(self) -> str:
        return f"{self.thing}: {self.reason}"


#: What is ours (not PostgreSQL's or an extension's) and who has which right on it.
RELATIONS = r"""
with ours as (
    select oid, nspname from pg_namespace where nspname not like 'pg\_%%' and nspname <> 'information_schema'
), relations as (
    select c.*, case nspname when 'public' then relname else nspname || '.' || relname end as thing
    from pg_class c join ours on ours.oid = c.relnamespace
    where not exists (
        select from pg_depend where classid = 'pg_class'::regclass and objid = c.oid and deptype = 'e')
), tenants as (
    select * from relations where thing = any(%(tenants)s)
), grants as (
    select thing, relkind, relowner, grantee, privilege_type from relations, aclexplode(relacl)
    union
    select thing, relkind, relowner, grantee, privilege_type
    from relations join pg_attribute on attrelid = relations.oid, aclexplode(attacl)
)
"""

#: kind: (why it is a defect, a query that gives rows of thing and detail).
CHECKS: dict[str, tuple[str, str]] = {
    "unknown table": (
        "is neither the table of a tenant model nor in the list of global tables (homestart/tenancy/lint.py)",
        "select thing, '' from relations where relkind in ('r', 'p', 'f') and not thing = any(%(known)s)",
    ),
    "row-level security off": (
        "row-level security is not enabled: every branch sees all rows",
        "select thing, '' from tenants where not relrowsecurity",
    ),
    "not forced": (
        "row-level security is not forced: its owner is not bound by the policies",
        "select thing, '' from tenants where not relforcerowsecurity",
    ),
    "branch may be empty": (
        "branch_id is missing or may be empty: such a row belongs to nobody",
        """select thing, '' from tenants t where not exists (
            select from pg_attribute where attrelid = t.oid and attname = 'branch_id' and attnotnull)""",
    ),
    "plain foreign key": (
        "the foreign key {} does not hold the branch: a row could point into another branch",
        """select r.thing, f.conname from relations r join pg_constraint f on f.conrelid = r.oid
        join tenants parent on parent.oid = f.confrelid
        where f.contype = 'f' and not exists (
            select from unnest(f.conkey, f.confkey) as pair(here, there)
            join pg_attribute a on a.attrelid = f.conrelid and a.attnum = here
            join pg_attribute b on b.attrelid = f.confrelid and b.attnum = there
            where a.attname = 'branch_id' and b.attname = 'branch_id')""",
    ),
    "unique across branches": (
        "the unique index {} does not start with the branch: it tells what other branches hold",
        """select t.thing, i.indexrelid::regclass::text from tenants t join pg_index i on i.indrelid = t.oid
        left join pg_attribute first on first.attrelid = t.oid and first.attnum = i.indkey[0]
        where i.indisunique and first.attname is distinct from 'branch_id'
            and not (i.indisprimary and i.indnkeyatts = 1 and first.attname = 'id')""",
    ),
    "exclusion across branches": (
        "the exclusion constraint {} does not compare the branch: it tells what other branches hold",
        """select t.thing, x.conname from tenants t join pg_constraint x on x.conrelid = t.oid
        where x.contype = 'x' and not exists (
            select from unnest(x.conkey, x.conexclop) as part(attnum, operator)
            join pg_attribute a on a.attrelid = t.oid and a.attnum = part.attnum and a.attname = 'branch_id'
            join pg_operator o on o.oid = operator and o.oprname = '=')""",
    ),
    "database cascade": (
        "the foreign key {} deletes or changes rows by itself, past the policies and the audit",
        """select r.thing, f.conname from relations r join pg_constraint f on f.conrelid = r.oid
        where f.contype = 'f' and not (f.confdeltype in ('a', 'r') and f.confupdtype in ('a', 'r'))""",
    ),
    "constraint not validated": (
        "the constraint {} was never checked against the rows that were there",
        """select r.thing, c.conname from relations r join pg_constraint c on c.conrelid = r.oid
        where not c.convalidated""",
    ),
    "view as its owner": (
        "the view runs with the rights of its owner, who sees every branch (set security_invoker)",
        """select thing, '' from relations where relkind = 'v' and not coalesce((
            select option_value::boolean from pg_options_to_table(reloptions)
            where option_name = 'security_invoker'), false)""",
    ),
    "materialized view": (
        "a materialized view holds rows of every branch and knows no row-level security",
        "select thing, '' from relations where relkind = 'm'",
    ),
    "definer function": (
        "the function runs with the rights of its owner, who sees every branch{}",
        r"""select p.oid::regprocedure::text, concat(
            case when not exists (select from unnest(proconfig) part where part like 'search\_path=%%')
                then '; it has no search_path of its own' end,
            case when has_function_privilege('public', p.oid, 'execute') then '; anybody may call it' end)
        from pg_proc p join ours on ours.oid = p.pronamespace
        where p.prosecdef and nspname || '.' || proname || '()' <> %(function)s and not exists (
            select from pg_depend where classid = 'pg_proc'::regclass and objid = p.oid and deptype = 'e')""",
    ),
    "privileged login": (
        "the application's role is {}: the policies do not bind it, or it can take them away",
        """select rolname, concat_ws(', ', case when rolsuper then 'superuser' end,
            case when rolbypassrls then 'BYPASSRLS' end, case when rolcreaterole then 'CREATEROLE' end,
            case when rolreplication then 'REPLICATION' end)
        from pg_roles
        where rolname = %(app)s and (rolsuper or rolbypassrls or rolcreaterole or rolreplication)""",
    ),
    "member of a role": (
        "the application's role is a member of {} and has its rights",
        """select member.rolname, string_agg(role.rolname, ', ' order by role.rolname) from pg_auth_members m
        join pg_roles member on member.oid = m.member join pg_roles role on role.oid = m.roleid
        where member.rolname = %(app)s group by member.rolname""",
    ),
    "owned by the application": (
        "belongs to the application's role, which can drop it or switch its policies off",
        "select thing, '' from relations where relkind <> 'i' and pg_get_userbyid(relowner) = %(app)s",
    ),
    "application makes objects": (
        "the application's role may make tables, views or functions of its own here",
        """select 'schema ' || nspname, '' from ours where has_schema_privilege(%(app)s, oid, 'create')
        union all select 'database', '' where has_database_privilege(%(app)s, current_database(), 'temporary')
        """,
    ),
    "signature in sight": (
        "belongs to the signature on the active branch, and the application's role has {}",
        """select thing, string_agg(privilege_type, ', ' order by privilege_type) from grants
        where thing = %(key)s and pg_get_userbyid(grantee) = %(app)s group by thing
        union all select 'schema ' || nspname, 'USAGE' from ours
        where nspname = %(schema)s and has_schema_privilege(%(app)s, oid, 'usage')""",
    ),
    "statements in sight": (
        "all sessions of the application's role read what the others ask, with the values in it"
        " (ALTER ROLE … SET track_activities = off)",
        """select %(app)s, '' where not exists (
            select from pg_db_role_setting s join pg_roles r on r.oid = s.setrole
            where rolname = %(app)s and setdatabase = 0 and 'track_activities=off' = any(setconfig))""",
    ),
    "too many rights": (
        "the application's role has {}",
        """select thing, string_agg(privilege_type, ', ' order by privilege_type) from grants
        where pg_get_userbyid(grantee) = %(app)s and grantee <> relowner
            and thing <> %(key)s
            and not privilege_type = any(case relkind when 'S' then '{SELECT,USAGE}'::text[]
                else '{SELECT,INSERT,UPDATE,DELETE}' end)
        group by thing""",
    ),
    "rights of others": (
        "{} has rights on it; only the owner and the application's role may",
        """select distinct thing, case grantee when 0 then 'PUBLIC' else pg_get_userbyid(grantee) end
        from grants where grantee = 0 or not pg_get_userbyid(grantee) = any(array[%(app)s, %(owner)s])""",
    ),
    "history can change": (
        "is only ever added to, but the application's role has {}",
        """select thing, string_agg(privilege_type, ', ' order by privilege_type) from grants
        where thing = any(%(append_only)s) and pg_get_userbyid(grantee) = %(app)s
            and privilege_type in ('UPDATE', 'DELETE')
        group by thing""",
    ),
    "branch set beforehand": (
        "every session starts with {}: the rows of that branch are in sight without a context",
        """select coalesce(r.rolname, 'all roles'), setting from pg_db_role_setting s
        left join pg_roles r on r.oid = s.setrole, unnest(s.setconfig) setting
        where setting like %(setting)s || '=%%'""",
    ),
}


def findings(*, app: str = APP_ROLE, setting: str = SETTING) -> list[Finding]:
    """Every defect of the connected database, sorted; none: the wall stands.

    Looks as whoever is logged in; only the owner sees the rows among which orphans are counted. `app` is
    the application's role and `setting` the one that holds its branch.
    """
    tenants = {
        m._meta.db_table: m for m in apps.get_models() if issubclass(m, TenantModel) and not m._meta.proxy
    }
    parameters = {
        "app": app,
        "owner": OWNER_ROLE,
        "setting": setting,
        "tenants": list(tenants),
        "known": [*tenants, *GLOBAL_TABLES],
        "function": FUNCTION,
        "key": KEY_TABLE,
        "schema": SCHEMA,
        "append_only": [m._meta.db_table for m in apps.get_models() if getattr(m, "append_only", False)],
    }
    found = {
        Finding(kind, thing, reason.format(detail))
        for kind, (reason, query) in CHECKS.items()
        for thing, detail in rows(RELATIONS + query, parameters)
    }
    expected = {
        table: policies(shared=model.shared_with_network, public_may=model.public_may)
        for table, model in tenants.items()
    }
    return sorted(found | set(policy_findings(expected)) | set(signature_findings()) | set(orphans()))


def rows(query: Any, parameters: dict[str, Any] | list[Any] | None = None) -> list[Any]:
    with connection.cursor() as cursor:
        cursor.execute(query, parameters)
        return cursor.fetchall()


POLICIES = """
select thing, polname,
    case polcmd when '*' then 'ALL' when 'r' then 'SELECT' when 'a' then 'INSERT' when 'w' then 'UPDATE'
        else 'DELETE' end || case when polpermissive then '' else ' RESTRICTIVE' end,
    (select string_agg(case role when 0 then 'PUBLIC' else pg_get_userbyid(role) end, ', ')
        from unnest(polroles) role),
    pg_get_expr(polqual, polrelid), pg_get_expr(polwithcheck, polrelid)
from relations join pg_policy on polrelid = relations.oid
"""


def policy_findings(tenants: dict[str, dict[str, Policy]]) -> Iterator[Finding]:
    """Where the policies are not exactly those of the template: those of each table, by name."""
    found: dict[str, dict[str, Policy]] = {table: {} for table in tenants}
    for table, name, *policy in rows(RELATIONS + POLICIES, {"tenants": list(tenants)}):
        found.setdefault(table, {})[name] = Policy(*policy)
    for table, expected in tenants.items():
        for name, policy in expected.items():
            kind = "owner policy missing" if policy.role == OWNER_ROLE else "application policy missing"
            if name not in found[table]:
                yield Finding(kind, table, f"the policy {name} for {policy.role} is missing")
        for name, policy in found[table].items():
            if name in expected and _normal(policy) == _normal(expected[name]):
                continue
            if policy.role != OWNER_ROLE and "true" in (policy.using, policy.check):
                yield Finding("open policy", table, f"the policy {name} shows every row to {policy.role}")
            elif name in expected:
                yield Finding(
                    "changed policy", table, f"the policy {name} has another text than the template"
                )
            else:
                yield Finding("second policy", table, f"the policy {name} is not one of the template")


def _normal(policy: Policy) -> tuple[str, ...]:
    """As text that does not depend on how PostgreSQL writes an expression back."""
    texts = (policy.command, policy.role, policy.using or "", policy.check or "")
    return tuple(
        re.sub(r"::text|asactive_branch|[\s()]", "", re.sub(r"\s", "", text.lower())) for text in texts
    )


FUNCTION_FOUND = """
select pg_get_userbyid(proowner) as owner, lanname as language, provolatile as volatility,
    proparallel as parallel, prosecdef as definer, proleakproof as leakproof, proconfig as settings,
    prosrc as body, array(
        select case grantee when 0 then 'PUBLIC' else pg_get_userbyid(grantee) end as caller
        from aclexplode(coalesce(proacl, acldefault('f', proowner))) order by caller) as callers
from pg_proc p join pg_language l on l.oid = prolang where p.oid = to_regprocedure(%s)
"""


def signature_findings() -> Iterator[Finding]:
    """Where the function that checks the signature on the branch, or its key, is not as installed."""
    found = rows(FUNCTION_FOUND, [FUNCTION])
    if not found:
        yield Finding("changed function", FUNCTION, "is missing: no branch can be opened; run migrate")
    for function in found:
        pairs = zip(FUNCTION_AS_INSTALLED.items(), function, strict=True)
        changed = [name for (name, expected), value in pairs if value != expected]
        if changed:
            reason = f"is not as migrate makes it: {', '.join(changed)}"
            yield Finding("changed function", FUNCTION, reason)
    # Only the owner reads the key; whoever else looks has nothing to compare.
    readable = rows("select has_table_privilege(to_regclass(%s), 'select')", [KEY_TABLE]) == [(True,)]
    if readable and rows(f"select ipad, opad from {KEY_TABLE}") != [padded_keys()]:  # noqa: S608
        reason = "is not the one that the application signs with: no branch can be opened; run migrate"
        yield Finding("other key", KEY_TABLE, reason)


FOREIGN_KEYS = """
select conrelid::regclass::text, conname, confrelid::regclass::text,
    (select array_agg(quote_ident(attname) order by place) from unnest(conkey) with ordinality k(n, place)
        join pg_attribute on attrelid = conrelid and attnum = n),
    (select array_agg(quote_ident(attname) order by place) from unnest(confkey) with ordinality k(n, place)
        join pg_attribute on attrelid = confrelid and attnum = n)
from pg_constraint where contype = 'f' and connamespace = 'public'::regnamespace
"""


def orphans() -> Iterator[Finding]:
    """Rows whose foreign key points at nothing.

    PostgreSQL accepts them without an error when a key is added while its owner has no policy of its own.
    """
    for table, name, parent, here, there in rows(FOREIGN_KEYS):
        match = " and ".join(f"parent.{b} = child.{a}" for a, b in zip(here, there, strict=True))
        filled = " and ".join(f"child.{a} is not null" for a in here)
        # Names from the catalogue, quoted by PostgreSQL itself.
        count = f"select count(*) from {table} child where {filled}"  # noqa: S608
        ((number,),) = rows(f"{count} and not exists (select from {parent} parent where {match})")
        if number:
            yield Finding("orphans", table, f"{number} rows point at nothing ({name})")
