"""Files as people send them, and as nobody should; all made here."""

import io
import struct
import zipfile
import zlib

import pikepdf
from PIL import Image

#: The test text of all virus scanners; in two parts, so that no scanner takes this file away.
EICAR = (r"X5O!P%@AP[4\PZX54(P^)7CC)7}" + "$EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*").encode()
WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml"


def photograph(kind: str = "JPEG", size: tuple[int, int] = (80, 40)) -> bytes:
    """Taken by a telephone held sideways, with its place, its maker and a remark in it."""
    exif = Image.Exif()
    exif[0x0112] = 6  # turned a quarter
    exif[0x010F] = "Geheim-merk"
    exif.get_ifd(0x8825)[1] = "N"
    exif.get_ifd(0x8825)[2] = (50.0, 53.0, 7.0)
    target = io.BytesIO()
    Image.new("RGB", size, "red").save(
        target, kind, exif=exif, **({"comment": "Geheim-woord"} if kind == "JPEG" else {})
    )
    return target.getvalue()


def pdf(
    *, author: str = "Geheim-auteur", active: bool = False, signed: bool = False, password: str = ""
) -> bytes:
    """One page."""
    target = io.BytesIO()
    with pikepdf.new() as made:
        made.add_blank_page()
        made.docinfo["/Author"] = author
        with made.open_metadata() as metadata:
            metadata["dc:creator"] = [author]
        if active:
            made.Root.OpenAction = pikepdf.Dictionary(
                S=pikepdf.Name.JavaScript, JS="app.alert('Geheim-script')"
            )
            made.attachments["geheim.exe"] = b"MZ Geheim-bijlage"
        if signed:
            made.Root.AcroForm = pikepdf.Dictionary(Fields=pikepdf.Array(), SigFlags=3)
        encryption = pikepdf.Encryption(owner=password, user=password) if password else None
        made.save(target, encryption=encryption)
    return target.getvalue()


def packed(entries: dict[str, bytes]) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as made:
        for name, content in entries.items():
            made.writestr(name, content)
    return target.getvalue()


def docx(*, macros: bool = False, more: dict[str, bytes] | None = None) -> bytes:
    kind = "application/vnd.ms-word.document.macroEnabled.main+xml" if macros else f"{WORD}.document.main+xml"
    index = f'<Types><Override PartName="/word/document.xml" ContentType="{kind}"/></Types>'
    parts = {"[Content_Types].xml": index.encode(), "word/document.xml": b"<w:document/>"}
    return packed(parts | ({"word/vbaProject.bin": b"x"} if macros else {}) | (more or {}))


def odt() -> bytes:
    return packed({"mimetype": b"application/vnd.oasis.opendocument.text", "content.xml": b"<office/>"})


def endless_docx() -> bytes:
    """Small, and 300 MB once it is unpacked."""
    return docx(more={"word/media/image1.png": bytes(300 * 1024**2)})


def huge_picture() -> bytes:
    """A PNG of a few hundred bytes that says it has 30,000 by 30,000 dots."""

    def chunk(name: bytes, data: bytes) -> bytes:
        return struct.pack("!L", len(data)) + name + data + struct.pack("!L", zlib.crc32(name + data))

    head = struct.pack("!LLBBBBB", 30_000, 30_000, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", head)
        + chunk(b"IDAT", zlib.compress(bytes(9999)))
        + chunk(b"IEND", b"")
    )


HTML = b"<!doctype html><script>alert('Geheim-script')</script>"
SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'
