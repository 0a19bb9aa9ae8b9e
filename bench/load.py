"""Coordinators of all branches at work at the same time, over HTTP, against the web server of production.

Every answer is searched for the canaries of the other branches; after every request the connection is asked
whether a branch is still set on it (bench/gunicorn_hooks.py).
"""

import http.client
import json
import os
import random
import re
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter, defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlencode

from django.conf import settings
from django.core.management import call_command
from django.db import connection
from django.test import Client

from bench.database import grow_to, open_database
from bench.measure import percentile_95
from bench.work import signed_in_client
from families.models import Family, FamilyContact
from homestart.tenancy.context import branch_context
from homestart.tenancy.models import Branch

SERVER = ["--worker-class", "gthread", "--workers", "2", "--threads", "4", "--no-control-socket"]
#: How long a person looks at a page before the next click, in seconds.
THINKS = (2, 6)
HIDDEN = re.compile(r'name="(_\w+|csrfmiddlewaretoken)" value="([^"]*)"')
FILE = re.compile(r'href="(/[\w-]+/gezinnen/[0-9a-f-]{36}/)"')


@dataclass
class Outcome:
    """What was measured: milliseconds by kind of page, and everything that must not happen."""

    times: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    errors: Counter[str] = field(default_factory=Counter)
    wrong_rows: Counter[str] = field(default_factory=Counter)
    memory: list[int] = field(default_factory=list)
    lock: threading.Lock = field(default_factory=threading.Lock)


