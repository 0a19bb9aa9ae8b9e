"""Times several ways of doing the same work, in turns, so that a busy neighbour slows them all alike."""

import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from django.db import connection

BLOCK = 10


@dataclass(frozen=True)
class Timing:
    """Milliseconds of one way of doing the work."""

    name: str
    median: float
    p95: float

    def ratio(self, other: "Timing") -> float:
        return self.median / other.median


def compare(
    ways: dict[str, Callable[[], object]],
    rounds: int,
    *,
    turn: Callable[[str], object] | None = None,
    clock: Callable[[], float] = time.perf_counter,
) -> list[Timing]:
    """Each way timed `rounds` times by `clock` in blocks that alternate, after one call to warm up.

    `turn(name)` is called before each block, untimed: to point the connection at another database.
    """
    samples: dict[str, list[float]] = {name: [] for name in ways}
    turn = turn or (lambda name: None)
    for name, way in ways.items():
        turn(name)
        way()
    while min(map(len, samples.values())) < rounds:
        for name, way in ways.items():
            turn(name)
            for _ in range(min(BLOCK, rounds)):
                start = clock()
                way()
                samples[name].append((clock() - start) * 1000)
    return [Timing(name, statistics.median(times), percentile_95(times)) for name, times in samples.items()]


def processor_seconds() -> float:
    """What this process and that of its connection in PostgreSQL, on this machine, have worked so far.

    Unlike the time on the clock it hardly grows when others keep the machine busy.
    """
    backend = connection.connection.info.backend_pid
    of_backend = Path(f"/proc/{backend}/schedstat").read_text().split()[0]
    return time.process_time() + int(of_backend) / 1e9


def percentile_95(times: list[float]) -> float:
    return sorted(times)[int(len(times) * 0.95)] if len(times) > 1 else times[0]
