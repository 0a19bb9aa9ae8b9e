from typing import Any

from django.core.management.base import BaseCommand

from homestart.accounts.roles import SECOND_FACTOR_ROLES
from homestart.demo.accounts import PASSWORD, memberships, present_code


class Command(BaseCommand):
    help = "Prints with which e-mail address, password and present code to sign in to the demonstration."

    def handle(self, *args: Any, **options: Any) -> None:
        rows = [
            (
                held.user.email,
                str(held.branch or held.organisation or ""),
                held.get_role_display(),
                present_code(held.user.email) if held.role in SECOND_FACTOR_ROLES else "",
            )
            for held in memberships()
        ]
        widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
        for row in rows:
            cells = (cell.ljust(width) for cell, width in zip(row, widths, strict=True))
            self.stdout.write("  ".join(cells).rstrip())
        self.stdout.write(f"Password of all: {PASSWORD}   (the codes are of this half minute)")
