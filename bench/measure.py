"""Times several ways of doing the same work, in turns, so that a busy neighbour slows them all alike."""

import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass

BLOCK = 10


@dataclass(frozen=True)
class Timing:
    """Milliseconds of one way of doing the work."""

    name: str
    median: float
    p95: float

    def ratio(self, other: "Timing") -> float:
        return self.median / other.median


def compare(ways: dict[str, Callable[[], object]], rounds: int) -> list[Timing]:
    """Each way timed `rounds` times in blocks that alternate, after one block to warm up."""
    samples: dict[str, list[float]] = {name: [] for name in ways}
    for way in ways.values():
        way()
    while min(map(len, samples.values())) < rounds:
        for name, way in ways.items():
            for _ in range(min(BLOCK, rounds)):
                start = time.perf_counter()
                way()
                samples[name].append((time.perf_counter() - start) * 1000)
    return [Timing(name, statistics.median(times), percentile_95(times)) for name, times in samples.items()]


def percentile_95(times: list[float]) -> float:
    return sorted(times)[int(len(times) * 0.95)] if len(times) > 1 else times[0]
