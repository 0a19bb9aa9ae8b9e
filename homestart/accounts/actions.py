"""Making users and giving, ending and taking away what they may do."""

import datetime

from django.db import transaction
from django.utils import timezone

from homestart.accounts.models import Membership, User
from homestart.accounts.roles import Role
from homestart.tenancy.models import Branch, Organisation


def create_user(*, email: str, name: str, password: str | None = None) -> User:
    """A new user without any role; without a password sign-in waits until one is chosen.

    Raises IntegrityError when the e-mail address is in use already.
    """
    return User.objects.create_user(email=email, name=name, password=password)


@transaction.atomic
def grant_membership(
    user: User,
    role: Role,
    *,
    branch: Branch | None = None,
    organisation: Organisation | None = None,
    by: User | None,
    started_on: datetime.date | None = None,
) -> Membership:
    """The role from the given day on (today when not given); the current one if it is held already.

    `by` is None for the system. Raises ValidationError when a role of a branch is given without one, a role
    in an organisation without that, or a role in the network with either.
    """
    current = (
        Membership.objects.current()
        .filter(user=user, role=role, branch=branch, organisation=organisation)
        .first()
    )
    if current:
        return current
    membership = Membership(
        user=user,
        role=role,
        branch=branch,
        organisation=organisation,
        started_on=started_on or timezone.localdate(),
        granted_by=by,
    )
    membership.full_clean()
    membership.save()
    return membership


@transaction.atomic
def end_membership(membership: Membership, *, by: User | None, ended_on: datetime.date) -> Membership:
    """The membership with its last day. Raises ValidationError when that is before the first."""
    membership.ended_on = ended_on
    membership.ended_by = by
    membership.full_clean()
    membership.save(update_fields=["ended_on", "ended_by"])
    return membership


def deactivate_user(user: User) -> User:
    """The user, signed out everywhere from the next request on; nothing that the user made is removed."""
    user.is_active = False
    user.save(update_fields=["is_active"])
    return user
