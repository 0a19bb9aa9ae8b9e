"""After each request of the bench: is a branch still set on the connection that the request used?"""

import json
import os
import threading
from pathlib import Path
from typing import Any


def post_request(worker: Any, req: Any, environ: Any, resp: Any) -> None:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("select coalesce(current_setting('homestart.branch', true), '')")
        left = cursor.fetchone()[0]
    file = Path(os.environ["HOOK_FOLDER"]) / f"left-{worker.pid}-{threading.get_ident()}"
    with file.open("a") as lines:
        lines.write(json.dumps("set" if left else "") + "\n")
