"""PostgreSQL, Valkey, a worker and its timetable of our own, to be killed in every way."""

import itertools
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import psycopg
import redis

from homestart.local import processes
from homestart.local.bootstrap import bootstrap
from homestart.local.place import ROOT, Place
from homestart.local.postgres import Postgres
from homestart.local.services import Valkey

FAULTY = "tests.jobs.faulty"
CELERY = [sys.executable, "-m", "celery", "-A", FAULTY]
WORKER = [*CELERY, "worker", "--concurrency=2", "--without-gossip", "--without-mingle"]


class Servers:
    """Started one by one; what dies is started again by wait_until(), as a supervisor would."""

    def __init__(self, directory: Path, timing: dict[str, str]) -> None:
        self.place = Place(directory, {})
        self.place.make()
        self.fault = directory / "fault"
        self.timing = {**timing, "FAULT_FILE": str(self.fault)}
        self.numbers = itertools.count(1)
        self.others: list[subprocess.Popen] = []
        self.running: dict[str, subprocess.Popen] = {}
        self.commands: dict[str, list[str]] = {}
        self.restarts = 0

    # Servers

    def start(self) -> None:
        self.start_postgres()
        self.start_valkey()
        bootstrap(self.place)
        self.manage("migrate", "--verbosity", "0")
        self.sql("insert into tenancy_organisation (name) values ('Home-Start Vlaanderen vzw')")
        self.sql(
            "insert into tenancy_branch (slug, name, operator_type, municipalities, review_talk_months,"
            " perinatal_limit_months, still_needed_weeks, phone, email, organisation_id)"
            " select 'herent', 'Home-Start Herent', '', '{}', '{}', 30, 8, '', '', id"
            " from tenancy_organisation"
        )
        self.client = self.spawn(
            [sys.executable, "-m", FAULTY], stdin=subprocess.PIPE, stdout=subprocess.PIPE
        )
        self.others.append(self.client)

    def start_postgres(self) -> None:
        self.postgres = Postgres(self.place).spawn()
        self.others.append(self.postgres)
        poll(self.answers_sql)

    def start_valkey(self) -> None:
        self.valkey = Valkey(self.place).spawn()
        self.others.append(self.valkey)
        poll(self.answers_ping)

    def answers_sql(self) -> bool:
        try:
            psycopg.connect(self.place.admin_url, dbname="postgres").close()
        except psycopg.OperationalError:
            return False
        return True

    def answers_ping(self) -> bool:
        try:
            return self.broker.ping()
        except redis.RedisError:
            return False

    @property
    def broker(self) -> redis.Redis:
        return redis.Redis.from_url(self.place.redis_url)

    def sql(self, statement: str, *values: object) -> list[tuple]:
        """Run a statement as superuser: it sees the rows of all branches."""
        with psycopg.connect(self.place.admin_url) as connection:
            cursor = connection.execute(statement, values)
            return cursor.fetchall() if cursor.description else []

    # The application

    def environment(self) -> dict[str, str]:
        return {**self.place.environment(), **self.timing}

    def manage(self, *arguments: str) -> None:
        subprocess.run(
            [sys.executable, "manage.py", *arguments], cwd=ROOT, env=self.environment(), check=True
        )

    def spawn(self, command: list[str], **pipes: int) -> subprocess.Popen:
        with open(self.place.log("faulty"), "ab") as log:
            return subprocess.Popen(
                command,
                cwd=ROOT,
                env=self.environment(),
                stderr=log,
                text=True,
                start_new_session=True,
                preexec_fn=processes.dying_with_us(),
                **({"stdout": log} | pipes),
            )

    def run(self, name: str) -> None:
        """Keep the worker, or the timetable, running."""
        beat = [*CELERY, "beat", "--pidfile=", f"--schedule={self.place.directory / 'schedule'}"]
        self.commands[name] = WORKER if name == "worker" else beat
        self.running[name] = self.spawn(self.commands[name])

    def stop(self, name: str) -> None:
        process = self.running.pop(name)
        processes.kill_group(process.pid)
        process.wait()

    def tend(self) -> None:
        for name, process in self.running.items():
            if process.poll() is not None:
                processes.kill_group(process.pid)
                self.running[name] = self.spawn(self.commands[name])
                self.restarts += 1

    def enqueue(self, kind: str = "survive") -> str:
        """Ask for a job; returns its id."""
        self.client.stdin.write(f"{kind} {next(self.numbers)}\n")
        self.client.stdin.flush()
        return self.client.stdout.readline().strip()

    def enqueue_without_call(self) -> str:
        """A job of which no worker knows: its call was lost."""
        return self.sql(
            "insert into jobs_job (id, branch_id, kind, params, state, progress, step, failure, attempts)"
            " select gen_random_uuid(), id, 'survive', jsonb_build_object('number', %s::int), 'queued',"
            " 0, '', '', 0 from tenancy_branch returning id::text",
            next(self.numbers),
        )[0][0]

    # What came of it

    def state(self, job: str) -> str:
        return self.sql("select state from jobs_job where id = %s", job)[0][0]

    def results(self, job: str) -> int:
        return self.sql(
            "select count(*) from audit_auditevent where verb = 'result' and object_id = %s", job
        )[0][0]

    def wait_until(self, condition: Callable[[], bool], seconds: float) -> None:
        poll(condition, seconds, meanwhile=self.tend)

    def end(self) -> None:
        for name in list(self.running):
            self.stop(name)
        for process in self.others:
            process.kill()
            process.communicate()


def poll(
    condition: Callable[[], bool], seconds: float = 20, meanwhile: Callable[[], None] = lambda: None
) -> None:
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, f"not within {seconds} seconds"
        meanwhile()
        time.sleep(0.1)


def make_directory() -> Path:
    """Open to all on its way, because as root PostgreSQL runs as `nobody`."""
    path = Path(tempfile.mkdtemp(prefix="homestart-jobs-"))
    path.chmod(0o711)
    return path
