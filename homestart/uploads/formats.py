"""Which kinds of files are kept: few, and each one is opened to see that it is what it says."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Format(models.TextChoices):
    """By the ending of its name."""

    PDF = "pdf", _("PDF")
    JPEG = "jpg", _("photograph (JPEG)")
    PNG = "png", _("image (PNG)")
    DOCX = "docx", _("Word document")
    ODT = "odt", _("OpenDocument text")

    @property
    def content_type(self) -> str:
        return CONTENT_TYPES[self]


CONTENT_TYPES = {
    Format.PDF: "application/pdf",
    Format.JPEG: "image/jpeg",
    Format.PNG: "image/png",
    Format.DOCX: "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    Format.ODT: "application/vnd.oasis.opendocument.text",
}
#: The endings of names that people's machines give them.
SUFFIXES = {**{f".{kind.value}": kind for kind in Format}, ".jpeg": Format.JPEG}
