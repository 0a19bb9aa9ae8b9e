"""A place of its own for servers that the tests start and kill."""

import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from homestart.local import processes
from homestart.local.place import ROOT, Place

WORKER = "celery -A homestart worker"
NOT_INHERITED = {"DATABASE_URL", "DATABASE_OWNER_URL", "REDIS_URL", "SECRET_KEY", "HOMESTART_STARTED"}


def wait_until(condition: Callable[[], bool], seconds: float = 30) -> None:
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, f"not within {seconds} seconds"
        time.sleep(0.1)


class Servers:
    """A place for servers, the commands that use it, and the processes that live in it."""

    def __init__(self, directory: Path, **environment: str) -> None:
        kept = {name: value for name, value in os.environ.items() if name not in NOT_INHERITED}
        self.environment = {**kept, "HOMESTART_LOCAL": str(directory), "PYTHONPATH": str(ROOT), **environment}
        self.place = Place(directory, environment)
        self.holders: list[subprocess.Popen[bytes]] = []

    def hold(self, *, worker: bool = False) -> subprocess.Popen[bytes]:
        """A session in a process that lasts until it is stopped."""
        holder = subprocess.Popen(
            [sys.executable, "-m", "tests.local.hold", *(["worker"] if worker else [])],
            cwd=ROOT,
            env=self.environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
        )
        self.holders.append(holder)
        line = holder.stdout.readline()
        assert line == b"ready\n", line + holder.stdout.read()
        if worker:
            wait_until(lambda: len(self.pids(WORKER)) == 3)  # its two pool processes too
        return holder

    def manage(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        """`./start manage …`, without its installer."""
        command = [sys.executable, "-P", "-m", "homestart.local", "start", "manage", *arguments]
        return subprocess.run(command, env=self.environment, cwd="/", capture_output=True, text=True)

    def pids(self, words: str = "") -> list[int]:
        """Of every process that works for this place, or of those with the words in their command line."""
        mark = f"HOMESTART_LOCAL={self.place.base}".encode()
        found = []
        for entry in Path("/proc").glob("[0-9]*"):
            try:
                mine = mark in (entry / "environ").read_bytes().split(b"\0")
            except OSError:
                continue
            pid = int(entry.name)
            if mine and words in processes.command_line(pid):
                found.append(pid)
        return sorted(found)

    def end(self) -> None:
        for holder in self.holders:
            holder.kill()
            holder.wait()
            holder.stdout.close()
        wait_until(lambda: not self.pids())


@pytest.fixture(scope="module")
def directory() -> Iterator[Path]:
    """Open to all on its way, because as root PostgreSQL runs as `nobody`."""
    path = Path(tempfile.mkdtemp(prefix="homestart-"))
    path.chmod(0o711)
    yield path
    shutil.rmtree(path)


@pytest.fixture
def servers(directory: Path) -> Iterator[Servers]:
    servers = Servers(directory)
    yield servers
    servers.end()
