from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from bench.run import run


class Command(BaseCommand):
    help = (
        "Times import, figures, report and list against plain SQL and bare Django, in a database of its own."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("branches", type=int, nargs="*", default=[15, 300])
        parser.add_argument("--rounds", type=int, default=100, help="how often each way is timed")

    def handle(self, *, branches: list[int], rounds: int, **options: Any) -> None:
        for line in run(sorted(branches), rounds, self.stderr.write):
            self.stdout.write(line)
