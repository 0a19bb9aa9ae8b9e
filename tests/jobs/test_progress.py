"""How far it is: for whoever makes the reports of the branch, with and without JavaScript."""

import pytest

from homestart.jobs.actions import enqueue
from homestart.jobs.lease import Lease
from homestart.jobs.models import Job
from homestart.jobs.tasks import run_job
from homestart.tenancy.context import branch_context
from tests.jobs.conftest import KIND

HTMX = {"HX-Request": "true"}


@pytest.fixture
def job(herent, coordinator, counting) -> Job:
    with branch_context(herent):
        return enqueue(KIND, by=coordinator, params={"year": 2025})


@pytest.fixture
def url(job) -> str:
    return f"/herent/taken/{job.pk}/"


def test_an_open_job_asks_again_and_a_finished_one_shows_its_result(sign_in, coordinator, herent, job, url):
    client = sign_in(coordinator)
    waiting = client.get(url, headers=HTMX).content.decode()
    assert f'hx-get="{url}"' in waiting
    assert "<html" not in waiting

    Lease.take(herent, job.pk).report_progress(40, "Halfway the meadow")
    busy = client.get(url, headers=HTMX).content.decode()
    assert 'value="40" max="100"' in busy
    assert "Halfway the meadow" in busy
    assert f'hx-get="{url}"' in busy

    with branch_context(herent):
        Job.objects.update(state="queued", claim=None, lease_until=None)
    run_job(herent.pk, str(job.pk))
    ready = client.get(url, headers=HTMX).content.decode()
    assert "hx-get" not in ready
    assert 'href="/herent/sheep/"' in ready


def test_a_failed_job_says_why(sign_in, coordinator, herent, job, url):
    Lease.take(herent, job.pk).fail("Er zijn geen schapen.")
    failed = sign_in(coordinator).get(url, headers=HTMX).content.decode()
    assert "Er zijn geen schapen." in failed
    assert "hx-get" not in failed


def test_the_page_includes_the_fragment(sign_in, coordinator, url):
    client = sign_in(coordinator)
    fragment = client.get(url, headers=HTMX).content.decode()
    page = client.get(url).content.decode()
    assert "<html" in page
    assert fragment.strip() in page


def test_others_find_nothing(sign_in, other_coordinator, central_office, job, url):
    assert sign_in(other_coordinator).get(url).status_code == 404
    assert sign_in(central_office).get(url).status_code == 404
    assert sign_in(other_coordinator).get(f"/aalst/taken/{job.pk}/").status_code == 404
