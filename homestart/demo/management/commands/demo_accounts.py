from typing import Any

from django.core.management.base import BaseCommand

from homestart.demo.accounts import PASSWORD, memberships


class Command(BaseCommand):
    help = "Prints with which e-mail addresses and which password to sign in to the demonstration."

    def handle(self, *args: Any, **options: Any) -> None:
        rows = [
            (m.user.email, m.get_role_display(), m.branch.name if m.branch else "") for m in memberships()
        ]
        widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
        for row in rows:
            cells = (cell.ljust(width) for cell, width in zip(row, widths, strict=True))
            self.stdout.write("  ".join(cells).rstrip())
        self.stdout.write(f"Password of all: {PASSWORD}")
