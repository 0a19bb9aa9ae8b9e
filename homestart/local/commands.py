"""Several management commands in one process, because Django takes more than a second to load.

`python -m homestart.local.commands '[["name of the step", ["command", "argument"]], …]'`; ends with the
status of the first that fails.
"""

from __future__ import annotations

import json
import os
import sys

from django.core.management import execute_from_command_line

from .console import step

if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "homestart.settings")
    for name, arguments in json.loads(sys.argv[1]):
        step(name)
        execute_from_command_line(["manage.py", *arguments])
