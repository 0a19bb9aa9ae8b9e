"""`./test`: every check, then the tests, on servers of their own."""

from __future__ import annotations

import shutil
import subprocess
import sys

from .bootstrap import bootstrap
from .console import step
from .place import ROOT, Place
from .session import MANAGE, Session

RUFF = [sys.executable, "-m", "ruff"]
LINT_IMPORTS = "from importlinter.cli import lint_imports_command; lint_imports_command()"
# Fails on a broken placeholder; Django reads the compiled catalogues beside it, so gettext is not required.
MSGFMT = ["msgfmt", "--check", "--output-file=/dev/null"]
STATIC_CHECKS = {
    "Lint (ruff)": [*RUFF, "check", "--quiet"],
    "Format (ruff)": [*RUFF, "format", "--check", "--quiet"],
    "Import order (import-linter)": [sys.executable, "-c", LINT_IMPORTS],
    # One at a time: together they would be one catalogue to it.
    **{
        f"Catalogue {path.parts[-3]} (msgfmt)": [*MSGFMT, str(path)]
        for path in sorted(ROOT.glob("locale/*/LC_MESSAGES/*.po"))
    },
}
CHECKS_WITH_SERVERS = {
    # Its Django plugin loads the settings.
    "Types (mypy)": [sys.executable, "-m", "mypy"],
    "Migrations are complete": [*MANAGE, "makemigrations", "--check", "--dry-run"],
    "Django's own checks": [*MANAGE, "check", "--fail-level", "WARNING"],
}
PYTEST = [sys.executable, "-m", "pytest"]
LEAK_TESTS = [*PYTEST, "-q", "-m", "leak", "-n", "2"]
# Each of the two walls between branches must hold without the other.
ONE_WALL = {
    "Leak tests without the database's wall": [*LEAK_TESTS, "--without-database-wall"],
    "Leak tests without the code's wall": [*LEAK_TESTS, "--without-code-wall"],
}


def run_checks(place: Place, pytest_arguments: list[str]) -> int:
    """Run all, also after a failure; returns 0 when all passed. Pytest's summary is the last line.

    With arguments only pytest runs, with these: `./test tests/families -k referral`.
    """
    place.make()
    failed = []
    with place.alone("checks"):
        if not pytest_arguments:
            failed += [name for name, command in STATIC_CHECKS.items() if not _passes(name, command)]
        step("PostgreSQL and Valkey for the tests")
        with Session(place) as session:
            session.wait_for_servers()
            bootstrap(place)
            if not pytest_arguments:
                checks = {**CHECKS_WITH_SERVERS, **ONE_WALL}
                failed += [name for name, command in checks.items() if not _passes(name, command, session)]
            _tell_missing_chromium()
            for name in failed:
                print(f"FAILED: {name} (see above)", flush=True)
            step("Tests (pytest)")
            status = session.run([*PYTEST, *(pytest_arguments or ["-n", "2", "--dist", "loadgroup"])])
    return status or int(bool(failed))


def _passes(name: str, command: list[str], session: Session | None = None) -> bool:
    if not shutil.which(command[0]):
        step(f"{name}: skipped, {command[0]} is not installed")
        return True
    step(name)
    status = session.run(command) if session else subprocess.run(command, cwd=ROOT).returncode
    return status == 0


def _tell_missing_chromium() -> None:
    if not shutil.which("chromium"):
        print("!!! BROWSER TESTS ARE SKIPPED: no chromium (sudo apt-get install -y chromium)", flush=True)
