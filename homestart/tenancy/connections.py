"""Which database login is used for what: the application's for everything, the owner's for the schema."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.db import connection

APP_ROLE = "homestart_app"
OWNER_ROLE = "homestart_owner"
LOGIN_KEYS = ("USER", "PASSWORD", "HOST", "PORT")

_as_owner = False


@contextmanager
def owner_connection() -> Iterator[None]:
    """The default connection, logged in as the owner of the tables; for migrations and test databases.

    Raises ImproperlyConfigured when DATABASE_OWNER_URL is not set.
    """
    global _as_owner
    if _as_owner:
        yield
        return
    if not settings.DATABASE_OWNER:
        raise ImproperlyConfigured(
            "Set DATABASE_OWNER_URL: the schema belongs to another login than the application's."
        )
    application = {key: connection.settings_dict[key] for key in LOGIN_KEYS}
    owner = {key: settings.DATABASE_OWNER.get(key, "") for key in LOGIN_KEYS}
    _log_in(owner)
    _as_owner = True
    try:
        yield
    finally:
        _as_owner = False
        _log_in(application)


def _log_in(login: dict[str, Any]) -> None:
    connection.close()
    if connection.settings_dict["OPTIONS"].get("pool"):
        connection.close_pool()  # type: ignore[attr-defined]
    connection.settings_dict.update(login)


def refuse_privileged_login(sender: object, connection: Any, **kwargs: object) -> None:
    """Receiver of connection_created. Raises ImproperlyConfigured for a login that row-level security does not bind.

    A superuser, a role with BYPASSRLS or the owner of the tables would see every branch.
    """
    if _as_owner:
        return
    with connection.cursor() as cursor:
        cursor.execute(
            "select r.rolsuper or r.rolbypassrls or r.rolcreaterole or pg_has_role(r.oid, d.datdba, 'member')"
            " from pg_roles r, pg_database d where r.rolname = current_user and d.datname = current_database()"
        )
        if cursor.fetchone()[0]:
            connection.close()
            raise ImproperlyConfigured(
                "DATABASE_URL logs in as a superuser or as the owner of the database: the wall between the "
                f"branches does not hold for that login. Use the application role ({APP_ROLE})."
            )
