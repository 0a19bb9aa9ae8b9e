from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from bench.load import run


class Command(BaseCommand):
    help = "Lets coordinators of 15 branches work at the same time, and tells how quick and how safe it was."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--users", type=int, default=75)
        parser.add_argument("--minutes", type=float, default=10)

    def handle(self, *, users: int, minutes: float, **options: Any) -> None:
        for line in run(users, minutes):
            self.stdout.write(line)
