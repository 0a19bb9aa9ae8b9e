"""A branch as a ZIP of its folder, and what must be known of any ZIP before it is opened.

An archive is somebody else's input: its sizes, names and kinds of entry are judged from its table of
contents, before a byte is unpacked (OWASP ASVS 5.2.3).
"""

import stat
import struct
import zipfile
import zlib
from collections.abc import Iterable, Iterator, Mapping
from functools import partial
from pathlib import Path, PurePosixPath

from django.utils.translation import gettext as _

from homestart.exchange.containers.folder import LITTER
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

MAX_PACKED_BYTES = 20 * 1024 * 1024
MAX_ENTRIES = 500
MAX_CONTENTS_BYTES = 256 * 1024
# Any date will do, as long as the same records give the same bytes.
WRITTEN_AT = (1980, 1, 1, 0, 0, 0)
UNREADABLE = (
    zipfile.BadZipFile,
    zlib.error,
    EOFError,
    NotImplementedError,
    OSError,
    ValueError,
    RuntimeError,
)


def open_safely(source: Path) -> zipfile.ZipFile:
    """The archive, once its table of contents says that it can be unpacked. Raises Refused."""
    if source.stat().st_size > MAX_PACKED_BYTES:
        raise Refused(_("larger than %(megabytes)d MB") % {"megabytes": MAX_PACKED_BYTES // 2**20})
    if _contents_bytes(source) > MAX_CONTENTS_BYTES:
        raise Refused(_("holds too many files"))
    try:
        opened = zipfile.ZipFile(source)
    except UNREADABLE:
        raise Refused(_("is not a ZIP file or an XLSX workbook, or it is damaged")) from None
    entries = opened.infolist()
    if len(entries) > MAX_ENTRIES:
        raise Refused(_("holds too many files"))
    if sum(entry.file_size for entry in entries) > MAX_BYTES:
        raise Refused(_("unpacks to more than %(megabytes)d MB") % {"megabytes": MAX_BYTES // 2**20})
    if len({entry.filename for entry in entries}) < len(entries):
        raise Refused(_("holds two files with the same name"))
    for entry in entries:
        _check_entry(entry)
    return opened


def _contents_bytes(source: Path) -> int:
    """The size of the table of contents, read from the record at the end; zipfile would read it whole."""
    with source.open("rb") as file:
        file.seek(max(0, source.stat().st_size - 65_557))
        tail = file.read()
    end = tail.rfind(b"PK\x05\x06")
    if end < 0 or len(tail) < end + 22:
        raise Refused(_("is not a ZIP file or an XLSX workbook, or it is damaged"))
    return struct.unpack("<L", tail[end + 12 : end + 16])[0]


def _check_entry(entry: zipfile.ZipInfo) -> None:
    if entry.flag_bits & 0x1:
        raise Refused(_("is protected by a password"), entry.filename)
    if stat.S_ISLNK(entry.external_attr >> 16):
        raise Refused(_("is a link to another file"), entry.filename)
    if entry.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        raise Refused(_("is compressed in a way that is not read here"), entry.filename)
    path = PurePosixPath(entry.filename)
    if path.is_absolute() or ".." in path.parts or "\\" in entry.filename or ":" in entry.filename:
        raise Refused(_("has a name that points outside of the archive"), entry.filename)


def is_workbook(source: Path) -> bool:
    """Whether the file is an XLSX workbook. Raises Refused when it is no safe archive at all."""
    with open_safely(source) as opened:
        return "[Content_Types].xml" in opened.namelist()


def read(source: Path) -> Iterator[tuple[str, Opener]]:
    """Each file's name, without the one folder that may hold them all, with the function that reads it."""
    with open_safely(source) as opened:
        paths = {PurePosixPath(entry.filename): entry for entry in opened.infolist() if not entry.is_dir()}
        files = {path: entry for path, entry in paths.items() if not _is_litter(path)}
        folders = {path.parent for path in files}
        top = folders.pop() if len(folders) == 1 else PurePosixPath()
        if len(top.parts) > 1:
            raise Refused(_("holds folders inside folders"))
        for path, entry in sorted(files.items()):
            yield str(path.relative_to(top)), partial(_unpack, opened, entry, path.name)


def _is_litter(path: PurePosixPath) -> bool:
    return path.name in LITTER or path.parts[0] == "__MACOSX"


def _unpack(opened: zipfile.ZipFile, entry: zipfile.ZipInfo, name: str, problems: Problems) -> Table:
    try:
        # zipfile reads no more than the size that the table of contents promised, which was judged before.
        raw = opened.read(entry)
    except UNREADABLE:
        raise Refused(_("is damaged"), name) from None
    return parse_csv(name, raw, problems)


def write(target: Path, tables: Mapping[str, TextRows]) -> None:
    """Writes the tables as a ZIP of the folder; the same tables give the same bytes."""
    write_entries(target, ((name, csv_bytes(rows)) for name, rows in tables.items()))


def write_entries(target: Path, entries: Iterable[tuple[str, bytes]]) -> None:
    """Writes a ZIP that holds nothing but these names and bytes: no moment, no owner."""
    target.parent.mkdir(parents=True, exist_ok=True)
    with zipfile.ZipFile(target, "x", zipfile.ZIP_DEFLATED) as packed:
        for name, content in entries:
            entry = zipfile.ZipInfo(name, WRITTEN_AT)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.external_attr = 0o600 << 16
            packed.writestr(entry, content)
