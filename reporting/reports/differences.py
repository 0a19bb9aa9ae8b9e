"""What the records say now, beside what a final report says."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from reporting.models import FinalReport
from reporting.reports import values
from reporting.reports.document import Figures
from reporting.reports.labels import part_labels


@dataclass(frozen=True)
class Difference:
    """A figure that came out differently: "was 22, is now 23"."""

    year: int
    label: str
    was: str
    now: str


def differences(final: FinalReport, current: Figures) -> list[Difference]:
    """The figures of the final report that are different now; the latest year first.

    Only figures with a definition were printed.
    """
    frozen: Mapping[str, Mapping[str, Any]] = final.figures
    return [
        Difference(int(year), label, values.in_full(was), values.in_full(now))
        for year in sorted(frozen, reverse=True)
        for id, definition in final.definitions.items()
        for label, was, now in _pairs(
            id, definition["label"], frozen[year].get(id), current.get(int(year), {}).get(id)
        )
        if values.in_full(was) != values.in_full(now)
    ]


def _pairs(id: str, label: str, was: values.Value, now: values.Value) -> Iterator[tuple[str, Any, Any]]:
    """The value then and now, part by part."""
    if not (values.has_parts(was) or values.has_parts(now)):
        yield label, was, now
        return
    before, after = was or {}, now or {}
    for part, words in part_labels(id, before | after).items():
        yield f"{label}: {words}", before.get(part, 0), after.get(part, 0)
