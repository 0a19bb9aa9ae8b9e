"""The application with jobs that can be told to kill their own process; only the tests start it.

`celery -A tests.jobs.faulty worker` works on them; `python -m tests.jobs.faulty` asks for them, as the web
server would. Which process dies where stands in a file, which is taken away when it happens: once is enough.
"""

import os
import signal
import sys
import time
from functools import partial
from pathlib import Path

import django
from celery.signals import before_task_publish, task_postrun, task_prerun
from django.db import close_old_connections

from homestart.celery import app

django.setup()

from homestart.accounts.permissions import Permission  # noqa: E402 (after the set-up)
from homestart.audit.models import record  # noqa: E402
from homestart.jobs.actions import enqueue  # noqa: E402
from homestart.jobs.handlers import job_handler  # noqa: E402
from homestart.jobs.tasks import run_job, sweep  # noqa: E402
from homestart.tenancy.context import branch_context  # noqa: E402
from homestart.tenancy.models import Branch  # noqa: E402

__all__ = ["app"]

FAULT = Path(os.environ["FAULT_FILE"])


def die_at(point: str) -> None:
    """Kill the child, or all that belongs to the worker, when the file names this point."""
    try:
        wanted, victim = FAULT.read_text().split()
    except FileNotFoundError:
        return
    if wanted == point:
        FAULT.unlink()
        os.kill(os.getpid(), signal.SIGKILL) if victim == "child" else os.killpg(0, signal.SIGKILL)


@task_prerun.connect(sender=run_job)
def before_claim(**kwargs: object) -> None:
    die_at("queued")


@task_postrun.connect(sender=run_job)
def before_acknowledgement(**kwargs: object) -> None:
    die_at("committed")


@before_task_publish.connect(sender=run_job.name)
def before_call(**kwargs: object) -> None:
    die_at("sweeping")


@before_task_publish.connect(sender=sweep.name)
def before_tick(**kwargs: object) -> None:
    die_at("tick")


@job_handler("survive", title="Survive", permission=Permission.EDIT_REPORTS)
def survive(job, report_progress):
    die_at("claimed")
    report_progress(50, "Half-way")
    time.sleep(float(os.environ["WORK_SECONDS"]))
    die_at("working")
    return partial(write_result, job)


def write_result(job) -> None:
    # Nothing but the job itself keeps this from being written twice.
    record("result", by=None, about=job)
    die_at("committing")


@job_handler("poison", title="Poison", permission=Permission.EDIT_REPORTS)
def poison(job, report_progress):
    os.kill(os.getpid(), signal.SIGKILL)


def main() -> None:
    """For each line "kind number" on standard input: asks for the job and prints its id."""
    for line in sys.stdin:
        kind, number = line.split()
        close_old_connections()
        with branch_context(Branch.objects.get(slug="herent")):
            job = enqueue(kind, by=None, params={"number": int(number)})
        sys.stdout.write(f"{job.pk}\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
