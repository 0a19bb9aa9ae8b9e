"""Figures as they were stored last, and the totals of the network that are made of them."""

from django.utils import timezone

from homestart.tenancy.context import branch_context, network_context
from homestart.tenancy.models import Branch
from reporting.indicators import INDICATORS, Value, count
from reporting.indicators.figures import Counted
from reporting.models import BranchFigures


def store(branch: Branch, year: int) -> BranchFigures:
    """Computes the figures of a branch-year and keeps them, in the place of those that were kept before."""
    with branch_context(branch):
        counted = count(branch, year)
        figures, _created = BranchFigures.objects.update_or_create(
            year=year,
            defaults={
                "computed_at": timezone.now(),
                "values": {id: figure.value for id, figure in counted.items()},
                "parts": {id: figure.parts for id, figure in counted.items() if figure.parts is not None},
            },
        )
    return figures


def network(year: int) -> dict[str, Value]:
    """The figures of the network, {indicator id: value}, from what the branches stored; no case is read.

    A branch that has not stored figures of the year is not in it, and neither is an indicator that one of
    them did not have yet when its figures were stored.
    """
    with network_context():
        stored = list(BranchFigures.network.filter(year=year).values_list("values", "parts"))
    return {
        id: indicator.figure.total([Counted(values[id], parts.get(id)) for values, parts in stored])
        for id, indicator in INDICATORS.items()
        if all(id in values for values, _ in stored)
    }
