from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from bench.run import run


class Command(BaseCommand):
    help = (
        "Times pages, figures and reports at few and at many branches, against plain SQL and bare Django, in "
        "databases of its own."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("branches", type=int, nargs="*", default=[15, 300])
        parser.add_argument("--rounds", type=int, default=100, help="how often each way is timed")
        parser.add_argument("--pages", action="store_true", help="only the pages, at each number of branches")

    def handle(self, *, branches: list[int], rounds: int, pages: bool, **options: Any) -> None:
        for line in run(sorted(branches), rounds, self.stderr.write, only_pages=pages):
            self.stdout.write(line)
            self.stdout.flush()
