from typing import Any

from django.core.management.commands.migrate import Command as DjangoMigrate
from django.db import connection

from homestart.tenancy.connections import APP_ROLE, owner_connection


class Command(DjangoMigrate):
    """Django's migrate, run by the owner of the tables; the application may only read and write rows."""

    def handle(self, *args: Any, **options: Any) -> Any:
        with owner_connection():
            self.grant_future_tables()
            return super().handle(*args, **options)

    def grant_future_tables(self) -> None:
        with connection.cursor() as cursor:
            cursor.execute(f"GRANT USAGE ON SCHEMA public TO {APP_ROLE}")
            for rights, things in (
                ("SELECT, INSERT, UPDATE, DELETE", "TABLES"),
                ("USAGE, SELECT", "SEQUENCES"),
            ):
                cursor.execute(
                    f"ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT {rights} ON {things} TO {APP_ROLE}"
                )
