"""The fixed people of the tests: who signs in, with which role and where. All of them are invented."""

import time

from allauth.account.internal.flows.login import AUTHENTICATION_METHODS_SESSION_KEY
from django.test import Client

from homestart.accounts import actions
from homestart.accounts.models import User
from homestart.accounts.roles import Role
from homestart.tenancy.models import Branch, Organisation

PASSWORD = "een-lange-zin-van-de-proef"


def make_user(
    name: str,
    role: Role | None = None,
    branch: Branch | None = None,
    organisation: Organisation | None = None,
) -> User:
    """A user with PASSWORD; the e-mail address is the name in lower case at example.org."""
    email = f"{name.lower().replace(' ', '.')}@example.org"
    user = actions.create_user(email=email, name=name, password=PASSWORD)
    if role:
        actions.grant_membership(user, role, branch=branch, organisation=organisation, by=None)
    return user


def make_coordinator(name: str, branch: Branch) -> User:
    return make_user(name, Role.COORDINATOR, branch)


def confirm(client: Client) -> Client:
    """The client, whose user has just said again who it is: roles are given and ended after that alone."""
    session = client.session
    steps = session.get(AUTHENTICATION_METHODS_SESSION_KEY, [{"method": "password"}])
    session[AUTHENTICATION_METHODS_SESSION_KEY] = [
        *steps,
        {**steps[-1], "at": time.time(), "reauthenticated": True},
    ]
    session.save()
    return client
