"""What a view finds on its request. Imported for the types alone: requests are made by Django."""

from django.http import HttpRequest

from homestart.accounts.models import User
from homestart.accounts.permissions import Permission
from homestart.tenancy.models import Branch


class Request(HttpRequest):
    """A request of a signed-in user, as the middleware hands it to a view of a branch."""

    user: User
    branch: Branch
    permissions: frozenset[Permission]


class NetworkRequest(HttpRequest):
    """A request of a signed-in user for a page of no branch."""

    user: User
    branch: None
    permissions: frozenset[Permission]
