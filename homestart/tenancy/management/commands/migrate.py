from typing import Any

from django.core.management.commands.migrate import Command as DjangoMigrate
from django.db import connection, transaction

from homestart.tenancy.connections import APP_ROLE, owner_connection
from homestart.tenancy.signature import INSTALL, SET_KEY, padded_keys


class Command(DjangoMigrate):
    """Django's migrate, run by the owner of the tables; the application may only read and write rows.

    Also gives the database the key with which the application signs the active branch: after a change of
    SECRET_KEY nothing is in sight until `migrate` has run again.
    """

    def handle(self, *args: Any, **options: Any) -> Any:
        with owner_connection():
            self.grant_future_tables()
            self.install_signature()
            return super().handle(*args, **options)

    def grant_future_tables(self) -> None:
        with connection.cursor() as cursor:
            # In a temporary table or function the application could leave something for the next request.
            database = connection.ops.quote_name(connection.settings_dict["NAME"])
            cursor.execute(f"REVOKE TEMPORARY ON DATABASE {database} FROM PUBLIC, {APP_ROLE}")
            cursor.execute(f"GRANT USAGE ON SCHEMA public TO {APP_ROLE}")
            for rights, things in (
                ("SELECT, INSERT, UPDATE, DELETE", "TABLES"),
                ("USAGE, SELECT", "SEQUENCES"),
            ):
                cursor.execute(
                    f"ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT {rights} ON {things} TO {APP_ROLE}"
                )

    def install_signature(self) -> None:
        with transaction.atomic(), connection.cursor() as cursor:
            for statement in INSTALL:
                cursor.execute(statement)
            cursor.execute(SET_KEY, padded_keys())
