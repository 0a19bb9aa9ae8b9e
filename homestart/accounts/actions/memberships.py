"""Making users, giving, changing and ending what they may do, and keeping them out."""

import datetime
from collections import defaultdict
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from homestart.accounts.actions.cover import ENDED, tell
from homestart.accounts.actions.log import record_at
from homestart.accounts.models import Invitation, Membership, User
from homestart.accounts.roles import Role
from homestart.accounts.rules import is_own, may_invite_to
from homestart.accounts.sessions import end_sessions
from homestart.audit.models import record
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
    record_at(membership.place, "grant_role", by=by, about=user, role=role)
    return membership


@transaction.atomic
def end_membership(
    membership: Membership, *, by: User | None, ended_on: datetime.date | None = None
) -> Membership:
    """The membership with its last day; without one it ends at once.

    At once means that yesterday was the last day; invitations then end too, those by this person and those of
    this person into the same place. Raises ValidationError when the last day is before the
    first, when the role is over already, and when it is the own role of who ends it.
    """
    membership = Membership.objects.select_for_update(of=("self",)).get(pk=membership.pk)
    if by is not None and is_own(membership, by):
        raise ValidationError(
            _("This is your own role. Ask another coordinator or the central office to change or end it."),
            code="own",
        )
    if membership.is_over:
        raise ValidationError(_("This role has ended already."), code="over")
    # What is still to begin ends before it does.
    at_once = max(timezone.localdate(), membership.started_on) - datetime.timedelta(days=1)
    membership.ended_on = ended_on or at_once
    membership.ended_by = by
    membership.full_clean()
    membership.save(update_fields=["ended_on", "ended_by"])
    if membership.is_over:
        withdraw_orphans(membership.user)
        _withdraw(Invitation.objects.open().filter(email=membership.user.email, **_place_of(membership)))
        end_orphaned_covers(membership.user, by=by)
    record_at(membership.place, "end_role", by=by, about=membership.user, role=membership.role)
    if membership.role == Role.COVER:
        tell(membership, ENDED, by=by)
    return membership


@transaction.atomic
def change_role(membership: Membership, role: Role, *, by: User | None) -> Membership:
    """The person's other role in the same place, from now on; the first one has ended.

    As it was when it is that role already. Raises ValidationError as end_membership() does, and when the
    role is not held in such a place.
    """
    if membership.role == role:
        return membership
    end_membership(membership, by=by)
    return grant_membership(
        membership.user, role, branch=membership.branch, organisation=membership.organisation, by=by
    )


@transaction.atomic
def deactivate_user(user: User, *, by: User | None) -> User:
    """The user, signed out everywhere from the next request on; nothing that the user made is removed.

    Invitations by and for this user that nobody accepted yet are withdrawn. Raises ValidationError for
    whoever would shut himself out.
    """
    if user == by:
        raise ValidationError(_("This is your own account. Ask a colleague to deactivate it."), code="own")
    _withdraw(Invitation.objects.open().filter(Q(invited_by=user) | Q(email=user.email)))
    end_sessions(user)
    return _set_active(user, False, "deactivate_user", by=by)


@transaction.atomic
def end_orphaned_covers(user: User | None = None, *, by: User | None) -> None:
    """Ends the covers of this user, or of anybody, who works nowhere as coordinator or coach any more."""
    covers = Membership.objects.not_over().filter(role=Role.COVER)
    if user:
        covers = covers.filter(user=user)
    works = Membership.objects.not_over().filter(
        user=OuterRef("user"), role__in=(Role.COORDINATOR, Role.COACH)
    )
    for cover in covers.exclude(Exists(works)):
        end_membership(cover, by=by)


@transaction.atomic
def withdraw_orphans(user: User | None = None) -> None:
    """Withdraws the invitations by this user, or by anybody, who may not invite to that place any more.

    Nobody comes in on the word of somebody who has left.
    """
    open_ones = Invitation.objects.open().exclude(invited_by=None).select_related("branch", "organisation")
    waiting = list(open_ones.filter(invited_by=user) if user else open_ones)
    held = defaultdict(list)
    for membership in Membership.objects.current().filter(user__in={i.invited_by_id for i in waiting}):
        held[membership.user_id].append(membership)
    orphans = [i.pk for i in waiting if not any(may_invite_to(i, m) for m in held[i.invited_by_id])]
    _withdraw(Invitation.objects.open().filter(pk__in=orphans))


def _withdraw(invitations: QuerySet[Invitation]) -> None:
    for invitation in invitations.select_for_update(of=("self",)).select_related("branch", "organisation"):
        invitation.withdrawn_at = timezone.now()
        invitation.save(update_fields=["withdrawn_at"])
        record_at(invitation.place, "withdraw_invitation", by=None, about=invitation, role=invitation.role)


def _place_of(membership: Membership) -> dict[str, Any]:
    return {"branch": membership.branch_id, "organisation": membership.organisation_id}


@transaction.atomic
def activate_user(user: User, *, by: User | None) -> User:
    """The user, who may sign in again and has the roles that have not ended."""
    return _set_active(user, True, "activate_user", by=by)


def _set_active(user: User, active: bool, verb: str, *, by: User | None) -> User:
    user = User.objects.select_for_update().get(pk=user.pk)
    if user.is_active != active:
        user.is_active = active
        user.save(update_fields=["is_active"])
        record(verb, by=by, about=user)
    return user
