"""Loaded into the local worker (`celery worker --include`): its pool processes end when it is killed.

By themselves they would first finish the job at hand.
"""

import os
from typing import Any

from celery.signals import worker_process_init

from .processes import die_with


@worker_process_init.connect
def tether(**_: Any) -> None:
    die_with(os.getppid())
