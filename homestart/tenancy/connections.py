"""Which database login is used for what: the application's for everything, the owner's for the schema."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.db import DEFAULT_DB_ALIAS, connections

APP_ROLE = "homestart_app"
OWNER_ROLE = "homestart_owner"

#: What the wall does not bind, or what can take it away.
PRIVILEGED = """
select r.rolsuper or r.rolbypassrls or r.rolcreaterole or r.rolreplication
    or exists (
        select from pg_database d where datname = current_database() and pg_has_role(r.oid, datdba, 'member')
    )
    or exists (
        select from pg_class c
        where c.relnamespace = 'public'::regnamespace and pg_has_role(r.oid, c.relowner, 'member')
    )
from pg_roles r where r.rolname = current_user
"""


@contextmanager
def owner_connection() -> Iterator[None]:
    """The default connection of this thread is the owner's of the tables; for migrations and test databases.

    A second login beside the application's, which stays as it is and comes back afterwards. Raises
    ImproperlyConfigured when DATABASE_OWNER_URL is not set.
    """
    application = connections[DEFAULT_DB_ALIAS]
    if _is_owners(application):
        yield
        return
    if not settings.DATABASE_OWNER:
        raise ImproperlyConfigured(
            "Set DATABASE_OWNER_URL: the schema belongs to another login than the application's."
        )
    owner = application.copy()
    owner.settings_dict |= {
        key: settings.DATABASE_OWNER.get(key, "") for key in ("USER", "PASSWORD", "HOST", "PORT")
    }
    # Pools are found by alias: the owner's connections must not end up in the application's pool.
    owner.settings_dict["OPTIONS"].pop("pool", None)
    owner.is_owners = True  # type: ignore[attr-defined]
    connections[DEFAULT_DB_ALIAS] = owner
    try:
        yield
    finally:
        connections[DEFAULT_DB_ALIAS] = application
        owner.close()


def _is_owners(connection: Any) -> bool:
    return getattr(connection, "is_owners", False)


def refuse_privileged_login(sender: object, connection: Any, **kwargs: object) -> None:
    """Receiver of connection_created. Raises ImproperlyConfigured for a login that the wall does not bind.

    A superuser, a role with BYPASSRLS or the owner of the tables would see every branch.
    """
    if _is_owners(connection):
        return
    with connection.cursor() as cursor:
        cursor.execute(PRIVILEGED)
        if cursor.fetchone()[0]:
            connection.close()
            raise ImproperlyConfigured(
                "DATABASE_URL logs in as a superuser or as the owner of the database: the wall between the "
                f"branches does not hold for that login. Use the application role ({APP_ROLE})."
            )
