"""Opens a file that somebody sent, to see that it is what it says, and gives it back without what it tells
about its maker. Runs in a process of its own, which may use only so much memory and time.
"""

import io
import resource
import subprocess
import sys
import zipfile
from pathlib import Path

from homestart.uploads.formats import Format

PROJECT = Path(__file__).resolve().parents[2]
SECONDS = 20
MEMORY_BYTES = 1024**3
#: More than the largest photograph of a telephone.
MAX_PIXELS = 120_000_000
#: Enough to read a photographed letter and to print it.
LONGEST_SIDE = 3000
MAX_ENTRIES = 2000
MAX_UNPACKED_BYTES = 200 * 1024**2
MAX_INDEX_BYTES = 2 * 1024**2

#: How the process says why it did not give a file back.
OTHER_KIND, PROTECTED, TOO_LARGE, ACTIVE = 3, 4, 5, 6


class Unusable(Exception):
    """The file cannot be kept; `why` is one of the reasons above."""

    def __init__(self, why: int) -> None:
        super().__init__(why)
        self.why = why


def cleaned(content: bytes, kind: Format) -> bytes:
    """The same document, without what is hidden in it. Raises Unusable.

    Of a photograph nothing but the picture is left: no place, no camera, no preview. Of a PDF the author, the
    scripts and the files inside it are taken out; one that is signed stays as it is, for the signature holds
    for that alone. What a Word or OpenDocument text tells of its author stays in it.
    """
    try:
        process = subprocess.run(
            [sys.executable, "-m", "homestart.uploads.cleaning", kind.value],
            input=content,
            # What it opens is somebody else's: it gets to know nothing of ours.
            env={},
            cwd=PROJECT,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            timeout=SECONDS,
            check=False,
        )
    except subprocess.TimeoutExpired:
        raise Unusable(TOO_LARGE) from None
    if process.returncode:
        # Killed for what it used, or out of memory: what was sent was made for that.
        known = process.returncode in (OTHER_KIND, PROTECTED, ACTIVE)
        raise Unusable(process.returncode if known else TOO_LARGE)
    return process.stdout


def picture(content: bytes, kind: Format) -> bytes:
    """The picture drawn anew, upright and not larger than needed."""
    from PIL import Image, ImageOps

    wanted = {Format.JPEG: "JPEG", Format.PNG: "PNG"}[kind]
    try:
        # Only this one decoder may look at it.
        image: Image.Image = Image.open(io.BytesIO(content), formats=[wanted])
    except (OSError, SyntaxError, ValueError):
        raise Unusable(OTHER_KIND) from None
    if image.width * image.height > MAX_PIXELS:
        raise Unusable(TOO_LARGE)
    try:
        image.draft("RGB", (LONGEST_SIDE, LONGEST_SIDE))
        upright = ImageOps.exif_transpose(image)
        drawn = upright.convert("RGB" if kind == Format.JPEG else "RGBA")
    except (OSError, SyntaxError, ValueError, EOFError):
        raise Unusable(OTHER_KIND) from None
    drawn.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
    # Into a new picture, for what else hangs on the old one must not come along.
    anew = Image.new(drawn.mode, drawn.size)
    anew.paste(drawn)
    kept = io.BytesIO()
    anew.save(kept, wanted, **({"quality": 88, "optimize": True} if kind == Format.JPEG else {}))
    return kept.getvalue()


def pdf(content: bytes, kind: Format) -> bytes:
    """The pages, without author, scripts and files; as it is when it is signed."""
    import pikepdf

    if not content.startswith(b"%PDF-"):
        raise Unusable(OTHER_KIND)
    try:
        with pikepdf.open(io.BytesIO(content)) as opened:
            if opened.is_encrypted:
                raise Unusable(PROTECTED)
            if not len(opened.pages):
                raise Unusable(OTHER_KIND)
            if int(opened.Root.get("/AcroForm", {}).get("/SigFlags", 0)) & 1:
                return content
            for name in ("/Metadata", "/OpenAction", "/AA", "/PieceInfo", "/AF"):
                if name in opened.Root:
                    del opened.Root[name]
            names = opened.Root.get("/Names", {})
            for name in ("/JavaScript", "/EmbeddedFiles"):
                if name in names:
                    del names[name]
            for page in opened.pages:
                for name in ("/Metadata", "/AA", "/PieceInfo", "/AF"):
                    if name in page.obj:
                        del page.obj[name]
            del opened.docinfo
            kept = io.BytesIO()
            opened.save(kept)
    except pikepdf.PasswordError:
        raise Unusable(PROTECTED) from None
    except (pikepdf.PdfError, ValueError, TypeError, AttributeError, RuntimeError):
        raise Unusable(OTHER_KIND) from None
    return kept.getvalue()


def office(content: bytes, kind: Format) -> bytes:
    """The text as it is; only its table of contents and two small parts were read, nothing was unpacked."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as opened:
            entries = opened.infolist()
            names = {entry.filename for entry in entries}
            if len(entries) > MAX_ENTRIES or sum(entry.file_size for entry in entries) > MAX_UNPACKED_BYTES:
                raise Unusable(TOO_LARGE)
            if any(entry.flag_bits & 0x1 for entry in entries):
                raise Unusable(PROTECTED)
            if kind == Format.DOCX:
                _check_docx(opened, names)
            else:
                _check_odt(opened, names)
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError, RuntimeError, KeyError):
        raise Unusable(OTHER_KIND) from None
    return content


def _check_docx(opened: zipfile.ZipFile, names: set[str]) -> None:
    index = _start_of(opened, "[Content_Types].xml")
    if b"wordprocessingml.document.main+xml" not in index or "word/document.xml" not in names:
        raise Unusable(ACTIVE if b"macroEnabled" in index else OTHER_KIND)
    if b"macroEnabled" in index or b"vbaProject" in index or any("vbaproject" in n.lower() for n in names):
        raise Unusable(ACTIVE)


def _check_odt(opened: zipfile.ZipFile, names: set[str]) -> None:
    told = _start_of(opened, "mimetype")
    if told.strip() != b"application/vnd.oasis.opendocument.text" or "content.xml" not in names:
        raise Unusable(OTHER_KIND)
    if any(name.startswith(("Basic/", "Scripts/")) for name in names):
        raise Unusable(ACTIVE)


def _start_of(opened: zipfile.ZipFile, name: str) -> bytes:
    """What an entry holds, as far as that is read, whatever size it says that it has."""
    with opened.open(name) as entry:
        return entry.read(MAX_INDEX_BYTES)


CLEANERS = {
    Format.JPEG: picture,
    Format.PNG: picture,
    Format.PDF: pdf,
    Format.DOCX: office,
    Format.ODT: office,
}


def main(kind: str) -> int:
    """Reads the file and writes what is kept of it; the status says why not."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    try:
        kept = CLEANERS[Format(kind)](sys.stdin.buffer.read(), Format(kind))
    except Unusable as unusable:
        return unusable.why
    except MemoryError:
        return TOO_LARGE
    sys.stdout.buffer.write(kept)
    sys.stdout.buffer.flush()
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
