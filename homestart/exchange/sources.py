"""The file that somebody offered, for those who read it: it lives in the database, readers want a path."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from homestart.exchange.models import Import
from homestart.exchange.own_lists import Sheet, read_sheet


@contextmanager
def as_file(offered: Import) -> Iterator[Path]:
    """The file under its own name, because that is what a problem with the file as a whole is told of."""
    with TemporaryDirectory() as folder:
        source = Path(folder) / offered.filename
        source.write_bytes(offered.content or b"")
        yield source


def sheet_of(offered: Import) -> Sheet:
    """The list in the file. Raises ImportRefused when there is none that can be read."""
    with as_file(offered) as source:
        return read_sheet(source)
