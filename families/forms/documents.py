"""A document, and what is told of it."""

import datetime
from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from families.enums import DocumentKind, NoteLevel
from families.forms.facts import not_to_come
from families.forms.fields import with_capitals
from homestart.ui.forms import DayInput, Pills
from homestart.uploads.fields import SafeFileField


class DocumentForm(forms.Form):
    """What is told of a document that is there."""

    name = forms.CharField(
        label=_("What is it called?"), max_length=120, help_text=_("As you want to find it again.")
    )
    kind = forms.ChoiceField(
        label=_("What is it?"), choices=with_capitals(DocumentKind.choices), widget=Pills
    )
    date = forms.DateField(label=_("Of which day?"), widget=DayInput)
    level = forms.ChoiceField(label=_("Who may read it?"), widget=Pills)

    def __init__(self, *args: Any, levels: Sequence[NoteLevel], **kwargs: Any) -> None:
        """`levels` are those that may be given to it."""
        new = {"date": timezone.localdate(), "kind": DocumentKind.LETTER, "level": NoteLevel.BRANCH}
        super().__init__(*args, **{**kwargs, "initial": new | kwargs.get("initial", {})})
        self.fields["level"].choices = with_capitals((level.value, level.label) for level in levels)

    def clean_date(self) -> datetime.date:
        return not_to_come(self.cleaned_data["date"])


class NewDocumentForm(DocumentForm):
    """The same with the file itself."""

    file = SafeFileField(label=_("File"))

    field_order = ["file", "name", "kind", "date", "level"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["name"].required = False
        self.fields["name"].help_text = _("Empty: as the file is called.")
