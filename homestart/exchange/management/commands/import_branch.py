import sys
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.utils.translation import gettext as _

from homestart.exchange.importing import ImportResult, import_folder
from homestart.exchange.problems import SHOWN, ImportRefused


class Command(BaseCommand):
    help = "Imports a branch from a folder of CSV files, a ZIP of it or an XLSX workbook."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("path", type=Path)
        parser.add_argument(
            "--dry-run", action="store_true", help="say what would be made and changed, write nothing"
        )
        parser.add_argument(
            "--progress", action="store_true", help="show the progress, also outside of a terminal"
        )

    def handle(self, *, path: Path, dry_run: bool, progress: bool, **options: Any) -> None:
        show = self._show_progress if progress or sys.stderr.isatty() else None
        try:
            result = import_folder(path, by=None, dry_run=dry_run, progress=show)
        except ImportRefused as refused:
            self._tell(refused)
            sys.exit(1)
        self._report(result, dry_run)

    def _show_progress(self, done: int, total: int, file: str) -> None:
        self.stderr.write(f"{100 * done // total:3d} % {file}", self.style.NOTICE)

    def _tell(self, refused: ImportRefused) -> None:
        problems = refused.problems.first()
        # One per line as file:line:column: reason, so that an editor can jump to each.
        self.stderr.write("\n".join(str(problem) for problem in problems), lambda text: text)
        left_out = refused.problems.count - len(problems)
        self.stdout.write(str(refused))
        if left_out:
            self.stdout.write(_("The first %(shown)d are shown.") % {"shown": SHOWN})

    def _report(self, result: ImportResult, dry_run: bool) -> None:
        heading = _("%(slug)s: what would be done") if dry_run else _("%(slug)s: what was done")
        self.stdout.write(heading % {"slug": result.slug})
        for file in result.files:
            counts = _("%(made)d made, %(changed)d changed, %(unchanged)d unchanged") % {
                "made": file.made,
                "changed": file.changed,
                "unchanged": file.unchanged,
            }
            self.stdout.write(f"  {file.file}: {counts}")
