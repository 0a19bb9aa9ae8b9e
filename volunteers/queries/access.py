"""Who signs in as which volunteer."""

from dataclasses import dataclass

from homestart.accounts.models import Invitation, Membership, User
from homestart.accounts.roles import Role
from volunteers.models import Volunteer


def volunteer_of(user: User) -> Volunteer | None:
    """The volunteer in the active branch as whom the user signs in; None when nobody was invited so."""
    return Volunteer.objects.filter(
        invitation__accepted_by=user, invitation__role=Role.VOLUNTEER, invitation__withdrawn_at=None
    ).first()


@dataclass(frozen=True)
class Access:
    """Whether the volunteer can sign in; `state` is one of none, sent, expired, accepted and ended."""

    state: str
    invitation: Invitation | None = None


def access_of(volunteer: Volunteer) -> Access:
    """How it stands with the invitation to sign in; at most two queries."""
    invitation = volunteer.invitation
    if invitation is None or invitation.withdrawn_at:
        return Access("none")
    if invitation.accepted_by_id is None:
        return Access("expired" if invitation.has_expired else "sent", invitation)
    held = Membership.objects.current().filter(
        user=invitation.accepted_by_id,
        user__is_active=True,
        role=Role.VOLUNTEER,
        branch=volunteer.branch_id,
    )
    return Access("accepted" if held.exists() else "ended", invitation)
