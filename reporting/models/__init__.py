from reporting.models.figures import BranchFigures
from reporting.models.report import FinalReport, Report, ReportPdf, ReportText

__all__ = ["BranchFigures", "FinalReport", "Report", "ReportPdf", "ReportText"]
