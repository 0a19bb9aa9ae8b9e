"""What the two commands say while they work."""

from __future__ import annotations

import os
import sys
import time

from . import processes
from .place import Trouble

STARTED = float(os.environ.get("HOMESTART_STARTED") or time.time())


def step(name: str) -> None:
    """Name the step that begins, with the seconds since the command was given."""
    print(f"[{time.time() - STARTED:5.1f} s] {name}", flush=True)


def tell_trouble(trouble: Trouble) -> None:
    """The end of the log first, so that the reason is the last line."""
    if trouble.log:
        print(f"--- end of {trouble.log}\n{processes.tail(trouble.log)}\n---", file=sys.stderr)
    print(f"Stopped: {trouble}", file=sys.stderr, flush=True)
