"""The three forms of a branch: a folder of CSV files, a ZIP of that folder, a workbook with a sheet per file.

Reading gives the same tables for all three, writing takes the same tables; nothing here knows what a
file is about.
"""

from collections.abc import Collection, Iterator, Mapping
from pathlib import Path

from django.utils.translation import gettext as _

from homestart.exchange.containers import archive, folder, workbook
from homestart.exchange.containers.table import Refused, Table, TextRows
from homestart.exchange.problems import WHOLE_LINE, Problems

__all__ = ["Table", "TextRows", "read_tables", "write_tables"]


def read_tables(source: Path, known: Collection[str], problems: Problems) -> dict[str, Table]:
    """The tables of `source` by file name (`families.csv`); files that are not in `known` become problems."""
    try:
        if source.is_dir():
            files = folder.read(source)
        elif not source.is_file():
            raise Refused(_("there is no such file or folder"))
        elif archive.is_workbook(source):
            files = workbook.read(source)
        else:
            files = archive.read(source)
        return dict(_known_tables(files, known, problems))
    except PermissionError as error:
        problems.add(Path(error.filename or source).name, 1, WHOLE_LINE, _("may not be read by this program"))
        return {}
    except Refused as refused:
        problems.add(refused.file or source.name, 1, WHOLE_LINE, refused.reason)
        return {}


def _known_tables(
    files: Iterator[tuple[str, folder.Opener]], known: Collection[str], problems: Problems
) -> Iterator[tuple[str, Table]]:
    for name, open_table in files:
        if name in known:
            yield name, open_table(problems)
        else:
            problems.add(name, 1, WHOLE_LINE, _("no such file exists in the exchange format"))


def write_tables(target: Path, tables: Mapping[str, TextRows]) -> None:
    """Writes the tables as a folder, or as a ZIP or a workbook when `target` ends in .zip or .xlsx.

    Raises FileExistsError when something else is there already, and ValueError when a text is too long
    for a cell of a workbook.
    """
    if target.exists() and not (target.is_dir() and not any(target.iterdir())):
        raise FileExistsError(_("%(path)s exists already") % {"path": target})
    write = {".zip": archive.write, ".xlsx": workbook.write}.get(target.suffix.lower(), folder.write)
    write(target, tables)
