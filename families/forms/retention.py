"""Until when a closed file is kept."""

from django import forms
from django.utils.translation import gettext_lazy as _

from families.enums import RetentionPurpose
from homestart.ui.forms import DayInput


class RetentionForm(forms.Form):
    until = forms.DateField(label=_("Keep the file until"), widget=DayInput)
    purpose = forms.ChoiceField(label=_("What for?"), choices=RetentionPurpose)
    reason = forms.CharField(
        label=_("Why until then?"), max_length=300, help_text=_("The family may ask for it.")
    )
