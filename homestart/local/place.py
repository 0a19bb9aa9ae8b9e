"""Where the local servers keep their data, and the addresses under which the application reaches them."""

from __future__ import annotations

import fcntl
import hashlib
import json
import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO
from urllib.parse import quote, urlsplit, urlunsplit

from . import processes

ROOT = Path(__file__).resolve().parents[2]
OWNER, APPLICATION, SUPERUSER = "homestart_owner", "homestart_app", "postgres"
DATABASE = "homestart"
# What the person may set to replace our servers by running ones.
ADDRESSES = ("DATABASE_URL", "DATABASE_OWNER_URL", "REDIS_URL")


class Trouble(Exception):
    """A reason to stop that the person can act on, with the log that tells more."""

    def __init__(self, reason: str, log: Path | None = None) -> None:
        super().__init__(reason)
        self.log = log


@dataclass(frozen=True)
class Place:
    """One directory with one set of servers.

    `given` holds the addresses of running servers that replace our own, by variable name.
    """

    base: Path
    given: dict[str, str]
    for_tests: bool = False

    @classmethod
    def from_environment(cls, *, for_tests: bool = False) -> Place:
        base = Path(os.environ.get("HOMESTART_LOCAL") or ROOT / ".local").absolute()
        return cls(base, {name: os.environ[name] for name in ADDRESSES if os.environ.get(name)}, for_tests)

    @property
    def directory(self) -> Path:
        """Of the servers. The tests have their own, so that they never touch the demonstration."""
        return self.base / "test" if self.for_tests else self.base

    def make(self) -> None:
        # 0711: as root, PostgreSQL runs as another user and must reach its data below.
        (self.directory / "log").mkdir(mode=0o711, parents=True, exist_ok=True)

    def log(self, name: str) -> Path:
        return self.directory / "log" / f"{name}.log"

    @property
    def has_own_postgres(self) -> bool:
        return "DATABASE_URL" not in self.given

    @property
    def has_own_valkey(self) -> bool:
        return "REDIS_URL" not in self.given

    @property
    def is_bootstrapped_by_us(self) -> bool:
        """Both addresses given means a database that someone else has set up."""
        return not {"DATABASE_URL", "DATABASE_OWNER_URL"} <= self.given.keys()

    # Locks: the kernel lets go of them when their holder dies, however it dies

    def open_lock(self, name: str) -> IO[str]:
        return open(self.directory / f"{name}.lock", "w")

    @contextmanager
    def alone(self, name: str) -> Iterator[None]:
        """Hold the named lock; wait while another process has it."""
        with self.open_lock(name) as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield

    # Ports

    def port(self, name: str) -> int:
        """The port the named server was given last."""
        return int((self.directory / f"{name}.port").read_text())

    def choose_port(self, name: str) -> int:
        """The last port when it is free, so that addresses stay the same; else any free one. Remembered."""
        try:
            port = self.port(name)
        except (FileNotFoundError, ValueError):
            port = 0
        return self.set_port(name, port if port and processes.is_free(port) else processes.free_port())

    def set_port(self, name: str, port: int) -> int:
        _write_private(self.directory / f"{name}.port", str(port))
        return port

    # Secrets

    def secret(self, name: str) -> str:
        """A random text that stays the same in this place."""
        path = self.directory / f"{name}.secret"
        if not path.exists():
            _write_private(path, secrets.token_urlsafe(32))
        return path.read_text()

    def password(self, role: str) -> str:
        """Of a role. Roles of a given server are shared by ./start and ./test, so their passwords are too."""
        if self.has_own_postgres:
            return self.secret(role)
        server = urlsplit(self.given["DATABASE_URL"])
        digest = hashlib.sha256(f"{server.hostname}:{server.port}".encode()).hexdigest()[:12]
        return Place(self.base, {}).secret(f"{role}-{digest}")

    # Addresses

    @property
    def admin_url(self) -> str:
        """The login that may create roles and the database."""
        if not self.has_own_postgres:
            return self.given["DATABASE_URL"]
        return _url(
            f"postgresql://127.0.0.1:{self.port('postgres')}/{DATABASE}", SUPERUSER, self.secret(SUPERUSER)
        )

    def role_url(self, role: str) -> str:
        return _url(self.admin_url, role, self.password(role))

    @property
    def database_urls(self) -> dict[str, str]:
        if not self.is_bootstrapped_by_us:
            return {name: self.given[name] for name in ("DATABASE_URL", "DATABASE_OWNER_URL")}
        return {"DATABASE_URL": self.role_url(APPLICATION), "DATABASE_OWNER_URL": self.role_url(OWNER)}

    @property
    def redis_url(self) -> str:
        if not self.has_own_valkey:
            return self.given["REDIS_URL"]
        return f"redis://:{self.secret('valkey')}@127.0.0.1:{self.port('valkey')}/0"

    def environment(self) -> dict[str, str]:
        """What the application reads (homestart/settings.py); the servers must have been started before."""
        defaults = {
            "SECRET_KEY": self.secret("django"),
            "DEMO": "1",
            "STATIC_ROOT": str(self.directory / "static"),
            **self._site_url(),
        }
        return {**defaults, **os.environ, **self.database_urls, "REDIS_URL": self.redis_url}

    def _site_url(self) -> dict[str, str]:
        """So that the links in mails lead here; nothing while there is no web server."""
        try:
            return {"SITE_URL": f"http://127.0.0.1:{self.port('web')}"}
        except (FileNotFoundError, ValueError):
            return {}

    def fingerprint(self) -> str:
        """Tells which servers are used here; safe to write down."""
        return hashlib.sha256(json.dumps(self.given, sort_keys=True).encode()).hexdigest()


def _url(address: str, user: str, password: str) -> str:
    """The same address for another login."""
    parts = urlsplit(address)
    host = parts.netloc.rpartition("@")[2]
    return urlunsplit(parts._replace(netloc=f"{quote(user)}:{quote(password)}@{host}"))


def _write_private(path: Path, text: str) -> None:
    """Write the file for this user only, whole or not at all."""
    fresh = path.with_name(f"{path.name}.{os.getpid()}")
    with open(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file:
        file.write(text)
    fresh.rename(path)
