"""The fixed people of the tests: who signs in, with which role and where. All of them are invented."""

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
