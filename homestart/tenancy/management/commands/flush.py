from typing import Any

from django.core.management.commands.flush import Command as DjangoFlush

from homestart.tenancy.connections import owner_connection


class Command(DjangoFlush):
    """Django's flush, run by the owner: the application may not truncate a table."""

    def handle(self, *args: Any, **options: Any) -> Any:
        with owner_connection():
            return super().handle(*args, **options)
