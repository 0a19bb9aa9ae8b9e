"""Makes the annual report of a branch through the worker, and saves the PDF."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from homestart.jobs.models import Job, State
from homestart.jobs.queries import wait_for
from homestart.tenancy.context import branch_context
from homestart.tenancy.models import Branch
from reporting.actions import ask_for_pdf, open_report
from reporting.forms import YearForm
from reporting.models import ReportPdf

DEFAULT_TIMEOUT = 180


class Command(BaseCommand):
    help = "Makes the annual report of a branch-year as a PDF; the work itself is done by the worker."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("slug", help="the branch, for instance herent")
        parser.add_argument("year", type=int)
        parser.add_argument("--output", type=Path, required=True, metavar="FILE")
        parser.add_argument("--timeout", type=float, default=DEFAULT_TIMEOUT, metavar="SECONDS")

    def handle(self, *args: Any, **options: Any) -> None:
        branch = Branch.objects.filter(slug=options["slug"]).first()
        if branch is None:
            raise CommandError(_("There is no branch “%(slug)s”.") % {"slug": options["slug"]})
        form = YearForm({"year": options["year"]})
        if not form.is_valid():
            raise CommandError(" ".join(form.errors["year"]))
        with branch_context(branch):
            report = open_report(form.cleaned_data["year"], by=None)
            job = ask_for_pdf(report, by=None)
        job = wait_for(branch, job.pk, seconds=options["timeout"], on_step=self.tell)
        if job.state == State.FAILED:
            raise CommandError(job.failure)
        if job.is_open:
            raise CommandError(
                _("Not ready after %(seconds)d seconds. Is a worker running?")
                % {"seconds": options["timeout"]}
            )
        with branch_context(branch):
            pdf = ReportPdf.objects.get(report=report)
        options["output"].write_bytes(pdf.content)
        self.stdout.write(str(options["output"]))

    def tell(self, job: Job) -> None:
        """One line for each step, on standard error."""
        self.stderr.write(f"{job.progress:3d} %  {job.step or job.get_state_display()}", self.style.NOTICE)
