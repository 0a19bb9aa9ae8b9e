"""Questions about a report that join figures, records, texts and versions."""

from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone

from homestart.accounts.models import User
from homestart.accounts.queries import branches_whose_finals
from homestart.jobs.models import Job
from homestart.tenancy.models import Branch
from reporting.indicators import compute
from reporting.models import FinalReport, Report, ReportText
from reporting.reports.annual import ANNUAL
from reporting.reports.document import Document, Figures
from reporting.reports.fill import SIGNS_OF_LIFE, fill
from reporting.reports.lists import Records
from reporting.reports.texts import starting_text

#: A report shows its own year beside the one before; of the year before that, what is in a few long tables.
IDS_OF_LONG_TABLES = ANNUAL.long_figures() | set(SIGNS_OF_LIFE)
#: How many years the list of a branch offers when it is not known when the branch opened.
YEARS_OFFERED = 3


def report_document(report: Report) -> Document:
    """The report as it would be printed now: figures computed from the records, texts as last saved."""
    return fill(
        ANNUAL,
        report.branch,
        report.year,
        {**_figures(report, 2), report.year - 2: compute(report.branch, report.year - 2, IDS_OF_LONG_TABLES)},
        Records.of(report.branch, report.year),
        dict(report.texts.values_list("slot", "text")),
    )


def _figures(report: Report, years: int) -> Figures:
    return {year: compute(report.branch, year) for year in range(report.year - years + 1, report.year + 1)}


def latest_final(report: Report) -> FinalReport | None:
    """The version that is final now, without its PDF; None as long as there is none."""
    return FinalReport.objects.filter(year=report.year).defer("pdf").order_by("-version").first()


def open_job(report: Report) -> Job | None:
    """The work on this report that was asked for last: still going on, or failed and not asked for again."""
    job = Job.objects.filter(params__report=str(report.pk)).order_by("-created_at").first()
    return job if job and (job.is_open or job.failure) else None


def offered_text(report: Report, slot: str, saved: ReportText | None, begin: str) -> dict[str, Any]:
    """What the writer finds in the form: the saved text, or what it can begin with.

    `begin` is "vorig-jaar" for the text of the year before, "voorbeeld" for the starting text.
    """
    if begin == "vorig-jaar":
        text = text_of_last_year(report, slot)
    elif begin == "voorbeeld" or saved is None:
        text = starting_text(slot, report.branch, report.year, _figures(report, 2))
    else:
        text = saved.text
    return {"text": text, "version": saved.version if saved else 0}


def text_of_last_year(report: Report, slot: str) -> str:
    """What was written in the same place the year before; "" when nothing was."""
    texts = ReportText.objects.filter(report__year=report.year - 1, slot=slot)
    return texts.values_list("text", flat=True).first() or ""


@dataclass(frozen=True)
class ReportYear:
    """A year of the branch: its report and its latest final version, if there are any."""

    year: int
    report: Report | None
    final: FinalReport | None


def report_years(branch: Branch) -> list[ReportYear]:
    """The years of which there is or could be a report, the latest first; two queries."""
    reports = {report.year: report for report in Report.objects.filter(branch=branch)}
    finals = {
        final.year: final
        for final in FinalReport.objects.filter(branch=branch)
        .only("year", "version", "finalised_at")
        .order_by("version")
    }
    this_year = timezone.localdate().year
    first = branch.opened_on.year if branch.opened_on else this_year - YEARS_OFFERED + 1
    years = {*range(max(first, this_year - 9), this_year + 1), *reports}
    return [ReportYear(year, reports.get(year), finals.get(year)) for year in sorted(years, reverse=True)]


def finals_for(user: User) -> "QuerySet[FinalReport]":
    """The final reports of the branches that the user may see from outside, without their contents, the
    latest year first."""
    return (
        FinalReport.network.filter(branch__in=branches_whose_finals(user))
        .select_related("branch")
        .only("year", "version", "reason", "sha256", "finalised_at", "branch__name", "branch__slug")
        .order_by("-year", "branch__name", "-version")
    )


#: How many years the central office has on one page.
YEARS_IN_GRID = 5


@dataclass(frozen=True)
class Grid:
    """The latest final version per branch and year; None where there is none."""

    years: list[int]
    rows: list[tuple[Branch, list[FinalReport | None]]]


def finals_by_branch() -> Grid:
    """The final reports of the last five years that are over, the latest first; two queries."""
    last = timezone.localdate().year - 1
    years = list(range(last, last - YEARS_IN_GRID, -1))
    finals = {
        (final.branch_id, final.year): final
        for final in FinalReport.network.filter(year__in=years)
        .only("branch_id", "year", "version", "finalised_at")
        .order_by("version")
    }
    rows = [(branch, [finals.get((branch.pk, year)) for year in years]) for branch in Branch.objects.all()]
    return Grid(years, rows)
