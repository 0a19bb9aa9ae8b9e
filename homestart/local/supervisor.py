"""The one process that starts the servers, starts them again when they die, and stops them.

It lives as long as a session holds the lock `servers`, so it also stops when the last session was
killed. It tells what it does in `state.json`. Started by `homestart.local.session`.
"""

from __future__ import annotations

import fcntl
import json
import signal
import subprocess
import sys
import time
from dataclasses import dataclass
from types import FrameType
from typing import IO

from . import processes
from .place import Place, Trouble
from .postgres import Postgres
from .services import Beat, Service, Valkey, Web, Worker

PAUSE = 0.1  # seconds between two looks
GRACE = 8.0  # seconds a server gets to stop
SETTLED = 30.0  # seconds after which a start counts as having worked


@dataclass
class Running:
    """One service and its process, if any."""

    service: Service
    process: subprocess.Popen[bytes] | None = None
    started: float = 0.0
    failures: int = 0
    reason: str = ""

    def tend(self, *, wanted: bool) -> None:
        """Bring the process to the wanted state; after a death wait longer each time (0.2 s … 10 s)."""
        if self.process and self.process.poll() is not None:
            processes.kill_group(self.process.pid)
            died_early = time.monotonic() - self.started < SETTLED
            self.failures = self.failures + 1 if died_early else 1
            self.reason = f"ended with status {self.process.returncode}"
            self.process = None
        if wanted and not self.process and time.monotonic() >= self.started + self._patience():
            self._start()
        elif self.process and not wanted:
            self.stop()
        if self.process and time.monotonic() - self.started > SETTLED:
            self.failures = 0

    def _patience(self) -> float:
        return min(10.0, 0.1 * 2**self.failures) if self.failures else 0.0

    def _start(self) -> None:
        self.started = time.monotonic()
        try:
            self.process = self.service.spawn()
        except (Trouble, OSError) as problem:
            self.failures, self.reason = self.failures + 1, str(problem)

    def stop(self) -> None:
        if not self.process:
            return
        processes.kill(self.process.pid, self.service.stop_signal)
        try:
            self.process.wait(GRACE)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        processes.kill_group(self.process.pid)
        self.process = None


class Supervisor:
    def __init__(self, place: Place) -> None:
        self.place = place
        self.stopping = False
        kinds: list[type[Service]] = [Beat, Worker, Web]
        if place.has_own_valkey:
            kinds.append(Valkey)
        if place.has_own_postgres:
            kinds.append(Postgres)
        # In the order of stopping: who uses a server ends before it.
        self.running = [Running(kind(place)) for kind in kinds]
        self.sessions = place.open_lock("servers")
        self.requests = {name: place.open_lock(name) for name in ("web", "worker")}
        self.written = ""

    def run(self) -> None:
        for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
            signal.signal(number, self._stop)
        processes.end_leftovers(self.place.directory)
        for running in self.running:
            self.place.log(running.service.name).write_bytes(b"")
        while not self.stopping and not _take(self.sessions):
            for running in reversed(self.running):
                running.tend(wanted=self._is_wanted(running.service))
            self._write_state()
            time.sleep(PAUSE)
        for running in self.running:
            running.stop()

    def _stop(self, number: int, frame: FrameType | None) -> None:
        self.stopping = True

    def _is_wanted(self, service: Service) -> bool:
        return service.asked_for_as == "servers" or _is_held(self.requests[service.asked_for_as])

    def _write_state(self) -> None:
        services = {
            one.service.name: {
                "pid": one.process.pid if one.process else None,
                "failures": one.failures,
                "reason": one.reason,
            }
            for one in self.running
        }
        state = json.dumps({"servers": self.place.fingerprint(), "services": services})
        if state != self.written:
            fresh = self.place.directory / "state.fresh"
            fresh.write_text(state)
            fresh.rename(self.place.directory / "state.json")
            self.written = state


def _take(lock: IO[str]) -> bool:
    """Take the lock unless a session holds it. While we have it, newcomers wait."""
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _is_held(lock: IO[str]) -> bool:
    held = not _take(lock)
    fcntl.flock(lock, fcntl.LOCK_UN)
    return held


if __name__ == "__main__":
    # The open file that holds the lock `supervisor` was inherited from the session that started us.
    Supervisor(Place.from_environment(for_tests="--for-tests" in sys.argv)).run()
