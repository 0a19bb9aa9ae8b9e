"""Makes the virtual environment and the system packages ready, then hands over to homestart.local.

Runs on the system's Python before anything is installed, so it imports the standard library only.
Silent when there is nothing to do; what it does it says on standard error, because the standard output
of `./start manage …` belongs to the command.
"""

from __future__ import annotations

import ctypes
import fcntl
import hashlib
import importlib.util
import os
import shutil
import signal
import subprocess
import sys
import time
import venv
from collections.abc import Iterable
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
ENVIRONMENT = ROOT / ".venv"
PYTHON = ENVIRONMENT / "bin" / "python"
# Names the interpreter and the completely installed locks; absent while an installation is unfinished.
MARKER = ENVIRONMENT / "installed"

# What a lock holds beside itself: whoever has the packages of ./test has those of ./start.
LOCKS = {"start": ["requirements-start.lock"], "test": ["requirements-dev.lock", "requirements-start.lock"]}

PANGO = {
    "libpango-1.0.so.0": "libpango-1.0-0",
    "libpangoft2-1.0.so.0": "libpangoft2-1.0-0",
    "libharfbuzz-subset.so.0": "libharfbuzz-subset0",
}
TEST_PROGRAMS = {"chromium": "chromium", "pdftoppm": "poppler-utils", "xgettext": "gettext"}


def main() -> None:
    mode = sys.argv[1]
    started = os.environ.setdefault("HOMESTART_STARTED", str(time.time()))
    folder = Path(os.environ.get("HOMESTART_LOCAL") or ROOT / ".local")
    folder.mkdir(mode=0o711, parents=True, exist_ok=True)
    with open(folder / "install.lock", "w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if mode == "test":
            install_test_programs(float(started))
        if not is_installed(mode):
            install(mode, float(started))
        install_pango(float(started))
    # -P: a file in the caller's folder must not be taken for one of our modules.
    os.environ["PYTHONPATH"] = str(ROOT)
    # Compiling every module anew in every process would almost double the time of a start.
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
    os.execv(PYTHON, [str(PYTHON), "-P", "-m", "homestart.local", *sys.argv[1:]])


def say(started: float, message: str) -> None:
    print(f"[{time.time() - started:5.1f} s] {message}", file=sys.stderr, flush=True)


# Python packages


def is_installed(mode: str) -> bool:
    return MARKER.exists() and set(fingerprints(mode)) <= set(MARKER.read_text().splitlines())


def fingerprints(mode: str) -> list[str]:
    """One line per lock: this interpreter and the lock's checksum."""
    version = "{}.{}".format(*sys.version_info)
    return [f"{version} {hashlib.sha256((ROOT / name).read_bytes()).hexdigest()}" for name in LOCKS[mode]]


def install(mode: str, started: float) -> None:
    uv = shutil.which("uv")
    if not uv and importlib.util.find_spec("ensurepip") is None:
        install_packages(["python3-venv"], started)
    fresh = not MARKER.exists()
    MARKER.unlink(missing_ok=True)
    if fresh:
        if ENVIRONMENT.is_symlink():
            # It would be emptied for whoever it belongs to.
            sys.exit(f"{ENVIRONMENT} leads elsewhere. Remove that link first.")
        say(started, "Virtual environment")
        venv.create(ENVIRONMENT, clear=True, with_pip=not uv)
    lock = ROOT / LOCKS[mode][0]
    say(started, f"Python packages of {lock.name}")
    pip = [PYTHON, "-m", "pip", "--disable-pip-version-check", "-q", "install", "--no-compile", "--no-deps"]
    command = [uv, "pip", "install", "-q", "--python", PYTHON] if uv else [*pip, "--root-user-action=ignore"]
    run([*command, "--require-hashes", "-r", lock], f"The packages of {lock.name} could not be installed.")
    MARKER.write_text("\n".join(fingerprints(mode)) + "\n")


# System packages


def install_pango(started: float) -> None:
    missing = [package for library, package in PANGO.items() if not is_loadable(library)]
    if missing and sys.platform == "linux":
        install_packages(missing, started)


def is_loadable(library: str) -> bool:
    try:
        ctypes.CDLL(library)
    except OSError:
        return False
    return True


def install_test_programs(started: float) -> None:
    """As root on Debian. Otherwise the tests that need them skip, and say so."""
    missing = [package for program, package in TEST_PROGRAMS.items() if not shutil.which(program)]
    if missing and can_install():
        install_packages(missing, started)


def can_install() -> bool:
    return os.geteuid() == 0 and shutil.which("apt-get") is not None


def install_packages(packages: Iterable[str], started: float) -> None:
    names = " ".join(packages)
    line = f"apt-get install -y --no-install-recommends {names}"
    if not can_install():
        sys.exit(f"Missing: {names}. On Debian, run this and start again:\n  sudo {line}")
    say(started, f"System packages: {names}")
    os.environ["DEBIAN_FRONTEND"] = "noninteractive"
    command = [*line.split(), "-q", "-o", "DPkg::Lock::Timeout=120"]
    if subprocess.run(command, capture_output=True).returncode != 0:
        subprocess.run(["apt-get", "update", "-q"], capture_output=True)
        run(command, f"apt-get could not install {names}.", dies_with_us=False)


# Processes


def run(command: list, failure: str, *, dies_with_us: bool = True) -> None:
    """Run the command silently; when it fails, stop with the reason and the end of what it said."""
    done = subprocess.run(
        list(map(str, command)),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        # A killed apt-get would leave half-configured packages; a killed pip is simply done again.
        preexec_fn=die_with_parent if dies_with_us else None,
    )
    if done.returncode != 0:
        tail = "\n".join(done.stdout.splitlines()[-15:])
        sys.exit(f"{failure}\n{tail}")


def die_with_parent() -> None:
    """In the child: ask Linux for a SIGKILL when this process is killed (see processes.py)."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(1, signal.SIGKILL)


if __name__ == "__main__":
    main()
