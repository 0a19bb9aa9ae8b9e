"""Checks that several files share: order in time, and references that must not cross families."""

from collections.abc import Iterator
from datetime import date

from django.utils.translation import gettext as _

from homestart.exchange.problems import quoted
from homestart.exchange.resource import Find, Finding, Row, RowCheck


def ends_after_start(start: str = "started_on", end: str = "ended_on") -> RowCheck:
    """The date `end` is not before the date `start` of the same record; either may be unknown."""

    def check(row: Row, find: Find) -> Iterator[Finding]:
        if row[start] and row[end] and row[end] < row[start]:
            yield Finding(end, is_before(row[end], start, row[start]))

    return check


def inside(reference: str, file: str, *columns: str) -> RowCheck:
    """The dates in `columns` lie between first and last day of the record that `reference` names."""

    def check(row: Row, find: Find) -> Iterator[Finding]:
        around = find(file, row[reference])
        if around is None:
            return
        first, last = around["started_on"], around["ended_on"]
        for column in columns:
            day = row[column]
            if day and first and day < first:
                reason = _of(is_before(day, "started_on", first), reference, row)
                yield Finding(column, reason, around, file, "started_on")
            if day and last and day > last:
                reason = _of(is_after(day, "ended_on", last), reference, row)
                yield Finding(column, reason, around, file, "ended_on")

    return check


def same_family(reference: str, file: str) -> RowCheck:
    """The record that `reference` names in `file` is of the family of this row."""

    def check(row: Row, find: Find) -> Iterator[Finding]:
        other = find(file, row[reference])
        if other and other["family"] and row["family"] and other["family"] != row["family"]:
            reason = _("%(key)s belongs to another family (%(family)s)") % {
                "key": quoted(row[reference]),
                "family": quoted(other["family"]),
            }
            yield Finding(reference, reason, other, file, "family")

    return check


def is_before(day: date, bound: str, bound_day: date) -> str:
    return _("%(day)s is before %(bound)s (%(bound_day)s)") % {
        "day": day,
        "bound": bound,
        "bound_day": bound_day,
    }


def is_after(day: date, bound: str, bound_day: date) -> str:
    return _("%(day)s is after %(bound)s (%(bound_day)s)") % {
        "day": day,
        "bound": bound,
        "bound_day": bound_day,
    }


def _of(reason: str, reference: str, row: Row) -> str:
    return _("%(reason)s of %(record)s %(key)s") % {
        "reason": reason,
        "record": reference,
        "key": quoted(row[reference]),
    }
