from reporting.models.figures import BranchFigures

__all__ = ["BranchFigures"]
