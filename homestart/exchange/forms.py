from pathlib import PurePath
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.utils.text import format_lazy, get_valid_filename
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from homestart.exchange.containers.archive import MAX_PACKED_BYTES
from homestart.exchange.models import Format, Import

SUFFIXES = (".zip", ".xlsx")
MEGABYTES = MAX_PACKED_BYTES // 2**20


class UploadForm(forms.Form):
    """The file. Only its name and its size are looked at here; the reader in the worker does the rest."""

    file = forms.FileField(
        label=_("File"),
        help_text=format_lazy(
            _("An Excel workbook (.xlsx), or a ZIP with the CSV files. At most {megabytes} MB."),
            megabytes=MEGABYTES,
        ),
        widget=forms.FileInput(attrs={"accept": ",".join(SUFFIXES)}),
        error_messages={
            "required": _("Choose a file."),
            "empty": _("This file is empty. Choose another one."),
        },
    )

    def __init__(self, *args: Any, sent: int = 0, **kwargs: Any) -> None:
        """`sent` is what the browser sent, in bytes: a file that is too large is not in `files` (see Cap)."""
        super().__init__(*args, **kwargs)
        if sent > MAX_PACKED_BYTES:
            self.fields["file"].error_messages["required"] = _too_large()

    def clean_file(self) -> UploadedFile:
        file: UploadedFile = self.cleaned_data["file"]
        if file.size is None or file.size > MAX_PACKED_BYTES:
            raise ValidationError(_too_large())
        if PurePath(file.name or "").suffix.lower() not in SUFFIXES:
            raise ValidationError(_("Choose an Excel workbook (.xlsx) or a ZIP."))
        return file

    @property
    def filename(self) -> str:
        """The name of the file as it can be kept: short, and nothing but a name."""
        name = PurePath(get_valid_filename(self.cleaned_data["file"].name))
        length = Import._meta.get_field("filename").max_length or 0
        return name.stem[: length - len(name.suffix)] + name.suffix


def _too_large() -> str:
    return gettext(
        "This file is larger than %(megabytes)d MB. Send it in parts: what you leave out, stays."
    ) % {"megabytes": MEGABYTES}


class ExportForm(forms.Form):
    format = forms.ChoiceField(
        label=_("What kind of file?"), choices=Format, widget=forms.RadioSelect, initial=Format.XLSX
    )
