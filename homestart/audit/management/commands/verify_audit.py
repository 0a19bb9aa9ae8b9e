import sys
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.translation import gettext as _

from homestart.audit.chain import heads_in, logs, lost, verify
from homestart.tenancy.models import Branch


class Command(BaseCommand):
    help = "Finds what was changed in the audit log, removed from it, added or cut off; status 1 if anything."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("branches", nargs="*", help="their short names; none: all, and the network's log")
        parser.add_argument(
            "--heads",
            type=Path,
            metavar="FILE",
            help="log lines of homestart.audit.heads, or what audit_heads printed: kept on another machine",
        )

    def handle(self, *, branches: list[str], heads: Path | None, **options: Any) -> None:
        chosen = list(Branch.objects.filter(slug__in=branches))
        if unknown := set(branches) - {branch.slug for branch in chosen}:
            raise CommandError(_("There is no branch “%(slug)s”.") % {"slug": sorted(unknown)[0]})
        kept = []
        if heads:
            with heads.open() as lines:
                kept = heads_in(lines)
        looked_through = list(logs(chosen if branches else None))
        found = [finding for log in looked_through for finding in verify(log, kept)]
        if not branches:
            found += lost(looked_through, kept)
        for finding in found:
            self.stdout.write(str(finding))
        if found:
            sys.exit(1)
        self.stdout.write(_("The log is as it was written."))
