"""Pieces of models that have a first and a last day."""

from django.db.models import CheckConstraint, F, Q
from django.utils.translation import gettext_lazy as _


def ends_after_start(name: str, start: str = "started_on", end: str = "ended_on") -> CheckConstraint:
    """A named constraint: the end is not before the start; either may be unknown."""
    return CheckConstraint(
        condition=Q(**{f"{end}__isnull": True})
        | Q(**{f"{start}__isnull": True})
        | Q(**{f"{end}__gte": F(start)}),
        name=name,
        violation_error_message=_("The end is before the start."),
    )
