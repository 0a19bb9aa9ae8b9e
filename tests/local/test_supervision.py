"""The local servers live exactly as long as somebody works with them, whoever is killed."""

import os
import signal
import subprocess
import sys
import time

import psycopg
import pytest
import redis

from homestart.local import processes
from homestart.local.place import Place
from tests.local.conftest import WORKER, Servers, wait_until

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(sys.platform != "linux", reason="reads /proc"),
    pytest.mark.xdist_group("local servers"),
]


def supervisor(servers: Servers) -> int:
    return int((servers.place.directory / "supervisor.pid").read_text())


def remember(place: Place, note: str) -> None:
    with psycopg.connect(place.admin_url, dbname="postgres", autocommit=True) as connection:
        connection.execute("create table if not exists note (text text)")
        connection.execute("insert into note values (%s)", [note])


def notes(place: Place) -> list[str]:
    with psycopg.connect(place.admin_url, dbname="postgres") as connection:
        return [text for (text,) in connection.execute("select text from note")]


def answers(place: Place) -> bool:
    try:
        psycopg.connect(place.admin_url, dbname="postgres", connect_timeout=2).close()
        return bool(redis.Redis.from_url(place.redis_url, socket_timeout=2).ping())
    except (psycopg.OperationalError, redis.RedisError):
        return False


def test_ctrl_c_stops_everything(servers: Servers) -> None:
    session = servers.hold(worker=True)
    session.send_signal(signal.SIGINT)
    session.wait(60)
    assert servers.pids() == []


def test_killed_session_leaves_nothing_and_the_data_stay(servers: Servers) -> None:
    session = servers.hold(worker=True)
    remember(servers.place, "before the kill")
    session.kill()
    session.wait()
    wait_until(lambda: not servers.pids(), 60)

    servers.hold()
    assert "before the kill" in notes(servers.place)


def test_session_and_supervisor_killed_at_once_leave_nothing(servers: Servers) -> None:
    session = servers.hold(worker=True)
    os.kill(supervisor(servers), signal.SIGKILL)
    session.kill()
    session.wait()
    wait_until(lambda: not servers.pids(), 60)
    servers.hold()


def test_killed_supervisor_is_replaced_and_its_servers_with_it(servers: Servers) -> None:
    session = servers.hold(worker=True)
    before = set(servers.pids())
    os.kill(supervisor(servers), signal.SIGKILL)
    wait_until(lambda: len(servers.pids("celery")) >= 4 and answers(servers.place))
    assert before & set(servers.pids()) == {session.pid}


@pytest.mark.parametrize("words", ["bin/postgres -D", "valkey-server", "celery -A homestart beat"])
def test_killed_server_is_started_again(servers: Servers, words: str) -> None:
    servers.hold(worker=True)
    [killed] = servers.pids(words)
    os.kill(killed, signal.SIGKILL)
    wait_until(lambda: servers.pids(words) not in ([], [killed]) and answers(servers.place))


def test_killed_worker_takes_its_pool_with_it_and_is_started_again(servers: Servers) -> None:
    servers.hold(worker=True)
    before = servers.pids(WORKER)
    os.kill(before[0], signal.SIGKILL)
    wait_until(lambda: len(servers.pids(WORKER)) == 3)
    assert not set(before) & set(servers.pids(WORKER))


def test_starts_where_the_pid_file_names_another_process(servers: Servers) -> None:
    servers.hold()
    servers.end()
    stale = servers.place.directory / "postgres" / "data" / "postmaster.pid"
    stale.write_text(f"{os.getpid()}\n")
    servers.hold()
    assert answers(servers.place)


def test_starts_where_a_killed_server_still_runs(servers: Servers) -> None:
    """A supervisor without Linux's help would leave its PostgreSQL running."""
    session = servers.hold()
    [pid] = servers.pids("bin/postgres -D")
    os.kill(pid, signal.SIGSTOP)  # deaf to everything but SIGKILL
    os.kill(supervisor(servers), signal.SIGKILL)
    wait_until(lambda: processes.command_line(pid) == "" and answers(servers.place))
    assert session.poll() is None


def test_two_sessions_share_the_servers_and_the_last_stops_them(servers: Servers) -> None:
    first = servers.hold()
    second = servers.hold()
    assert len(servers.pids("bin/postgres -D")) == 1
    first.send_signal(signal.SIGINT)
    first.wait(60)
    assert answers(servers.place)
    second.send_signal(signal.SIGINT)
    second.wait(60)
    assert servers.pids() == []


def test_manage_gives_the_commands_own_output_and_status(servers: Servers) -> None:
    script = "import sys; print('ten'); sys.exit(10)"
    servers.manage("check")  # prepares the database
    done = servers.manage("shell", "--verbosity", "0", "--command", script)
    assert (done.stdout, done.stderr, done.returncode) == ("ten\n", "", 10)
    assert servers.pids() == []


def test_commands_at_once_on_a_new_place_do_not_fight(servers: Servers) -> None:
    command = [sys.executable, "-P", "-m", "homestart.local", "start", "manage", "showmigrations", "tenancy"]
    started = [
        subprocess.Popen(command, env=servers.environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        for _ in range(3)
    ]
    results = [process.communicate() for process in started]
    assert [process.returncode for process in started] == [0, 0, 0], results
    assert len({output for output, _ in results}) == 1
    assert b"[X] 0001" in results[0][0]
    assert servers.pids() == []


def test_a_server_that_cannot_start_is_told_with_its_log(servers: Servers) -> None:
    broken = servers.place.directory / "postgres" / "data" / "postgresql.auto.conf"
    if not broken.exists():
        servers.manage("check")
    kept = broken.read_text()
    broken.write_text("no_such_setting = 1\n")
    try:
        begun = time.monotonic()
        done = servers.manage("check")
    finally:
        broken.write_text(kept)
    assert done.returncode == 1
    assert "no_such_setting" in done.stderr
    assert done.stderr.splitlines()[-1] == "Stopped: postgres does not start: ended with status 1."
    assert time.monotonic() - begun < 20


def test_other_servers_in_the_same_place_are_refused(servers: Servers, directory: object) -> None:
    servers.hold()
    other = Servers(servers.place.base, REDIS_URL="redis://127.0.0.1:1/0")
    done = other.manage("check")
    assert done.returncode == 1
    assert "already runs here with other servers" in done.stderr
