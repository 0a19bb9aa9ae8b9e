"""Asking a referrer to complete a referral: when it is registered, or later."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from families.enums import PublicLanguage
from families.forms.referrals import ReferralForm
from homestart.ui.forms import Pills, Section


class RegisterForm(ReferralForm):
    """A new referral: with the phone at the ear, the rest can be left to the referrer."""

    sections = (
        Section(
            _("Who refers"), ["referrer", "referrer_person", "referrer_phone"], ReferralForm.sections[0].help
        ),
        Section(
            _("Let the referrer complete it"),
            ["referrer_email", "language", "ask_referrer"],
            _("a link by mail"),
        ),
        *ReferralForm.sections[1:],
    )
    language = forms.ChoiceField(
        label=_("Language of the mail"),
        choices=PublicLanguage,
        initial=PublicLanguage.NL,
        required=False,
        widget=Pills,
    )
    ask_referrer = forms.BooleanField(label=_("Send the referrer a link to fill in the rest"), required=False)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if cleaned.get("ask_referrer") and "referrer_email" in cleaned and not cleaned["referrer_email"]:
            self.add_error("referrer_email", _("Fill in the e-mail address to which the link is to be sent."))
        return cleaned

    @property
    def values(self) -> dict[str, Any]:
        """What the action wants; whether the referrer is asked, is not of the referral itself."""
        values = super().values
        del values["ask_referrer"]
        return values


class AskForm(forms.Form):
    """To whom the link to complete a referral is sent."""

    referrer_email = forms.EmailField(label=_("E-mail address of the contact person"), max_length=254)
    language = forms.ChoiceField(label=_("Language of the mail"), choices=PublicLanguage, widget=Pills)
