"""The forms of signing in: allauth's, with tries counted before anything is compared."""

from typing import Any

from allauth.account import forms as account_forms
from allauth.core import context
from allauth.mfa.base import forms as mfa_forms
from allauth.mfa.models import Authenticator
from allauth.mfa.totp import forms as totp_forms
from allauth.mfa.webauthn import forms as passkey_forms
from django import forms
from django.utils.translation import gettext_lazy as _

from homestart.accounts import second_factor, throttle
from homestart.accounts.adapter import SecondFactorAdapter
from homestart.accounts.events import wrong_second_step
from homestart.accounts.models import Membership, User
from homestart.accounts.roles import CODE_IN_MAIL_ROLES

DIGITS = {"autocomplete": "one-time-code", "inputmode": "numeric", "autofocus": True, "class": "code-input"}
ANY_CODE = {**DIGITS, "inputmode": "text", "autocapitalize": "off", "spellcheck": "false"}


class ResetPasswordForm(account_forms.ResetPasswordForm):
    def clean_email(self) -> str:
        throttle.count_try(context.request, throttle.MAIL_WITH_LINK, self.cleaned_data["email"])
        return super().clean_email()


class ChangePasswordForm(account_forms.ChangePasswordForm):
    def clean_oldpassword(self) -> str:
        this_try = throttle.count_try(context.request, throttle.PASSWORD, self.user.email)
        password = super().clean_oldpassword()
        this_try.succeeded()
        return password


class RequestCodeForm(account_forms.RequestLoginCodeForm):
    """Asks for a code in the mail. Who may not have one is not told so here but in the mail."""

    def clean_email(self) -> str:
        email = self.cleaned_data["email"].strip().lower()
        throttle.count_try(context.request, throttle.MAIL_WITH_CODE, email)
        # Both are asked for every address, so that the time says nothing.
        user = User.objects.filter(email=email, is_active=True).first()
        held = Membership.objects.current().filter(user__email=email)
        roles = set(held.values_list("role", flat=True))
        self.account_exists = user is not None
        self._user = user if roles and roles <= set(CODE_IN_MAIL_ROLES) else None
        return email


class ConfirmCodeForm(account_forms.ConfirmLoginCodeForm):
    code = forms.CharField(
        label=_("Code"), help_text=_("Six digits, from the e-mail."), widget=forms.TextInput(attrs=DIGITS)
    )

    def clean_code(self) -> str:
        email = context.request._login_stage.state["email"]
        this_try = throttle.count_try(context.request, throttle.CODE, email)
        self.cleaned_data["code"] = "".join(self.cleaned_data["code"].split())
        code = super().clean_code()
        this_try.succeeded()
        return code


class OneTimeCode(forms.Form):
    """A code of the app, or a recovery code: the right one once, and few wrong ones."""

    code = forms.CharField(
        label=_("Code"),
        help_text=_("Six digits from your app, or one of your recovery codes."),
        widget=forms.TextInput(attrs=ANY_CODE),
    )
    user: User
    authenticator: Authenticator

    def clean_code(self) -> str:
        this_try = throttle.count_try(context.request, throttle.SECOND_FACTOR, str(self.user.pk))
        authenticator = second_factor.accept_code(self.user, self.cleaned_data["code"])
        if authenticator is None:
            wrong_second_step(context.request, self.user)
            raise SecondFactorAdapter().validation_error("incorrect_code")
        this_try.succeeded()
        self.authenticator = authenticator
        return self.cleaned_data["code"]


class AuthenticateForm(OneTimeCode, mfa_forms.AuthenticateForm):
    pass


class ConfirmAgainForm(OneTimeCode, mfa_forms.ReauthenticateForm):
    pass


class ActivateAppForm(totp_forms.ActivateTOTPForm):
    code = forms.CharField(
        label=_("Code"),
        help_text=_("The six digits that your app shows now."),
        widget=forms.TextInput(attrs=DIGITS),
    )
    step: int

    def clean_code(self) -> str:
        this_try = throttle.count_try(context.request, throttle.SECOND_FACTOR, str(self.user.pk))
        step = second_factor.step_of(self.secret, "".join(self.cleaned_data["code"].split()))
        if step is None:
            raise SecondFactorAdapter().validation_error("incorrect_code")
        this_try.succeeded()
        self.step = step
        return self.cleaned_data["code"]


class AddPasskeyForm(passkey_forms.AddWebAuthnForm):
    name = forms.CharField(
        label=_("Name of the passkey"),
        help_text=_("So that you know it again, for instance “my laptop”."),
        max_length=50,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # Every passkey of ours can also be used to sign in without a password: see static/js/passkey.js.
        self.fields.pop("passwordless", None)
