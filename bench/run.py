"""Runs the whole bench and tells the outcome as rows of a table."""

import gc
import time
from collections.abc import Callable, Iterator
from typing import Any

from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from bench import work
from bench.database import open_sizes, turn_to
from bench.likeness import likeness
from bench.measure import Timing, compare, processor_seconds
from bench.pages import pages
from bench.throughput import throughput

YEAR = 2024
#: A report as PDF takes seconds.
SLOW_ROUNDS = 5


def run(
    sizes: list[int], rounds: int, progress: Callable[[str], object], *, only_pages: bool = False
) -> Iterator[str]:
    """Lines of Markdown tables.

    First each page in all databases in turns, with how much slower the largest is than the smallest; then, in
    the largest, each work in its ways with the ratio to the last of them, the floor.
    """
    call_command("collectstatic", interactive=False, verbosity=0)
    databases = {}
    start = time.perf_counter()
    for size, wrapper, made in open_sizes(sizes):
        databases[size] = wrapper
        progress(f"{size} branches: made {made} in {time.perf_counter() - start:.0f} s")
        start = time.perf_counter()
    # As homestart/wsgi.py does.
    gc.collect()
    gc.freeze()
    yield from growth(databases, rounds)
    if only_pages:
        return
    yield ""
    yield "| branches | work | way | median ms | p95 ms | ratio |"
    yield "|---:|---|---|---:|---:|---:|"
    for size, wrapper in databases.items():
        turn_to(wrapper)
        owner = work.Owner()
        branch = work.heaviest_branch()
        yield from rows(size, "list of 50 families", compare(work.family_list(branch, owner), rounds))
        yield from rows(size, "a family's file", compare(work.family_file(branch, owner), rounds))
        yield from rows(size, "saving a contact", compare(work.contact(branch, owner), rounds))
        yield from rows(size, "search by name", compare(work.search_by_name(branch, owner), rounds))
        yield from rows(size, "what waits today", compare(work.today(branch, owner), rounds))
        yield from rows(size, "figures of a branch-year", compare(work.figures(branch, owner, YEAR), rounds))
        yield from rows(size, "annual report as PDF", compare(work.report(branch, YEAR), SLOW_ROUNDS))
    yield from likeness(families=1500, rounds=rounds)
    yield ""
    yield from throughput(at_once=8, seconds=10)


def growth(databases: dict[int, Any], rounds: int) -> Iterator[str]:
    """How many queries each page asks, how much work it is in each database, and the last as a ratio to the
    first."""
    asked = {}
    for size, wrapper in databases.items():
        turn_to(wrapper)
        asked[size] = pages(work.heaviest_branch())

    def turn(size: str) -> None:
        turn_to(databases[int(size)])
        connection.ensure_connection()

    sizes = list(databases)
    columns = [f"{size} branches: median (p95) ms" for size in sizes]
    yield "| page | queries | " + " | ".join(columns) + " | ratio |"
    yield "|---|" + "---:|" * (len(sizes) + 2)
    for name in asked[sizes[0]]:
        ways = {str(size): asked[size][name] for size in sizes}
        timings = compare(ways, rounds, turn=turn, clock=processor_seconds)
        with CaptureQueriesContext(connection) as queries:
            asked[sizes[-1]][name]()
        cells = [str(len(queries)), *(f"{timing.median:.1f} ({timing.p95:.1f})" for timing in timings)]
        yield f"| {name} | " + " | ".join(cells) + f" | {timings[-1].ratio(timings[0]):.2f} |"


def rows(size: int, name: str, timings: list[Timing]) -> Iterator[str]:
    floor = timings[-1]
    for timing in timings:
        ratio = f"{timing.ratio(floor):.2f}"
        yield f"| {size} | {name} | {timing.name} | {timing.median:.2f} | {timing.p95:.2f} | {ratio} |"
