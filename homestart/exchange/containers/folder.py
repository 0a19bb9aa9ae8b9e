"""A branch as a folder of CSV files."""

from collections.abc import Iterator, Mapping
from functools import partial
from pathlib import Path

from django.utils.translation import gettext as _

from homestart.exchange.containers.table import (
    MAX_BYTES,
    Opener,
    Refused,
    Table,
    TextRows,
    csv_bytes,
    parse_csv,
)
from homestart.exchange.problems import Problems

# What Windows and macOS leave behind in folders by themselves.
LITTER = {".DS_Store", "Thumbs.db", "desktop.ini"}


def read(source: Path) -> Iterator[tuple[str, Opener]]:
    """Each file's name with the function that reads it. Raises Refused when the folder is too large."""
    files = sorted(path for path in source.iterdir() if path.name not in LITTER)
    if sum(path.stat().st_size for path in files if path.is_file()) > MAX_BYTES:
        raise Refused(_("larger than %(megabytes)d MB") % {"megabytes": MAX_BYTES // 2**20})
    for path in files:
        yield path.name, partial(_open, path)


def _open(path: Path, problems: Problems) -> Table:
    if not path.is_file():
        raise Refused(_("is not a file"), path.name)
    return parse_csv(path.name, path.read_bytes(), problems)


def write(target: Path, tables: Mapping[str, TextRows]) -> None:
    """Writes each table as a file in the folder `target`, which is made."""
    target.mkdir(parents=True, exist_ok=True)
    for name, rows in tables.items():
        (target / name).write_bytes(csv_bytes(rows))
