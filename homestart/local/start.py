"""`./start`, `./start --check` and `./start manage …`."""

from __future__ import annotations

import sys
import time
import urllib.error
import urllib.request
from pathlib import Path

from . import processes
from .console import step
from .place import Place, Trouble
from .session import MANAGE, Interrupted, Session

FIRST_PORT = 8000
# Commands that hand their work to the worker.
NEED_WORKER = {"make_report"}
BRANCH, YEAR = "herent", "2025"


def start(place: Place, *, check: bool, wanted_port: int | None) -> None:
    """Start everything, make the demonstration's report, and serve until stopped (or, to check, stop)."""
    output = sys.stdout
    with Session(place) as session:
        step("PostgreSQL and Valkey" if place.has_own_postgres else "Servers at DATABASE_URL")
        session.wait_for_servers()
        step("Database roles and migrations")
        session.prepare_database(output=output)
        step("Static files")
        session.manage("collectstatic", "--no-input", "--verbosity", "0", output=output)
        step("Demonstration data")
        session.manage("seed_demo", output=output)
        step("Web server and worker")
        address = serve(session, wanted_port)
        step(f"Annual report {YEAR} of {BRANCH.capitalize()}, made by the worker")
        pdf = place.base / f"jaarverslag-{BRANCH}-{YEAR}.pdf"
        session.manage("make_report", BRANCH, YEAR, "--output", str(pdf), output=output, watched="worker")
        step("Ready")
        tell(session, address, pdf)
        if not check:
            print("Stop with Ctrl-C.", flush=True)
            keep_running(session)
        step("Stopping")


def serve(session: Session, wanted_port: int | None) -> str:
    """Start worker and web server, or join those that run; returns the address that answers."""
    session.need("worker")
    place = session.place
    with place.alone("web-port"):
        if not session.state()["services"]["web"]["pid"]:
            place.set_port("web", _web_port(wanted_port))
        session.need("web")
        address = f"http://127.0.0.1:{place.port('web')}/"
        session.wait_for(lambda: _answers(address), "web")
    return address


def _web_port(wanted: int | None) -> int:
    if wanted is None:
        return next(port for port in range(FIRST_PORT, 65536) if processes.is_free(port))
    if not processes.is_free(wanted):
        raise Trouble(f"Port {wanted} (from PORT) is in use by another program.")
    return wanted


def _answers(address: str) -> bool:
    """Whether the web server gives a proper page, the sign-in page for instance."""
    try:
        with urllib.request.urlopen(address, timeout=10):  # noqa: S310 (our own address)
            return True
    except urllib.error.HTTPError as error:
        raise Trouble(f"The web server answers {error.code} at {address}.") from error
    except OSError:
        return False


def tell(session: Session, address: str, pdf: Path) -> None:
    print(f"\nHome-Start    {address}\nAnnual report {pdf}\n", flush=True)
    session.manage("demo_accounts", output=sys.stdout)


def keep_running(session: Session) -> None:
    """Until Ctrl-C. The supervisor looks after the servers, and this looks after the supervisor."""
    while True:
        session.tend()
        time.sleep(0.5)


def manage(place: Place, arguments: list[str]) -> int:
    """Run one management command; its output and status are its own."""
    with Session(place) as session:
        session.wait_for_servers()
        session.prepare_database(output=sys.stderr, always=False)
        watched = "worker" if NEED_WORKER & set(arguments[:1]) else ""
        if watched:
            session.need(watched)
        try:
            return session.run([*MANAGE, *arguments], watched=watched)
        except Interrupted as interruption:
            return interruption.status
