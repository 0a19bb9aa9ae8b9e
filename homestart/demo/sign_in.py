"""The one way in without typing anything: for the demonstration, photographs, measurements and tests."""

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


def let_in_client(client: Client, user: User, *, second_factor: bool = True) -> Client:
    """The client, in which the user is signed in; without `second_factor` as after the password alone."""
    client.force_login(user, backend=BACKEND)
    if second_factor:
        request = HttpRequest()
        request.session, request.user = client.session, user
        mark_passed(request, user)
        request.session.save()
    return client
