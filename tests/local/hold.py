"""A session that lasts until this process is stopped; run by the tests, which kill it.

Arguments: the services asked for beside PostgreSQL and Valkey.
"""

import signal
import sys

from homestart.local.place import Place
from homestart.local.session import Session
from homestart.local.start import keep_running

# Whoever runs the tests in the background may have us ignore it.
signal.signal(signal.SIGINT, signal.default_int_handler)

with Session(Place.from_environment()) as session:
    session.wait_for_servers()
    for service in sys.argv[1:]:
        session.need(service)
    sys.stdout.write("ready\n")
    sys.stdout.flush()
    keep_running(session)
