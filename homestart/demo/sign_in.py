"""The one way in without typing anything: for the demonstration, photographs, measurements and tests."""

from allauth.account.internal.flows.login import record_authentication
from django.contrib.auth import login
from django.http import HttpRequest
from django.test import Client

from homestart.accounts.models import User
from homestart.accounts.second_factor import mark_passed

BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


def let_in(request: HttpRequest, user: User) -> None:
    """Signs the user in as if both steps were passed."""
    login(request, user, backend=BACKEND)
    mark_passed(request, user)


def let_in_client(
    client: Client, user: User, *, second_factor: bool = True, confirmed: bool = False
) -> Client:
    """The client, in which the user is signed in; without `second_factor` as after the password alone.

    With `confirmed` the user has also said again who it is, as is asked before roles are given.
    """
    client.force_login(user, backend=BACKEND)
    request = HttpRequest()
    request.session, request.user = client.session, user
    record_authentication(request, user, "password")
    if second_factor:
        mark_passed(request, user, reauthenticated=confirmed)
    request.session.save()
    return client
