"""Signing in and what belongs to it, in the log of the network. Receives the signals of Django and allauth.

What changed something is written with the change. A try that failed changed nothing and is remembered until
the request is over; whose address it was is said when somebody has it, and never the address itself.
"""

from typing import Any

from allauth.account.authentication import get_authentication_records
from allauth.account.signals import login_code_rejected, password_changed, password_reset, password_set
from allauth.mfa.models import Authenticator
from allauth.mfa.signals import authenticator_added, authenticator_removed, authenticator_reset
from django.contrib.auth.signals import user_logged_in, user_logged_out, user_login_failed
from django.dispatch import receiver
from django.http import HttpRequest

from homestart.accounts.models import User
from homestart.audit.models import record
from homestart.audit.reading import remember


@receiver(user_logged_in)
def signed_in(request: HttpRequest, user: User, **kwargs: Any) -> None:
    """With what: password, code (in the mail), mfa."""
    steps = get_authentication_records(request, user)
    record("sign_in", by=user, about=user, means=".".join(step["method"] for step in steps) or "none")


@receiver(user_logged_out)
def signed_out(user: User | None, **kwargs: Any) -> None:
    if user:
        record("sign_out", by=user, about=user)


@receiver(user_login_failed)
def wrong_password(credentials: dict[str, Any], request: HttpRequest | None = None, **kwargs: Any) -> None:
    address = str(credentials.get("email") or credentials.get("username") or "")
    # Asked for every address, so that the time says nothing.
    user = User.objects.filter(email=address.strip().lower()).first()
    _failed(request, user, "password")


@receiver(login_code_rejected)
def wrong_code_from_mail(request: HttpRequest, user: User, **kwargs: Any) -> None:
    _failed(request, user, "code")


def wrong_second_step(request: HttpRequest, user: User) -> None:
    _failed(request, user, "mfa")


def _failed(request: HttpRequest | None, user: User | None, means: str) -> None:
    if request is not None and hasattr(request, "trail"):
        remember(request, "sign_in_failed", by=None, about=user, means=means)


@receiver([password_changed, password_reset, password_set])
def new_password(signal: Any, user: User, **kwargs: Any) -> None:
    record("reset_password" if signal is password_reset else "change_password", by=user, about=user)


@receiver(authenticator_added)
def factor_added(user: User, authenticator: Authenticator, **kwargs: Any) -> None:
    record("add_second_factor", by=user, about=user, kind=authenticator.type)


@receiver(authenticator_removed)
def factor_removed(user: User, authenticator: Authenticator, **kwargs: Any) -> None:
    record("remove_second_factor", by=user, about=user, kind=authenticator.type)


@receiver(authenticator_reset)
def codes_made_anew(user: User, authenticator: Authenticator, **kwargs: Any) -> None:
    record("renew_second_factor", by=user, about=user, kind=authenticator.type)
