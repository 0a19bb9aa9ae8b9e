from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Column:
    """A heading; `numeric` sets its cells right, `current` marks the year that the page is about."""

    label: str
    numeric: bool = False
    current: bool = False


@dataclass(frozen=True)
class Table:
    """Rows of ready text under `columns`, for components/table.html; a row's first cell is its heading."""

    caption: str
    columns: Sequence[Column]
    rows: Sequence[Sequence[object]]

    @property
    def body(self) -> list[list[tuple[Column, object]]]:
        """The rows with each cell beside its column. Raises ValueError when a row is longer or shorter."""
        return [list(zip(self.columns, row, strict=True)) for row in self.rows]
