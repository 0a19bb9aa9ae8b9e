"""How allauth behaves here: no sign-up, counted tries, encrypted seeds, and errors that say what to do."""

from typing import Any, ClassVar

import qrcode
from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.models import AnonymousUser
from django.core.mail import EmailMessage
from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from qrcode.image.svg import SvgPathImage

from homestart.accounts import encryption, second_factor, throttle
from homestart.accounts.models import User
from homestart.mail import with_html


class AccountAdapter(DefaultAccountAdapter):
    """Accounts are made by the network; nobody signs up by himself."""

    error_messages: ClassVar[dict[str, str | Promise]] = {
        **DefaultAccountAdapter.error_messages,
        "email_password_mismatch": _(
            "This e-mail address and this password do not belong together. Try again."
        ),
        "enter_current_password": _("This is not your current password. Try again."),
        "incorrect_password": _("This is not your password. Try again."),
        "incorrect_code": _("This code is not right. Look in the e-mail and try again."),
        "too_many_login_attempts": _("You tried too often. Ask for a new code."),
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def authenticate(self, request: HttpRequest, **credentials: Any) -> AbstractBaseUser | None:
        """The user with this password. Raises TooManyTries or CounterAway."""
        this_try = throttle.count_try(request, throttle.PASSWORD, credentials.get("email", ""))
        user = super().authenticate(request, **credentials)
        if user:
            this_try.succeeded()
        return user

    def render_mail(self, *args: Any, **kwargs: Any) -> EmailMessage:
        return with_html(super().render_mail(*args, **kwargs))

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        if template_prefix == "account/email/unknown_account":
            template_prefix = getattr(self.request, "mail_instead_of_code", template_prefix)
            sign_in = self.request.build_absolute_uri(reverse("account_login"))
            context = {**context, "login_url": sign_in}
        super().send_mail(template_prefix, email, context)

    def is_reauthentication_required(self, *, app: str, **kwargs: Any) -> bool:
        """Before factors change; whoever has just signed in need not do so twice."""
        return not second_factor.recently_proven(self.request)

    def get_reauthentication_methods(self, user: AbstractBaseUser | AnonymousUser) -> list[dict[str, Any]]:
        """The strongest means that the user has: the second step, or else the password."""
        methods = super().get_reauthentication_methods(user)
        if not isinstance(user, User) or not second_factor.has_second_factor(user):
            return [method for method in methods if method["id"] == "reauthenticate"]
        has_app = Authenticator.objects.filter(user=user, type=Authenticator.Type.TOTP).exists()
        words = {
            "mfa_reauthenticate": gettext("Use your app or a recovery code")
            if has_app
            else gettext("Use a recovery code"),
            "mfa_reauthenticate:webauthn": gettext("Use your passkey"),
        }
        strong = [
            {**method, "description": words[method["id"]]} for method in methods if method["id"] in words
        ]
        return strong if has_app else strong[::-1]


class SecondFactorAdapter(DefaultMFAAdapter):
    error_messages: ClassVar[dict[str, str | Promise]] = {
        **DefaultMFAAdapter.error_messages,
        "incorrect_code": _(
            "This code is not right, or it was used already. Wait for the next one and try again."
        ),
        "cannot_delete_authenticator": _("You need a second step for your work. First add another one."),
    }

    def encrypt(self, text: str) -> str:
        return encryption.encrypt(text)

    def decrypt(self, encrypted_text: str) -> str:
        return encryption.decrypt(encrypted_text)

    def get_totp_issuer(self) -> str:
        return "Home-Start"

    def build_totp_svg(self, url: str) -> str:
        """Stands in the page itself: the policy of our pages lets no image in that is not a file of ours."""
        return qrcode.make(url, image_factory=SvgPathImage).to_string(encoding="unicode")

    def can_delete_authenticator(self, authenticator: Authenticator) -> bool:
        """Who needs a second step keeps at least one."""
        others = Authenticator.objects.filter(user=authenticator.user).exclude(pk=authenticator.pk)
        has_other = others.exclude(type=Authenticator.Type.RECOVERY_CODES).exists()
        return has_other or not second_factor.must_pass(authenticator.user)

    def generate_authenticator_name(self, user: AbstractBaseUser, type: Authenticator.Type) -> str:
        return ""

    def get_public_key_credential_rp_entity(self) -> dict[str, str]:
        return {**super().get_public_key_credential_rp_entity(), "name": "Home-Start"}
