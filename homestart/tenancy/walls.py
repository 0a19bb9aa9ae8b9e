"""The wall in the database, as model constraints: `makemigrations` writes it, and finds when it is missing.

Facts behind the form (docs/adr/0002-two-walls.md): the sub-select makes PostgreSQL ask for the branch once
per statement; without a policy of its own the owner validates broken foreign keys without an error; a plain
foreign key ignores row-level security.
"""

from dataclasses import dataclass
from typing import Any, cast

from django.db import models
from django.db.models.constraints import BaseConstraint

from homestart.tenancy.connections import APP_ROLE, OWNER_ROLE
from homestart.tenancy.signature import FUNCTION, NETWORK

ACTIVE_BRANCH = f"(select {FUNCTION})"
PREDICATE = f"branch_id = {ACTIVE_BRANCH}"
PUBLIC_SIDE = f"branch_id = -{ACTIVE_BRANCH}"

#: What the public side of a branch may do with a table, when anything: read it, or add rows unread.
READ, ADD = "read", "add"


@dataclass(frozen=True)
class Policy:
    """Which rows a role may see (`using`) and leave behind (`check`) with a command; None: not said."""

    command: str
    role: str
    using: str | None = None
    check: str | None = None

    def sql(self, name: str, table: str) -> str:
        """The statement that makes it; `table` is quoted already."""
        using = f" USING ({self.using})" if self.using else ""
        check = f" WITH CHECK ({self.check})" if self.check else ""
        return f"CREATE POLICY {name} ON {table} FOR {self.command} TO {self.role}{using}{check}"


def policies(*, shared: bool, public_may: str = "") -> dict[str, Policy]:
    """By name, all policies of a tenant table; the schema lint compares the catalogue with them.

    Whoever changes them adds a migration that runs rewrite_policies().
    """
    found = {"owner": Policy("ALL", OWNER_ROLE, using="true", check="true")}
    if shared:
        found |= {
            "network_reads": Policy("SELECT", APP_ROLE, using=f"{ACTIVE_BRANCH} = {NETWORK} or {PREDICATE}"),
            "branch_inserts": Policy("INSERT", APP_ROLE, check=PREDICATE),
            "branch_updates": Policy("UPDATE", APP_ROLE, using=PREDICATE, check=PREDICATE),
            "branch_deletes": Policy("DELETE", APP_ROLE, using=PREDICATE),
        }
    else:
        found["branch"] = Policy("ALL", APP_ROLE, using=PREDICATE, check=PREDICATE)
    if public_may == READ:
        found["public_reads"] = Policy("SELECT", APP_ROLE, using=PUBLIC_SIDE)
    elif public_may == ADD:
        found["public_adds"] = Policy("INSERT", APP_ROLE, check=PUBLIC_SIDE)
    return found


POLICIES_IN_PLACE = """
select quote_ident(relname), array_agg(quote_ident(polname)), bool_or(polname = 'network_reads'),
    max(case polname when 'public_reads' then 'read' when 'public_adds' then 'add' else '' end)
from pg_policy join pg_class c on c.oid = polrelid
where relnamespace = 'public'::regnamespace group by relname
"""


def rewrite_policies(apps: Any, schema_editor: Any) -> None:
    """For RunPython: gives every table that has policies those of policies(), as they are when it runs.

    Reads the tables from the catalogue, so that it does not matter which migrations of other apps have run.
    """
    with schema_editor.connection.cursor() as cursor:
        cursor.execute(POLICIES_IN_PLACE)
        for table, names, shared, public_may in cursor.fetchall():
            for name in names:
                cursor.execute(f"DROP POLICY {name} ON {table}")
            for name, policy in policies(shared=shared, public_may=public_may).items():
                cursor.execute(policy.sql(name, table))


