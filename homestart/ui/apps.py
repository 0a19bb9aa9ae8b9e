from django import forms
from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class UiConfig(AppConfig):
    name = "homestart.ui"

    def ready(self) -> None:
        """Says in every form what to do with an empty field, where Django says that it is required."""
        forms.Field.default_error_messages["required"] = _("Fill this in.")
        forms.DateField.default_error_messages["required"] = _("Choose a day.")
        forms.ChoiceField.default_error_messages["required"] = _("Make a choice.")
        forms.MultipleChoiceField.default_error_messages["required"] = _("Make a choice.")
        forms.ModelChoiceField.default_error_messages["required"] = _("Make a choice.")
