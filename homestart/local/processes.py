"""Processes that never outlive the one that started them."""

from __future__ import annotations

import ctypes
import os
import signal
import socket
import sys
from collections.abc import Callable, Iterator
from contextlib import suppress
from functools import partial
from pathlib import Path

# Set for every server process and inherited by whatever it forks: says whose leftover a process is.
OWNED_BY = "HOMESTART_SERVER_OF"
PR_SET_PDEATHSIG = 1
_libc = ctypes.CDLL(None) if sys.platform == "linux" else None


def dying_with_us(number: signal.Signals = signal.SIGKILL) -> Callable[[], None]:
    """Return a preexec_fn for Popen: the child gets this signal as soon as we are gone, however we go."""
    return partial(die_with, os.getpid(), number)


def die_with(parent: int, number: signal.Signals = signal.SIGKILL) -> None:
    """Ask Linux to send this process the signal when its parent ends; elsewhere nothing."""
    if _libc:
        _libc.prctl(PR_SET_PDEATHSIG, number)
        if os.getppid() != parent:  # gone before the line above
            os._exit(1)


def end_leftovers(directory: Path) -> None:
    """Kill every process that a dead supervisor of this directory left behind (reads /proc: Linux)."""
    mark = f"{OWNED_BY}={directory}".encode()
    for pid in _all_pids():
        try:
            environ = Path(f"/proc/{pid}/environ").read_bytes().split(b"\0")
        except OSError:  # ended meanwhile, or another user's
            continue
        if mark in environ and pid != os.getpid():
            kill(pid)


def _all_pids() -> Iterator[int]:
    proc = Path("/proc")
    return (int(entry.name) for entry in proc.glob("[0-9]*")) if proc.is_dir() else iter(())


def command_line(pid: int) -> str:
    """The command line of a process; empty when it is gone or a zombie."""
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace")
    except OSError:
        return ""


def kill(pid: int, number: signal.Signals = signal.SIGKILL) -> None:
    with suppress(ProcessLookupError):
        os.kill(pid, number)


def kill_group(pid: int) -> None:
    with suppress(ProcessLookupError, PermissionError):  # macOS answers EPERM for a group of zombies
        os.killpg(pid, signal.SIGKILL)


def is_free(port: int) -> bool:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
    return True


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def tail(log: Path, lines: int = 15) -> str:
    """The last lines of a log file; empty when there is none."""
    try:
        return "\n".join(log.read_text(errors="replace").splitlines()[-lines:])
    except FileNotFoundError:
        return ""
