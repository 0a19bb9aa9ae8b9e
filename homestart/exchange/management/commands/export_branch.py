from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.translation import gettext as _

from homestart.exchange.exporting import export_folder
from homestart.tenancy.models import Branch


class Command(BaseCommand):
    help = "Writes everything of a branch to a folder, or to a .zip or .xlsx file."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("slug")
        parser.add_argument("path", type=Path)

    def handle(self, *, slug: str, path: Path, **options: Any) -> None:
        branch = Branch.objects.filter(slug=slug).first()
        if branch is None:
            raise CommandError(_("There is no branch with the short name %(slug)s.") % {"slug": slug})
        try:
            counts = export_folder(branch, path, by=None)
        except (OSError, ValueError) as error:
            raise CommandError(str(error)) from error
        for file, count in counts.items():
            self.stdout.write(f"{file}: {count}")
