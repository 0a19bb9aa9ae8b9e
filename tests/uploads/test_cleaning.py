"""A file is kept when it is what it says, and without what it tells about its maker."""

import io

import pikepdf
import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from homestart.uploads.fields import MAX_BYTES, plain_name, safe_file
from homestart.uploads.formats import Format
from tests.uploads import files


def sent(name: str, content: bytes):
    return safe_file(SimpleUploadedFile(name, content))


@pytest.mark.parametrize(("name", "kind"), [("foto.JPG", "JPEG"), ("foto.png", "PNG")])
def test_of_a_photograph_nothing_but_the_picture_is_kept(name, kind):
    original = files.photograph(kind)
    assert b"Geheim-merk" in original
    kept = sent(name, original)
    assert b"Geheim" not in kept.content
    picture = Image.open(io.BytesIO(kept.content))
    assert (picture.format, picture.size) == (kind, (40, 80))  # upright
    assert not picture.getexif() and "comment" not in picture.info
    assert picture.convert("RGB").getpixel((20, 40))[0] > 250


def test_a_large_photograph_becomes_smaller():
    kept = sent("foto.jpg", files.photograph(size=(4000, 3200)))
    assert Image.open(io.BytesIO(kept.content)).size == (2400, 3000)


def test_author_scripts_and_hidden_files_are_taken_out_of_a_pdf():
    kept = sent("brief.pdf", files.pdf(active=True))
    with pikepdf.open(io.BytesIO(kept.content)) as opened:
        assert len(opened.pages) == 1
        assert not opened.docinfo and "/Metadata" not in opened.Root
        assert "/OpenAction" not in opened.Root and not opened.attachments
    assert b"Geheim" not in kept.content


def test_a_signed_pdf_stays_to_the_letter_what_was_signed():
    original = files.pdf(signed=True)
    assert sent("overeenkomst.pdf", original).content == original


@pytest.mark.parametrize(("name", "content"), [("brief.docx", files.docx()), ("brief.odt", files.odt())])
def test_a_text_is_kept_as_it_is(name, content):
    assert sent(name, content).content == content


@pytest.mark.parametrize(
    ("name", "content", "told"),
    [
        ("pagina.html", files.HTML, "Dit soort bestand"),
        ("tekening.svg", files.SVG, "Dit soort bestand"),
        ("zonder-naam", b"x", "Dit soort bestand"),
        ("foto.heic", b"ftypheic", "Dit soort bestand"),
        ("pagina.pdf", files.HTML, "iets anders"),
        ("tekening.png", files.SVG, "iets anders"),
        ("foto.png", files.photograph("JPEG"), "iets anders"),
        ("foto.jpg", files.pdf(), "iets anders"),
        ("foto.jpg", files.photograph()[:200], "iets anders"),
        ("brief.pdf", b"%PDF-1.7\n" + files.HTML, "iets anders"),
        ("brief.pdf", files.HTML + files.pdf(), "iets anders"),
        ("brief.docx", files.packed({"a.txt": b"x"}), "iets anders"),
        ("brief.docx", files.odt(), "iets anders"),
        ("brief.odt", files.docx(), "iets anders"),
        ("brief.docx", files.pdf(), "iets anders"),
        ("brief.pdf", files.pdf(password="geheim"), "wachtwoord"),
        ("brief.docx", files.docx(macros=True), "macro"),
        ("foto.png", files.huge_picture(), "te groot"),
        ("brief.docx", files.endless_docx(), "te groot"),
        ("brief.pdf", b"%PDF-" + bytes(MAX_BYTES), "te groot"),
    ],
)
def test_what_is_something_else_or_too_much_is_refused(name, content, told):
    with pytest.raises(ValidationError) as refused:
        sent(name, content)
    assert told in refused.value.messages[0]


def test_what_is_two_things_at_once_is_kept_as_the_one_that_it_says():
    """A photograph with an archive or a page behind it: only the picture is left of it."""
    for behind in (files.docx(), files.HTML):
        kept = sent("foto.jpg", files.photograph() + behind).content
        assert b"PK" not in kept[-30:] and b"<script" not in kept
    kept = sent("brief.pdf", files.pdf() + files.HTML).content
    assert b"<script" not in kept


@pytest.mark.parametrize(
    ("name", "plain"),
    [
        ("brief.pdf", "brief"),
        ("../../etc/passwd.pdf", "passwd"),
        ("C:\\Users\\Els\\brief.pdf", "brief"),
        ('a"b\r\nSet-Cookie: x.pdf', "a b Set-Cookie x"),
        ("brief\u202efdp.pdf", "brief fdp"),
        ("verslag.exe.pdf", "verslag.exe"),
        (".pdf", "pdf"),
        ("...", "document"),
        ("x" * 300 + ".jpeg", "x" * 100),
    ],
)
def test_the_name_of_a_file_is_nothing_but_a_name(name, plain):
    assert plain_name(name) == plain


def test_each_kind_says_what_it_is():
    assert {kind.content_type for kind in Format} == {
        "application/pdf",
        "image/jpeg",
        "image/png",
        "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        "application/vnd.oasis.opendocument.text",
    }
