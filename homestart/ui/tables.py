from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Column:
    """A heading; `numeric` sets its cells right, `current` marks the year that the page is about.

    `sort` is the word in the address by which a list is put in the order of this column.
    """

    label: Any
    numeric: bool = False
    current: bool = False
    sort: str = ""


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


@dataclass(frozen=True)
class Action:
    """The one next thing to do with a row: a link, or with `post` a form that does it at once."""

    label: Any
    url: str
    post: bool = False


@dataclass(frozen=True)
class Row:
    """Ready cells, the first of them the heading and with `url` a link to the record itself."""

    cells: Sequence[object]
    url: str = ""
    action: Action | None = None


@dataclass(frozen=True)
class ListTable:
    """A list of records, for components/list_table.html: columns to sort by, a next action per row.

    `order` is the word of the column that the rows are sorted by, with "-" before it from high to low.
    On a phone each row is a card with the headings as labels.
    """

    caption: str
    columns: Sequence[Column]
    rows: Sequence[Row]
    order: str = ""

    @property
    def heads(self) -> list[tuple[Column, str, str]]:
        """Each column with the order that a press on it gives, and its aria-sort; both "" when unsortable."""
        heads = []
        for column in self.columns:
            ascending = bool(column.sort) and self.order == column.sort
            descending = bool(column.sort) and self.order == f"-{column.sort}"
            following = f"-{column.sort}" if ascending else column.sort
            heads.append(
                (column, following, "ascending" if ascending else "descending" if descending else "")
            )
        return heads

    @property
    def body(self) -> list[tuple[Row, list[tuple[Column, object]]]]:
        """The rows with each cell beside its column. Raises ValueError when a row is longer or shorter."""
        return [(row, list(zip(self.columns, row.cells, strict=True))) for row in self.rows]

    @property
    def has_actions(self) -> bool:
        return any(row.action for row in self.rows)
