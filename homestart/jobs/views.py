"""How far the work is: a page, and the fragment of it that a page polls."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe
from django_htmx.http import trigger_client_event

from homestart.accounts.permissions import Permission, require
from homestart.jobs.models import Job, State


@require(Permission.EDIT_REPORTS)
@require_safe
def progress(request: HttpRequest, job_id: UUID) -> HttpResponse:
    job = get_object_or_404(Job, pk=job_id)
    template = "jobs/_progress.html" if request.htmx else "jobs/progress.html"  # type: ignore[attr-defined]
    response = render(request, template, {"job": job})
    # What shows the result on the same page shows it now.
    return trigger_client_event(response, "job-done") if job.state == State.DONE else response
