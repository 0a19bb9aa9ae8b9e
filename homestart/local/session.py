"""A session keeps the servers running for as long as somebody works with them.

Several sessions share one supervisor. A session is a held lock and nothing else, so one that was killed
is over at once, and the supervisor stops when the last is over.
"""

from __future__ import annotations

import fcntl
import json
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType, TracebackType
from typing import IO, Any

import psycopg
import redis

from . import processes
from .bootstrap import bootstrap, is_migrated
from .place import ROOT, Place, Trouble

# A step's name, and the management command with its arguments.
Step = tuple[str, list[str]]
MIGRATE: Step = ("Migrations", ["migrate", "--verbosity", "0"])
COMMANDS = [sys.executable, "-P", "-m", "homestart.local.commands"]
MANAGE = [sys.executable, str(ROOT / "manage.py")]
PATIENCE = 60  # seconds until a server must answer
TRIES = 3  # deaths in a row after which a server is given up


class Session:
    """Use as a context manager: the servers answer inside, and stop after the last session."""

    def __init__(self, place: Place) -> None:
        self.place = place
        self.locks: list[IO[str]] = []
        self.supervisor: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> Session:
        self.place.make()
        self.need("servers")
        self.tend()
        self._check_same_servers()
        return self

    def __exit__(self, kind: type | None, error: BaseException | None, trace: TracebackType | None) -> None:
        for lock in self.locks[1:]:
            lock.close()
        servers = self.locks[0]
        try:
            fcntl.flock(servers, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            pass  # others still work here
        else:
            self._stop_supervisor()
        servers.close()

    def need(self, name: str) -> None:
        """Ask for a service (`web`, `worker`) for the rest of this session."""
        lock = self.place.open_lock(name)
        fcntl.flock(lock, fcntl.LOCK_SH)
        self.locks.append(lock)

    def tend(self) -> None:
        """Start the supervisor when there is none, also when it was killed meanwhile."""
        lock = self.place.open_lock("supervisor")
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return
        with lock, open(self.place.log("supervisor"), "wb") as log:
            (self.place.directory / "state.json").unlink(missing_ok=True)
            options = ["--for-tests"] if self.place.for_tests else []
            if self.supervisor:
                self.supervisor.wait()
            self.supervisor = subprocess.Popen(
                [sys.executable, "-m", "homestart.local.supervisor", *options],
                cwd=ROOT,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
                pass_fds=[lock.fileno()],  # the lock lives on in the supervisor
            )
            (self.place.directory / "supervisor.pid").write_text(str(self.supervisor.pid))

    def _stop_supervisor(self) -> None:
        with self.place.open_lock("supervisor") as lock:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                processes.kill(int((self.place.directory / "supervisor.pid").read_text()), signal.SIGTERM)
                fcntl.flock(lock, fcntl.LOCK_EX)
            processes.end_leftovers(self.place.directory)
        if self.supervisor:
            self.supervisor.wait()

    # What the servers do

    def state(self) -> dict[str, Any]:
        try:
            return json.loads((self.place.directory / "state.json").read_text())
        except FileNotFoundError:
            return {}

    def _check_same_servers(self) -> None:
        self.wait_for(lambda: bool(self.state()), "supervisor")
        if self.state()["servers"] != self.place.fingerprint():
            raise Trouble(
                "Home-Start already runs here with other servers (DATABASE_URL or REDIS_URL differ). "
                "Stop it first, or set HOMESTART_LOCAL to another folder."
            )

    def wait_for(self, is_there: Callable[[], bool], service: str) -> None:
        """Wait until the service answers. Raises Trouble when it keeps dying or stays silent."""
        deadline = time.monotonic() + PATIENCE
        while not is_there():
            self.tend()
            self.check(service)
            if time.monotonic() > deadline:
                raise Trouble(f"{service} did not answer within {PATIENCE} seconds.", self.place.log(service))
            time.sleep(0.05)

    def check(self, service: str) -> None:
        """Raise Trouble when the service died several times in a row."""
        known = self.state().get("services", {}).get(service, {})
        if known.get("failures", 0) >= TRIES:
            raise Trouble(f"{service} does not start: {known['reason']}.", self.place.log(service))

    def wait_for_servers(self) -> None:
        if self.place.has_own_postgres:
            self.wait_for(lambda: _connects(self.place), "postgres")
        self.wait_for(lambda: _pings(self.place), "valkey")

    def prepare_database(self) -> None:
        """Roles, database and migrations, where there are none yet; what it says goes to standard error."""
        with self.place.alone("prepare"):
            if not is_migrated(self.place):
                bootstrap(self.place)
                self.carry_out([MIGRATE], output=sys.stderr)

    # Commands against the servers

    def carry_out(self, steps: list[Step], *, output: IO[str], watched: str = "") -> None:
        """Run management commands one after the other, each named as it begins.

        Raises Trouble when one fails, or when the watched service keeps dying.
        """
        status = self.run([*COMMANDS, json.dumps(steps)], stdout=output, watched=watched)
        if status != 0:
            log = self.place.log(watched) if watched else None
            raise Trouble(f"the step named last failed with status {status}; its reason stands above.", log)

    def run(self, command: list[str], *, stdout: IO[str] | None = None, watched: str = "") -> int:
        """Run the command with the application's environment; return its status as a shell would.

        Raises KeyboardInterrupt after the command when we were asked to stop meanwhile.
        """
        environment = self.place.environment()
        process = subprocess.Popen(
            command, env=environment, stdout=stdout, preexec_fn=processes.dying_with_us()
        )
        with _signals_go_to(process) as received:
            while process.poll() is None:
                try:
                    process.wait(0.5)
                except subprocess.TimeoutExpired:
                    self.tend()
                    if watched:
                        self._check_watched(watched, process)
        if received:
            raise Interrupted(process.returncode)
        return _shell_status(process.returncode)

    def _check_watched(self, service: str, process: subprocess.Popen[bytes]) -> None:
        try:
            self.check(service)
        except Trouble:
            process.kill()
            raise


class Interrupted(KeyboardInterrupt):
    """We were asked to stop while a command ran; carries the status with which it ended."""

    def __init__(self, returncode: int) -> None:
        super().__init__()
        self.status = _shell_status(returncode)


def _shell_status(returncode: int) -> int:
    return returncode if returncode >= 0 else 128 - returncode


@contextmanager
def _signals_go_to(process: subprocess.Popen[bytes]) -> Iterator[list[int]]:
    """Inside, signals that ask us to stop go to the process, which decides; they are collected."""
    received: list[int] = []

    def pass_on(number: int, frame: FrameType | None) -> None:
        received.append(number)
        # The keyboard has sent its Ctrl-C to the process already.
        if number != signal.SIGINT or not sys.stdin.isatty():
            process.send_signal(number)

    numbers = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
    before = {number: signal.signal(number, pass_on) for number in numbers}
    try:
        yield received
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def _connects(place: Place) -> bool:
    try:
        psycopg.connect(place.admin_url, dbname="postgres", connect_timeout=5).close()
    except (psycopg.OperationalError, FileNotFoundError):
        return False
    return True


def _pings(place: Place) -> bool:
    try:
        return redis.Redis.from_url(place.redis_url, socket_timeout=5).ping()
    except (redis.RedisError, FileNotFoundError):
        return False
