from collections import Counter
from collections.abc import Mapping
from pathlib import PurePath
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.utils.text import capfirst, format_lazy, get_valid_filename
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from homestart.exchange.containers.archive import MAX_PACKED_BYTES
from homestart.exchange.handwriting import folded
from homestart.exchange.models import Format, Import
from homestart.exchange.own_lists import OwnList, Sheet, own_lists


class UploadForm(forms.Form):
    """The file. Only its name and its size are looked at here; the reader in the worker does the rest."""

    suffixes: tuple[str, ...] = (".zip", ".xlsx")
    max_bytes = MAX_PACKED_BYTES
    file = forms.FileField(
        label=_("File"),
        help_text=format_lazy(
            _("An Excel workbook (.xlsx), or a ZIP with the CSV files. At most {megabytes} MB."),
            megabytes=MAX_PACKED_BYTES // 2**20,
        ),
        error_messages={
            "required": _("Choose a file."),
            "empty": _("This file is empty. Choose another one."),
        },
    )

    def __init__(self, *args: Any, sent: int = 0, **kwargs: Any) -> None:
        """`sent` is what the browser sent, in bytes: a file that is too large is not in `files` (see Cap)."""
        super().__init__(*args, **kwargs)
        self.fields["file"].widget.attrs["accept"] = ",".join(self.suffixes)
        if sent > self.max_bytes:
            self.fields["file"].error_messages["required"] = self.too_large

    def clean_file(self) -> UploadedFile:
        file: UploadedFile = self.cleaned_data["file"]
        if file.size is None or file.size > self.max_bytes:
            raise ValidationError(self.too_large)
        if PurePath(file.name or "").suffix.lower() not in self.suffixes:
            zip_too = _("Choose an Excel workbook (.xlsx) or a ZIP.")
            raise ValidationError(
                zip_too if ".zip" in self.suffixes else _("Choose an Excel workbook (.xlsx).")
            )
        return file

    @property
    def too_large(self) -> str:
        return gettext(
            "This file is larger than %(megabytes)d MB. Send it in parts: what you leave out, stays."
        ) % {"megabytes": self.max_bytes // 2**20}

    @property
    def filename(self) -> str:
        """The name of the file as it can be kept: short, and nothing but a name."""
        name = PurePath(get_valid_filename(self.cleaned_data["file"].name))
        length = Import._meta.get_field("filename").max_length or 0
        return name.stem[: length - len(name.suffix)] + name.suffix


class OwnListForm(UploadForm):
    """A list of one's own: which kind, and the workbook. It is read while one waits, so it is not large."""

    suffixes = (".xlsx",)
    max_bytes = 2 * 2**20
    own_list = forms.ChoiceField(label=_("What does the list hold?"), widget=forms.RadioSelect)
    field_order = ("own_list", "file")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        kind: Any = self.fields["own_list"]
        kind.choices = [
            (own.name, format_lazy("{} – {}", own.title, own.about)) for own in own_lists().values()
        ]
        self.fields["file"].help_text = _("An Excel workbook (.xlsx) with one line per record.")


class ColumnsForm(forms.Form):
    """For each column of a list, what it holds."""

    def __init__(
        self, *args: Any, own: OwnList, sheet: Sheet, remembered: Mapping[str, str], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.own, self.sheet = own, sheet
        choices = [
            ("", _("do not import")),
            *((field.name, capfirst(str(field.label))) for field in own.fields),
        ]
        for position, header in enumerate(sheet.header):
            guess = remembered.get(folded(header)[:100])
            self.fields[f"column_{position}"] = forms.ChoiceField(
                label=header or gettext("Column %(number)d") % {"number": position + 1},
                choices=choices,
                required=False,
                initial=own.guess(header) if guess is None else guess,
            )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        chosen = Counter(name for name in cleaned.values() if name)
        for name, times in chosen.items():
            if times > 1 and not self.own.field(name).several:
                second = [key for key, value in cleaned.items() if value == name][-1]
                self.add_error(second, _("Another column holds this already. Choose one of the two."))
        if not any(name in chosen for name in self.own.needed):
            labels = ", ".join(str(self.own.field(name).label) for name in self.own.needed)
            message = gettext("Say which column holds this: %(fields)s. Without it nothing can be imported.")
            self.add_error(None, message % {"fields": labels})
        return cleaned

    @property
    def rows(self) -> list[tuple[forms.BoundField, list[str]]]:
        """Each column with what its first cells hold."""
        return [(self[f"column_{at}"], self.sheet.samples(at)) for at in range(len(self.sheet.header))]

    @property
    def wrong(self) -> list[tuple[forms.BoundField, Any]]:
        """The columns with an error, for the summary above the form."""
        return [(field, field.errors) for field, _samples in self.rows if field.errors]

    @property
    def matched(self) -> dict[int, str]:
        """The field by the position of its column, "" for what is not imported."""
        return {
            position: self.cleaned_data[f"column_{position}"] for position in range(len(self.sheet.header))
        }


class ExportForm(forms.Form):
    format = forms.ChoiceField(
        label=_("What kind of file?"), choices=Format, widget=forms.RadioSelect, initial=Format.XLSX
    )
