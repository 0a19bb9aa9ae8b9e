"""What can be done with users, roles, invitations and branches."""

from homestart.accounts.actions.branches import save_branch
from homestart.accounts.actions.cover import give_cover, prolong_cover
from homestart.accounts.actions.invitations import (
    InvitationClosed,
    InvitationForAnother,
    accept_as_new_user,
    accept_invitation,
    invitation_with,
    invite,
    send_again,
    withdraw_invitation,
)
from homestart.accounts.actions.memberships import (
    activate_user,
    change_role,
    create_user,
    deactivate_user,
    end_membership,
    end_orphaned_covers,
    grant_membership,
    withdraw_orphans,
)

__all__ = [
    "InvitationClosed",
    "InvitationForAnother",
    "accept_as_new_user",
    "accept_invitation",
    "activate_user",
    "change_role",
    "create_user",
    "deactivate_user",
    "end_membership",
    "end_orphaned_covers",
    "give_cover",
    "grant_membership",
    "invitation_with",
    "invite",
    "prolong_cover",
    "save_branch",
    "send_again",
    "withdraw_invitation",
    "withdraw_orphans",
]
