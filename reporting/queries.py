"""Questions about a report that join figures, records, texts and versions."""

from reporting.indicators import compute
from reporting.models import FinalReport, Report
from reporting.reports.annual import ANNUAL
from reporting.reports.document import Document
from reporting.reports.fill import fill
from reporting.reports.lists import Records

#: A report shows its own year and the two before it.
YEARS_SHOWN = 3


def report_document(report: Report) -> Document:
    """The report as it would be printed now: figures computed from the records, texts as last saved."""
    years = range(report.year - YEARS_SHOWN + 1, report.year + 1)
    return fill(
        ANNUAL,
        report.branch,
        report.year,
        {year: compute(report.branch, year) for year in years},
        Records.of(report.branch, report.year),
        dict(report.texts.values_list("slot", "text")),
    )


def latest_final(report: Report) -> FinalReport | None:
    """The version that is final now, without its PDF; None as long as there is none."""
    return FinalReport.objects.filter(year=report.year).defer("pdf").order_by("-version").first()


def text_of_last_year(report: Report, slot: str) -> str:
    """What was written in the same place the year before; "" when nothing was."""
    previous = Report.objects.filter(year=report.year - 1, texts__slot=slot)
    return previous.values_list("texts__text", flat=True).first() or ""
