"""A form field for one file that is to be kept."""

import re
import unicodedata
from dataclasses import dataclass
from pathlib import PurePath
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from homestart.uploads import cleaning
from homestart.uploads.antivirus import Infected, NoAnswer, scan
from homestart.uploads.formats import SUFFIXES, Format

MAX_BYTES = 10 * 1024**2
MAX_NAME = 100

WHY_NOT = {
    cleaning.OTHER_KIND: _(
        "This file is damaged, or something else than its name says. Open it yourself and save it as PDF."
    ),
    cleaning.PROTECTED: _("This file has a password. Save it without the password and choose it again."),
    cleaning.TOO_LARGE: _("This file is too large to open. Make it smaller, or save it as PDF."),
    cleaning.ACTIVE: _("There are macros in this file. Save it as PDF and choose that."),
}


@dataclass(frozen=True)
class SafeFile:
    """A file that may be kept: `name` without its ending, `scanned` when a scanner found it clean."""

    name: str
    format: Format
    content: bytes
    scanned: bool


class SafeFileField(forms.FileField):
    """Gives a `SafeFile`: of a kind that is kept, opened and cleaned, and scanned when there is a scanner."""

    widget = forms.FileInput

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(
            **{
                "help_text": format_lazy(
                    _("A PDF, a picture (JPG or PNG), a Word or OpenDocument text. At most {megabytes} MB."),
                    megabytes=MAX_BYTES // 1024**2,
                ),
                "widget": forms.FileInput(attrs={"accept": ",".join(SUFFIXES)}),
                **kwargs,
            }
        )
        self.error_messages["required"] = format_lazy(
            _("Choose a file of at most {megabytes} MB."), megabytes=MAX_BYTES // 1024**2
        )
        self.error_messages["empty"] = _("This file is empty. Choose another one.")

    def clean(self, data: Any, initial: Any = None) -> Any:
        sent = super().clean(data, initial)
        return safe_file(sent) if isinstance(sent, UploadedFile) else sent


def safe_file(sent: UploadedFile) -> SafeFile:
    """What is kept of the file. Raises ValidationError, which says what to do."""
    name = sent.name or ""
    kind = SUFFIXES.get(PurePath(name).suffix.lower())
    if kind is None:
        raise ValidationError(
            _("This kind of file is not kept here. Save it as PDF, or as JPG when it is a picture.")
        )
    if sent.size is None or sent.size > MAX_BYTES:
        raise ValidationError(WHY_NOT[cleaning.TOO_LARGE])
    content = sent.read()
    try:
        scanned = scan(content)
    except Infected:
        raise ValidationError(
            _("The virus scanner refuses this file. Nothing is kept. Tell who sent it to you.")
        ) from None
    except NoAnswer:
        raise ValidationError(
            _("The virus scanner does not answer, so nothing is kept. Try again later.")
        ) from None
    try:
        kept = cleaning.cleaned(content, kind)
    except cleaning.Unusable as unusable:
        raise ValidationError(WHY_NOT[unusable.why]) from None
    return SafeFile(plain_name(name), kind, kept, scanned)


def plain_name(name: str) -> str:
    """The name of a file as people can read it: no folder, no ending, no signs that steer something."""
    stem = PurePath(name.replace("\\", "/")).name
    stem = PurePath(stem).stem if PurePath(stem).suffix.lower() in SUFFIXES else stem
    letters = "".join(" " if unicodedata.category(letter)[0] in "CZ" else letter for letter in stem)
    letters = re.sub(r'[<>:"/|?*%;]', " ", letters)
    return " ".join(letters.split()).strip(". ")[:MAX_NAME] or "document"
