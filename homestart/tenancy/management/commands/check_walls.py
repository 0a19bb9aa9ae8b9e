from typing import Any

from django.core.management.base import BaseCommand

from homestart.tenancy.connections import owner_connection
from homestart.tenancy.lint import findings


class Command(BaseCommand):
    help = "Checks that the database keeps the branches apart; exits with 1 when there is a defect."

    def handle(self, *args: Any, **options: Any) -> None:
        with owner_connection():
            found = findings()
        for finding in found:
            self.stdout.write(str(finding))
        self.stdout.write(f"{len(found)} defects in the walls between the branches.")
        if found:
            raise SystemExit(1)
