"""`./start`, `./start --check` and `./start manage …`."""

from __future__ import annotations

import sys
import time
import urllib.error
import urllib.request

from . import processes
from .bootstrap import bootstrap
from .console import step
from .place import Place, Trouble
from .session import MANAGE, MIGRATE, Interrupted, Session

FIRST_PORT = 8000
# Commands that hand their work to the worker.
NEED_WORKER = {"make_report"}
BRANCH, YEAR = "herent", "2025"


def start(place: Place, *, check: bool, wanted_port: int | None) -> None:
    """Start everything, make the demonstration's report, and serve until stopped (or, to check, stop)."""
    pdf = place.base / f"jaarverslag-{BRANCH}-{YEAR}.pdf"
    make_report = ["make_report", BRANCH, YEAR, "--output", str(pdf)]
    with Session(place) as session:
        step("PostgreSQL and Valkey" if place.has_own_postgres else "The server at DATABASE_URL")
        session.wait_for_servers()
        with place.alone("prepare"):
            step("Database roles")
            bootstrap(place)
            static = ("Static files", ["collectstatic", "--no-input", "--verbosity", "0"])
            session.carry_out([MIGRATE, static], output=sys.stdout)
        step("Web server and worker")
        port = ask_for_web(session, wanted_port)
        steps = [
            ("Demonstration data", ["seed_demo"]),
            (f"Annual report {YEAR} of {BRANCH.capitalize()}, made by the worker", make_report),
        ]
        session.carry_out(steps, output=sys.stdout, watched="worker")
        address = f"http://127.0.0.1:{port}/"
        session.wait_for(lambda: answers(address), "web")
        session.carry_out([("Ready. Sign in with:", ["demo_accounts"])], output=sys.stdout)
        print(f"\nAnnual report: {pdf}\nHome-Start:    {address}", flush=True)
        print(f"With one click: {address}demo/", flush=True)
        print(f"Mails land in:  {session.place.directory / 'log'}/\n", flush=True)
        if not check:
            print("Stop with Ctrl-C.", flush=True)
            keep_running(session)
        step("Stopping")


def ask_for_web(session: Session, wanted_port: int | None) -> int:
    """Ask for worker and web server; returns the port on which it will answer, or does already."""
    session.need("worker")
    with session.place.alone("web-port"):
        if not _web_runs(session):
            session.place.set_port("web", _web_port(wanted_port))
        session.need("web")
        session.wait_for(lambda: _web_runs(session), "web")
    return session.place.port("web")


def _web_runs(session: Session) -> bool:
    return bool(session.state().get("services", {}).get("web", {}).get("pid"))


def _web_port(wanted: int | None) -> int:
    if wanted is None:
        return next(port for port in range(FIRST_PORT, 65536) if processes.is_free(port))
    if not processes.is_free(wanted):
        raise Trouble(f"Port {wanted} (from PORT) is in use by another program.")
    return wanted


def answers(address: str) -> bool:
    """Whether the web server gives a proper page, the sign-in page for instance."""
    try:
        with urllib.request.urlopen(address, timeout=10):  # noqa: S310 (our own address)
            return True
    except urllib.error.HTTPError as error:
        raise Trouble(f"The web server answers {error.code} at {address}.") from error
    except OSError:
        return False


def keep_running(session: Session) -> None:
    """Until Ctrl-C. The supervisor looks after the servers, and this looks after the supervisor."""
    while True:
        session.tend()
        time.sleep(0.5)


def manage(place: Place, arguments: list[str]) -> int:
    """Run one management command; its output and status are its own."""
    with Session(place) as session:
        session.wait_for_servers()
        session.prepare_database()
        watched = "worker" if NEED_WORKER & set(arguments[:1]) else ""
        if watched:
            session.need(watched)
        try:
            return session.run([*MANAGE, *arguments], watched=watched)
        except Interrupted as interruption:
            return interruption.status
