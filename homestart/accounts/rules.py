"""Who may give and take which role."""

from homestart.accounts.models import Membership, Scope, User
from homestart.accounts.permissions import Permission
from homestart.accounts.roles import CODE_IN_MAIL_ROLES, NETWORK_ROLES, ORGANISATION_ROLES, Role

#: A branch chooses its own people. The central office sees to it that every branch has somebody who can.
GIVEN_BY_BRANCH = (Role.COORDINATOR, Role.COACH, Role.VOLUNTEER)
GIVEN_BY_NETWORK = (Role.COORDINATOR, *ORGANISATION_ROLES, *NETWORK_ROLES)


def is_own(held: Scope, user: User) -> bool:
    """Whether it is the user's own role, which somebody else has to change: nobody shuts himself out."""
    return isinstance(held, Membership) and held.user_id == user.pk


def may_invite_to(asked: Scope, held: Scope) -> bool:
    """Whether somebody who holds this may bring people to where the invitation asks them."""
    if Permission.MANAGE_NETWORK in held.permissions:
        return held.holds_in_network
    if Permission.MANAGE_MEMBERS not in held.permissions:
        return False
    if asked.branch is not None:
        return held.holds_in(asked.branch)
    return asked.organisation_id is not None and held.organisation_id == asked.organisation_id


def needs_password(role: str) -> bool:
    """Whether a new person with this role chooses a password."""
    return role not in CODE_IN_MAIL_ROLES
