"""Whatever is killed, each job gives its result exactly once, and soon.

Short times here, so that the suite stays quick; with the times of production (as in homestart/settings.py):
JOB_LEASE_SECONDS=60 JOB_SWEEP_SECONDS=15 JOB_PATIENCE_SECONDS=20 ./test tests/jobs/test_survival.py -s
"""

import os
import shutil
import signal
import time
from collections.abc import Iterator

import pytest

from homestart.jobs.models import MAX_ATTEMPTS
from tests.jobs.servers import Servers, make_directory

pytestmark = pytest.mark.slow

TIMING = {
    "JOB_LEASE_SECONDS": os.environ.get("JOB_LEASE_SECONDS", "2"),
    "JOB_SWEEP_SECONDS": os.environ.get("JOB_SWEEP_SECONDS", "1"),
    "JOB_PATIENCE_SECONDS": os.environ.get("JOB_PATIENCE_SECONDS", "1"),
    "WORK_SECONDS": "1",
}
LEASE, SWEEP, PATIENCE, WORK = map(float, TIMING.values())
# A worker that starts, on a busy machine.
START = 15
#: The latest moment at which a job that broke off is done: 90 + START seconds with the times of production.
RECOVERY = max(LEASE, PATIENCE) + 2 * SWEEP + WORK + START


@pytest.fixture(scope="module")
def machine() -> Iterator[Servers]:
    directory = make_directory()
    servers = Servers(directory, TIMING)
    try:
        servers.start()
        servers.run("worker")
        servers.run("beat")
        yield servers
    finally:
        servers.end()
        shutil.rmtree(directory)


@pytest.fixture
def servers(machine: Servers) -> Iterator[Servers]:
    """All is well: a job has just been done without trouble."""
    first = machine.enqueue()
    machine.wait_until(lambda: machine.state(first) == "done", RECOVERY)
    yield machine
    machine.fault.unlink(missing_ok=True)


def expect_once(servers: Servers, job: str, since: float, what: str) -> None:
    servers.wait_until(lambda: servers.state(job) == "done", RECOVERY)
    took = time.monotonic() - since
    assert servers.results(job) == 1
    tell(f"{what}: {took:.1f} s")


def tell(measured: str) -> None:
    print(f"\n{measured}", end="")  # noqa: T201 (shown with -s)


@pytest.mark.parametrize("victim", ["child", "worker"])
@pytest.mark.parametrize("point", ["queued", "claimed", "working", "committing", "committed"])
def test_killed_during_a_job(servers: Servers, point: str, victim: str) -> None:
    servers.fault.write_text(f"{point} {victim}")
    start = time.monotonic()
    job = servers.enqueue()
    servers.wait_until(lambda: not servers.fault.exists(), RECOVERY)
    expect_once(servers, job, start, f"{victim} killed when {point}")


@pytest.mark.parametrize(
    ("point", "victim"), [("sweeping", "child"), ("sweeping", "worker"), ("tick", "beat")]
)
def test_killed_during_a_sweep(servers: Servers, point: str, victim: str) -> None:
    servers.fault.write_text(f"{point} {victim}")
    start = time.monotonic()
    job = servers.enqueue_without_call()
    servers.wait_until(lambda: not servers.fault.exists(), RECOVERY)
    expect_once(servers, job, start, f"{victim} killed when {point}")


def test_nothing_is_lost_with_the_broker(servers: Servers) -> None:
    servers.valkey.kill()
    servers.valkey.wait()
    start = time.monotonic()
    jobs = [servers.enqueue() for _ in range(3)]
    assert time.monotonic() - start < 5, "asking for work must not wait for the broker"
    servers.start_valkey()
    for job in jobs:
        expect_once(servers, job, start, "Valkey killed, asked while it was away")


def test_asking_does_not_wait_for_a_broker_that_hangs(servers: Servers) -> None:
    servers.valkey.send_signal(signal.SIGSTOP)
    start = time.monotonic()
    job = servers.enqueue()
    took = time.monotonic() - start
    servers.valkey.send_signal(signal.SIGCONT)
    assert took < 8
    tell(f"asked while Valkey hangs: {took:.1f} s")
    expect_once(servers, job, start, "Valkey hung, asked meanwhile")


def test_a_job_at_hand_does_not_notice_the_broker(servers: Servers) -> None:
    job = servers.enqueue()
    servers.wait_until(lambda: servers.state(job) == "running", RECOVERY)
    start = time.monotonic()
    servers.valkey.kill()
    servers.valkey.wait()
    servers.start_valkey()
    expect_once(servers, job, start, "Valkey killed during a job")


def test_nothing_is_lost_with_the_queue(servers: Servers) -> None:
    start = time.monotonic()
    jobs = [servers.enqueue() for _ in range(6)]
    servers.broker.flushall()
    for job in jobs:
        expect_once(servers, job, start, "FLUSHALL with 6 jobs waiting")


def test_nothing_is_lost_with_the_database(servers: Servers) -> None:
    jobs = [servers.enqueue() for _ in range(4)]
    servers.wait_until(lambda: "running" in map(servers.state, jobs), RECOVERY)
    start = time.monotonic()
    servers.postgres.send_signal(
        signal.SIGQUIT
    )  # "immediate": no goodbye to anyone, recovery at the next start
    servers.postgres.wait()
    servers.start_postgres()
    for job in jobs:
        expect_once(servers, job, start, "PostgreSQL stopped at once during jobs")


def test_poison_fails_and_the_queue_keeps_moving(servers: Servers) -> None:
    start = time.monotonic()
    poison = servers.enqueue("poison")
    others = [servers.enqueue() for _ in range(4)]
    for job in others:
        expect_once(servers, job, start, "beside poison")
    servers.wait_until(lambda: servers.state(poison) == "failed", MAX_ATTEMPTS * RECOVERY)
    attempts, reason = servers.sql("select attempts, failure from jobs_job where id = %s", poison)[0]
    assert attempts == MAX_ATTEMPTS
    assert reason
    tell(f"poison failed: {time.monotonic() - start:.1f} s")