class Coordinator(threading.Thread):
    """Clicks through lists, files and contacts of one branch until `until`."""

    def __init__(self, address: tuple[str, int], branch: Branch, client: Client, until: float, out: Outcome):
        super().__init__(daemon=True)
        self.branch, self.until, self.out = branch, until, out
        self.connection = http.client.HTTPConnection(*address, timeout=30)
        self.cookies = {name: morsel.value for name, morsel in client.cookies.items()}
        self.random = random.Random(branch.pk * 1000 + id(self) % 1000)  # noqa: S311

    def run(self) -> None:
        time.sleep(self.random.uniform(0, THINKS[1]))
        while time.monotonic() < self.until:
            self.one_round()

    def one_round(self) -> None:
        """As between two phone calls: look at the day, find a family, open it, note a contact."""
        home = f"/{self.branch.slug}/"
        self.get("today", home)
        files = FILE.findall(self.get("list", f"{home}gezinnen/"))
        self.get("list filtered", f"{home}gezinnen/?toestand=supported&volgorde=-naam")
        page = self.get("search page", f"{home}zoeken/")
        self.post("search", f"{home}zoeken/", page, zoek=self.random.choice(["an", "de", "pe", "kan", "016"]))
        for path in self.random.sample(files, min(2, len(files))):
            self.get("file", path)
            form = self.get("contact form", f"{path}contact/")
            self.post("contact saved", f"{path}contact/", form, note=f"Gebeld. {canary(self.branch)}")

    def get(self, kind: str, path: str) -> str:
        return self.ask(kind, "GET", path)

    def post(self, kind: str, path: str, page: str, **values: str) -> str:
        today = time.strftime("%Y-%m-%d")
        data = {**dict(HIDDEN.findall(page)), "date": today, "kind": "long_call", **values}
        return self.ask(kind, "POST", path, urlencode(data))

    def ask(self, kind: str, method: str, path: str, body: str | None = None) -> str:
        headers = {"Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items())}
        if body:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        start = time.perf_counter()
        try:
            self.connection.request(method, path, body, headers)
            response = self.connection.getresponse()
            text = response.read().decode(errors="replace")
            status: object = response.status
            for name, value in response.getheaders():
                if name == "Set-Cookie":
                    key, _, rest = value.partition("=")
                    self.cookies[key] = rest.partition(";")[0]
        except (OSError, http.client.HTTPException) as error:
            text, status = "", type(error).__name__
        # The server ends connections that are idle for as long as a person thinks.
        self.connection.close()
        took = (time.perf_counter() - start) * 1000
        with self.out.lock:
            self.out.times[kind].append(took)
            if status not in (200, 302):
                self.out.errors[f"{kind}: {status}"] += 1
            for slug in re.findall(r"kanarie-([\w-]+)-x7", text):
                if slug != self.branch.slug:
                    self.out.wrong_rows[f"{slug} shown in {self.branch.slug}"] += 1
        time.sleep(self.random.uniform(*THINKS))
        return text


def canary(branch: Branch) -> str:
    return f"kanarie-{branch.slug}-x7"


def run(users: int, minutes: float) -> Iterator[str]:
    """Lines that tell the outcome; the last one says whether nothing happened that must not."""
    call_command("collectstatic", interactive=False, verbosity=0)
    open_database()
    list(grow_to(15))
    branches = list(Branch.objects.order_by("pk")[:15])
    for branch in branches:
        with branch_context(branch):
            family, _ = Family.objects.get_or_create(name=f"Kanarie {canary(branch)}")
            FamilyContact.objects.update_or_create(
                family=family, date="2025-01-01", note=canary(branch), defaults={"kind": "other"}
            )
    out = Outcome()
    with tempfile.TemporaryDirectory() as folder, server(Path(folder)) as (process, address):
        until = time.monotonic() + 60 * minutes
        people = [
            Coordinator(address, branch, signed_in_client(branch), until, out)
            for number in range(users)
            for branch in [branches[number % len(branches)]]
        ]
        for person in people:
            person.start()
        while time.monotonic() < until:
            time.sleep(min(10, max(0.1, until - time.monotonic())))
            out.memory.append(memory_of(process.pid))
        for person in people:
            person.join(60)
        left = Counter(
            json.loads(line) for file in Path(folder).glob("left-*") for line in file.read_text().splitlines()
        )
        yield from report(out, users, minutes, left)


def report(out: Outcome, users: int, minutes: float, left: "Counter[str]") -> Iterator[str]:
    every = [took for times in out.times.values() for took in times]
    yield f"{users} coordinators of 15 branches, {minutes:g} minutes, {len(every)} requests"
    yield "| page | requests | median ms | p95 ms |"
    yield "|---|---:|---:|---:|"
    for kind, times in [*sorted(out.times.items()), ("all", every)]:
        middle = sorted(times)[len(times) // 2]
        yield f"| {kind} | {len(times)} | {middle:.0f} | {percentile_95(times):.0f} |"
    warm, last = out.memory[min(len(out.memory) // 5, 5)], out.memory[-1]
    growth = 100 * last / warm - 100
    yield f"Memory of the web processes: {warm} MB warm, {last} MB at the end ({growth:+.1f} %)."
    yield f"Looked after {left.total()} requests for a branch left on the connection: {left['set']} left."
    yield f"Idle in a transaction now: {idle_in_transaction()}."
    yield f"Errors: {dict(out.errors) or 'none'}. Rows of a wrong branch: {dict(out.wrong_rows) or 'none'}."


@contextmanager
def server(folder: Path) -> Iterator[tuple[subprocess.Popen[bytes], tuple[str, int]]]:
    """The web server of production on the bench's database, with the hook that looks at its connections."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    login = settings.DATABASES["default"]
    url = "postgresql://{USER}:{PASSWORD}@{HOST}:{PORT}/".format(**login)
    url += connection.settings_dict["NAME"]
    environment = {**os.environ, "DATABASE_URL": url, "HOOK_FOLDER": str(folder)}
    arguments = [*SERVER, "--bind", f"127.0.0.1:{port}", "--config", "python:bench.gunicorn_hooks"]
    process = subprocess.Popen(
        [sys.executable, "-m", "gunicorn", "homestart.wsgi", *arguments], env=environment
    )
    try:
        for _ in range(200):
            time.sleep(0.1)
            with socket.socket() as knock:
                if knock.connect_ex(("127.0.0.1", port)) == 0:
                    break
        yield process, ("127.0.0.1", port)
    finally:
        process.terminate()
        process.wait(30)


def memory_of(pid: int) -> int:
    """Megabytes in memory of the process and its children."""
    tree = [pid, *map(int, Path(f"/proc/{pid}/task/{pid}/children").read_text().split())]
    pages = sum(int(Path(f"/proc/{one}/statm").read_text().split()[1]) for one in tree)
    return pages * os.sysconf("SC_PAGE_SIZE") // 2**20


def idle_in_transaction() -> int:
    with connection.cursor() as cursor:
        cursor.execute("select count(*) from pg_stat_activity where state like 'idle in transaction%'")
        return cursor.fetchone()[0]
