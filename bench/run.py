"""Runs the whole bench and tells the outcome as rows of a table."""

import time
from collections.abc import Callable, Iterator

from django.core.management import call_command

from bench import work
from bench.database import grow_to, open_database
from bench.likeness import likeness
from bench.measure import Timing, compare
from bench.throughput import throughput

YEAR = 2024


def run(sizes: list[int], rounds: int, progress: Callable[[str], object]) -> Iterator[str]:
    """Lines of a Markdown table: each work in its ways, and the ratio to the last of them, the floor."""
    call_command("collectstatic", interactive=False, verbosity=0)
    open_database()
    owner = work.Owner()
    yield "| branches | work | way | median ms | p95 ms | ratio |"
    yield "|---:|---|---|---:|---:|---:|"
    for size in sizes:
        yield from imported(size, progress)
        branch = work.heaviest_branch()
        yield from rows(size, "list of 50 families", compare(work.family_list(branch, owner), rounds))
        yield from rows(size, "a family's file", compare(work.family_file(branch, owner), rounds))
        yield from rows(size, "saving a contact", compare(work.contact(branch, owner), rounds))
        yield from rows(size, "search by name", compare(work.search_by_name(branch, owner), rounds))
        yield from rows(size, "what waits today", compare(work.today(branch, owner), rounds))
        yield from rows(size, "figures of a branch-year", compare(work.figures(branch, owner, YEAR), rounds))
        yield from rows(size, "annual report as PDF", compare(work.report(branch, YEAR), 5))
    yield from likeness(families=1500, rounds=rounds)
    yield ""
    yield from throughput(at_once=8, seconds=10)


def imported(size: int, progress: Callable[[str], object]) -> Iterator[str]:
    start = time.perf_counter()
    made = 0
    for slug in grow_to(size):
        made += 1
        progress(f"imported {slug}")
    if made:
        seconds = time.perf_counter() - start
        yield f"| {size} | import of {made} branches | whole | {seconds * 1000:.0f} | | |"


def rows(size: int, name: str, timings: list[Timing]) -> Iterator[str]:
    floor = timings[-1]
    for timing in timings:
        ratio = f"{timing.ratio(floor):.2f}"
        yield f"| {size} | {name} | {timing.name} | {timing.median:.2f} | {timing.p95:.2f} | {ratio} |"
