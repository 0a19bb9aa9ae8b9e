"""What a field of a form says, in the words that a person sees on the screen."""

from typing import Any

from django import forms
from django.db import models
from django.utils.translation import gettext as _

from homestart.ui.templatetags.format import day


def in_words(field: forms.Field, value: Any) -> str:
    """The value as text: the words of a choice, a date in Dutch, "" for nothing."""
    if value is None or value == "":
        return ""
    if isinstance(value, models.Model):
        return str(value)
    if isinstance(value, list | tuple | models.QuerySet):
        return ", ".join(in_words(field, one) for one in value)
    choices = dict(_flat(getattr(field, "choices", None) or ()))
    if value in choices or str(value) in choices:
        return str(choices.get(value, choices.get(str(value))))
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if hasattr(value, "year"):
        return day(value)
    return str(value)


def _flat(choices: Any) -> Any:
    for value, label in choices:
        if isinstance(label, list | tuple):
            yield from label
        else:
            yield value, label
