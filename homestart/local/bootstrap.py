"""The two roles and the database, on our own server or on one that somebody else runs.

The application's role owns nothing and may not go around row-level security; the owner's role migrates.
Rights on tables are given by the migrations. Safe to repeat; works with a superuser and with an
administrator who has CREATEROLE and CREATEDB.
"""

from __future__ import annotations

from urllib.parse import urlsplit

import psycopg
from psycopg import sql

from .place import APPLICATION, OWNER, Place, Trouble

OLDEST = 15
# Two checkouts may prepare the same server at once.
LOCK = "select pg_advisory_lock(hashtext('homestart bootstrap'))"


def bootstrap(place: Place) -> None:
    """Make roles and database where they are missing.

    Leaves a database alone that somebody else has set up. Raises Trouble with the reason when it can't.
    """
    if not place.is_bootstrapped_by_us:
        return
    database = urlsplit(place.admin_url).path.lstrip("/")
    if not database:
        raise Trouble("DATABASE_URL names no database: postgresql://user:password@host:port/DATABASE")
    try:
        with _connect(place.admin_url, "postgres") as admin:
            version = admin.info.server_version
            if version < OLDEST * 10_000:
                raise Trouble(f"PostgreSQL {OLDEST} or later is needed; the server has {version // 10_000}.")
            admin.execute(LOCK)
            _make_role(admin, OWNER, place.password(OWNER), createdb=True)
            _make_role(admin, APPLICATION, place.password(APPLICATION), createdb=False)
            _hide_statements(admin)
            _make_database(admin, database)
        with _connect(place.role_url(OWNER), database) as owner:
            _narrow_rights(owner, database)
    except psycopg.Error as problem:
        raise Trouble(f"The database could not be prepared: {problem}") from problem


def is_migrated(place: Place) -> bool:
    """Whether the database has been prepared and migrated before (not: whether it is up to date)."""
    try:
        with psycopg.connect(place.database_urls["DATABASE_URL"], connect_timeout=5) as connection:
            return connection.execute("select to_regclass('django_migrations') is not null").fetchone() == (
                True,
            )
    except psycopg.OperationalError:
        return False


def _connect(url: str, database: str) -> psycopg.Connection:
    return psycopg.connect(url, dbname=database, autocommit=True, connect_timeout=5)


def _make_role(admin: psycopg.Connection, name: str, password: str, *, createdb: bool) -> None:
    role, rights = sql.Identifier(name), sql.SQL("CREATEDB" if createdb else "NOCREATEDB")
    # Hashed here, so that the password itself can't turn up in the server's log.
    verifier = admin.pgconn.encrypt_password(password.encode(), name.encode(), b"scram-sha-256").decode()
    found = admin.execute(
        "select rolsuper or rolbypassrls from pg_roles where rolname = %s", [name]
    ).fetchone()
    if found == (True,):
        raise Trouble(f"The role {name} on this server is a superuser or bypasses row-level security.")
    if not found:
        statement = "CREATE ROLE {} NOLOGIN NOSUPERUSER NOBYPASSRLS NOCREATEROLE"
        admin.execute(sql.SQL(statement).format(role))
    admin.execute(sql.SQL("ALTER ROLE {} LOGIN {} PASSWORD {}").format(role, rights, verifier))


def _hide_statements(admin: psycopg.Connection) -> None:
    """No session of the application reads in pg_stat_activity what another one asks, values included."""
    # Only a superuser may; without one, check_walls says what is missing.
    if _is_superuser(admin):
        admin.execute(sql.SQL("ALTER ROLE {} SET track_activities = off").format(sql.Identifier(APPLICATION)))


def _is_superuser(admin: psycopg.Connection) -> bool:
    found = admin.execute("select usesuper from pg_user where usename = current_user").fetchone()
    return found == (True,)


def _make_database(admin: psycopg.Connection, name: str) -> None:
    owner = admin.execute(
        "select pg_get_userbyid(datdba) from pg_database where datname = %s", [name]
    ).fetchone()
    if owner and owner != (OWNER,):
        raise Trouble(
            f"The database {name} belongs to {owner[0]}. Name one that does not exist yet in DATABASE_URL, "
            f"or run: ALTER DATABASE {name} OWNER TO {OWNER};"
        )
    if owner:
        return
    # An administrator who is no superuser must be a member of the role to which he gives a database.
    is_superuser = _is_superuser(admin)
    membership = sql.Identifier(OWNER)
    if not is_superuser:
        admin.execute(sql.SQL("GRANT {} TO CURRENT_USER").format(membership))
    # template0: nothing that somebody added to this server's own template.
    statement = "CREATE DATABASE {} OWNER {} TEMPLATE template0 ENCODING 'UTF8'"
    admin.execute(sql.SQL(statement).format(sql.Identifier(name), membership))
    if not is_superuser:
        admin.execute(sql.SQL("REVOKE {} FROM CURRENT_USER").format(membership))


def _narrow_rights(owner: psycopg.Connection, database: str) -> None:
    names = {"database": sql.Identifier(database), "application": sql.Identifier(APPLICATION)}
    for statement in (
        "REVOKE ALL ON DATABASE {database} FROM PUBLIC",
        "GRANT CONNECT ON DATABASE {database} TO {application}",
        "REVOKE CREATE ON SCHEMA public FROM PUBLIC",
        "GRANT USAGE ON SCHEMA public TO {application}",
    ):
        owner.execute(sql.SQL(statement).format(**names))