class DatabaseWall(BaseConstraint):
    """A part of the wall between branches that PostgreSQL keeps and model validation leaves alone."""

    def constraint_sql(self, model: Any, schema_editor: Any) -> str:
        # Asked for inside CREATE TABLE, where it cannot stand: it follows at the end of the migration.
        schema_editor.deferred_sql.extend(self.statements(model))
        return ""

    def create_sql(self, model: Any, schema_editor: Any) -> str:
        return "; ".join(self.statements(model))

    def statements(self, model: type[models.Model]) -> list[str]:
        raise NotImplementedError

    def validate(self, model: Any, instance: Any, exclude: Any = None, using: str = "default") -> None:
        """Nothing: the database keeps the wall, whoever writes."""

    def __eq__(self, other: object) -> bool:
        return type(self) is type(other) and self.deconstruct() == other.deconstruct()

    __hash__ = BaseConstraint.__hash__


class BranchWall(DatabaseWall):
    """Row-level security: the application sees and writes the rows of the active branch only.

    `shared` rows are written by their branch, and read by it and by the pages of no branch (stored
    figures, final reports). `append_only` rows are never changed or deleted by the application. What
    the public side of the branch may do (`public_may`) is READ, ADD or nothing.
    """

    def __init__(
        self,
        *,
        name: str,
        shared: bool = False,
        append_only: bool = False,
        public_may: str = "",
        **kwargs: Any,
    ) -> None:
        self.shared = shared
        self.append_only = append_only
        self.public_may = public_may
        super().__init__(name=name, **kwargs)

    def deconstruct(self) -> tuple[str, Any, dict[str, Any]]:
        path, args, kwargs = super().deconstruct()
        flags = ("shared", "append_only", "public_may")
        kwargs.update({flag: getattr(self, flag) for flag in flags if getattr(self, flag)})
        return path, args, kwargs

    @property
    def policies(self) -> dict[str, Policy]:
        return policies(shared=self.shared, public_may=self.public_may)

    def statements(self, model: type[models.Model]) -> list[str]:
        table = model._meta.db_table
        return [
            f'ALTER TABLE "{table}" ENABLE ROW LEVEL SECURITY',
            f'ALTER TABLE "{table}" FORCE ROW LEVEL SECURITY',
            *(policy.sql(name, f'"{table}"') for name, policy in self.policies.items()),
            *([f'REVOKE UPDATE, DELETE ON "{table}" FROM {APP_ROLE}'] if self.append_only else []),
        ]

    def remove_sql(self, model: Any, schema_editor: Any) -> str:
        table = model._meta.db_table
        statements = [
            *(f'DROP POLICY {name} ON "{table}"' for name in self.policies),
            *([f'GRANT UPDATE, DELETE ON "{table}" TO {APP_ROLE}'] if self.append_only else []),
            f'ALTER TABLE "{table}" NO FORCE ROW LEVEL SECURITY, DISABLE ROW LEVEL SECURITY',
        ]
        return "; ".join(statements)


class AppendOnlyWall(DatabaseWall):
    """Rows of no branch that the application adds and never changes or deletes."""

    def statements(self, model: type[models.Model]) -> list[str]:
        return [f'REVOKE UPDATE, DELETE ON "{model._meta.db_table}" FROM {APP_ROLE}']

    def remove_sql(self, model: Any, schema_editor: Any) -> str:
        return f'GRANT UPDATE, DELETE ON "{model._meta.db_table}" TO {APP_ROLE}'


class SameBranchForeignKey(DatabaseWall):
    """A foreign key over (branch, field), so that a row cannot point at a row of another branch."""

    def __init__(self, *, field: str, to: str, name: str, **kwargs: Any) -> None:
        self.field = field
        self.to = to
        super().__init__(name=name, **kwargs)

    def deconstruct(self) -> tuple[str, Any, dict[str, Any]]:
        path, args, kwargs = super().deconstruct()
        return path, args, {**kwargs, "field": self.field, "to": self.to}

    def statements(self, model: type[models.Model]) -> list[str]:
        column = cast(Any, model._meta.get_field(self.field)).column
        return [
            f'ALTER TABLE "{model._meta.db_table}" ADD CONSTRAINT "{self.name}"'
            f' FOREIGN KEY (branch_id, "{column}") REFERENCES "{self.to}" (branch_id, id)'
            " DEFERRABLE INITIALLY DEFERRED"
        ]

    def remove_sql(self, model: Any, schema_editor: Any) -> str:
        return f'ALTER TABLE "{model._meta.db_table}" DROP CONSTRAINT "{self.name}"'
