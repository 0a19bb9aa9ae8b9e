"""A worker that is killed in the middle of an import leaves nothing behind, and the next one does it all."""

import os
import signal
import subprocess
import sys
from urllib.parse import urlsplit

import pytest
from django.conf import settings
from django.db import connection

from families.models import Family
from homestart.accounts.models import User
from homestart.audit.models import AuditEvent
from homestart.exchange import actions
from homestart.exchange.models import Import, ImportState
from homestart.jobs.models import Job, State
from homestart.jobs.tasks import run_job
from homestart.tenancy.context import branch_context
from homestart.tenancy.models import Branch
from matching.models import Visit
from tests.exchange.test_pages import whole

# A worker in a process of its own, killed at the first row of visits: by then the families are written.
DIE = """
import os, signal, sys
import django
django.setup()
from django.db import connection
from homestart.jobs.tasks import run_job
def die(execute, sql, params, many, context):
    if sql.startswith('INSERT INTO "matching_visit"'):
        os.kill(os.getpid(), signal.SIGKILL)
    return execute(sql, params, many, context)
with connection.execute_wrapper(die):
    run_job(int(sys.argv[1]), sys.argv[2])
"""


@pytest.fixture
def job(transactional_db: None, herent: Branch, coordinator: User) -> Job:
    """An import that was checked and confirmed."""
    with branch_context(herent):
        offered = actions.offer(whole(), "herent.zip", by=coordinator)
    run_everything(herent)
    with branch_context(herent):
        offered.refresh_from_db()
        assert actions.ask_to_import(offered, plan=offered.plan, by=coordinator)
        return Job.objects.get(state=State.QUEUED)


def run_everything(branch: Branch) -> None:
    with branch_context(branch):
        waiting = list(Job.objects.filter(state=State.QUEUED).values_list("pk", flat=True))
    for job_id in waiting:
        run_job(branch.pk, str(job_id))


def seen(branch: Branch) -> tuple[int, int, int]:
    """Families, visits, and imports in the log."""
    with branch_context(branch):
        imports = AuditEvent.objects.filter(verb="import_branch")
        return Family.objects.count(), Visit.objects.count(), imports.count()


def test_a_killed_worker_leaves_nothing_and_the_next_one_does_it_all(herent: Branch, job: Job) -> None:
    address = urlsplit(os.environ["DATABASE_URL"])._replace(path=f"/{connection.settings_dict['NAME']}")
    killed = subprocess.run(
        [sys.executable, "-c", DIE, str(herent.pk), str(job.pk)],
        env={**os.environ, "DATABASE_URL": address.geturl(), "REDIS_URL": settings.REDIS_URL},
        timeout=60,
        check=False,
    )
    assert killed.returncode == -signal.SIGKILL
    assert seen(herent) == (0, 0, 0)
    with branch_context(herent):
        assert Import.objects.get().state == ImportState.CHECKED
        assert Job.objects.get(pk=job.pk).state == State.RUNNING
        # What the clock does: the lease of the dead worker is over.
        Job.objects.filter(pk=job.pk).update(lease_until="2020-01-01T00:00Z")
    run_job(herent.pk, str(job.pk))
    assert seen(herent) == (2, 2, 1)
    with branch_context(herent):
        done = Job.objects.get(pk=job.pk)
        assert (done.state, done.attempts) == (State.DONE, 2)
        assert Import.objects.get().state == ImportState.DONE
    run_job(herent.pk, str(job.pk))
    assert seen(herent) == (2, 2, 1)
