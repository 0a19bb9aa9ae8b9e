"""`python -m homestart.local start|test ARGUMENTS`; `./start` and `./test` run this after installing."""

from __future__ import annotations

import os
import signal
import sys
from types import FrameType

from .checks import run_checks
from .console import tell_trouble
from .place import Place, Trouble
from .start import manage, start

USAGE = "Usage: ./start [--check] | ./start manage COMMAND…"


def main(mode: str, *arguments: str) -> int:
    """Returns the exit status."""
    for number in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, _interrupt)
    try:
        match mode, arguments:
            case "test", _:
                return run_checks(Place.from_environment(for_tests=True), list(arguments))
            case "start", ("manage", *rest):
                return manage(Place.from_environment(), rest)
            case "start", () | ("--check",):
                port = os.environ.get("PORT")
                start(
                    Place.from_environment(), check=bool(arguments), wanted_port=int(port) if port else None
                )
                return 0
            case _:
                print(USAGE, file=sys.stderr)
                return 2
    except Trouble as trouble:
        tell_trouble(trouble)
        return 1
    except KeyboardInterrupt:
        print("Stopped.", file=sys.stderr)
        return 130


def _interrupt(number: int, frame: FrameType | None) -> None:
    raise KeyboardInterrupt


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
