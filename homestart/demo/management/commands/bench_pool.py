import logging
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from bench import pool
from bench.database import open_database


class Command(BaseCommand):
    help = (
        "Sends many requests of many branches over a few pooled connections, a tenth of which go wrong;"
        " exits with 1 when one of them saw a row of another branch."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--requests", type=int, default=10_000)
        parser.add_argument("--threads", type=int, default=32)
        parser.add_argument("--connections", type=int, default=4)
        parser.add_argument("--branches", type=int, default=15)

    def handle(self, *, requests: int, threads: int, connections: int, branches: int, **options: Any) -> None:
        # What goes wrong on purpose is not worth a line each.
        logging.disable(logging.CRITICAL)
        open_database("homestart_bench_pool")
        outcome = pool.run(requests=requests, threads=threads, size=connections, branches=branches)
        self.stdout.write(str(outcome))
        if not outcome.is_clean:
            raise SystemExit(1)
