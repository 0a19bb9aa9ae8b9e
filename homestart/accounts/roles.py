"""The roles as readable lists of permissions; whoever decides who may do what reads and changes this page."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from homestart.accounts.permissions import Permission


class Role(models.TextChoices):
    COORDINATOR = "coordinator", _("coordinator")
    COACH = "coach", _("volunteer coach")
    COVER = "cover", _("stand-in")
    VOLUNTEER = "volunteer", _("volunteer")
    PARTNER_ADMIN = "partner_admin", _("partner administrator")
    CENTRAL_OFFICE = "central_office", _("central office")
    BOARD = "board", _("board member")


#: What a role is, for whoever gives it.
EXPLANATIONS = {
    Role.COORDINATOR: _("works with families and volunteers, closes reports, decides who comes in"),
    Role.COACH: _(
        "works with families and volunteers like a coordinator, without concerns and notes for coordinators"
    ),
    Role.COVER: _("does the work of a coordinator who is away, from day to day"),
    Role.VOLUNTEER: _("sees the own families on a card, signs in with a code by e-mail"),
    Role.PARTNER_ADMIN: _("decides who comes into the branches of the organisation, sees no families"),
    Role.CENTRAL_OFFICE: _("manages branches and users, reads final reports, sees no families"),
    Role.BOARD: _("reads the final reports"),
}

#: Where a role is held: in one branch, in all branches of one organisation, or in the network.
BRANCH_ROLES = (Role.COORDINATOR, Role.COACH, Role.COVER, Role.VOLUNTEER)
ORGANISATION_ROLES = (Role.PARTNER_ADMIN,)
NETWORK_ROLES = (Role.CENTRAL_OFFICE, Role.BOARD)

#: Roles that see cases or decide who does: who holds one signs in with a second step. A check at every start
#: (homestart/accounts/checks.py) finds a role that is missing here.
SECOND_FACTOR_ROLES = (
    Role.COORDINATOR,
    Role.COACH,
    Role.COVER,
    Role.PARTNER_ADMIN,
    Role.CENTRAL_OFFICE,
)
#: Who holds no other role than these signs in by a code in the mail.
CODE_IN_MAIL_ROLES = (Role.VOLUNTEER,)

PERMISSIONS: dict[Role, frozenset[Permission]] = {
    Role.COORDINATOR: frozenset(
        {
            Permission.ENTER,
            Permission.READ_FAMILIES,
            Permission.EDIT_FAMILIES,
            Permission.READ_COORDINATOR_NOTES,
            Permission.READ_CONCERNS,
            Permission.EDIT_CONCERNS,
            Permission.READ_VOLUNTEERS,
            Permission.EDIT_VOLUNTEERS,
            Permission.INVITE_VOLUNTEERS,
            Permission.EDIT_REPORTS,
            Permission.FINALISE_REPORTS,
            Permission.EXCHANGE_DATA,
            Permission.MANAGE_MEMBERS,
        }
    ),
    # The same work; taking all of it out, and who comes in, is decided by the coordinator, who also
    # carries the worrying situations.
    Role.COACH: frozenset(
        {
            Permission.ENTER,
            Permission.READ_FAMILIES,
            Permission.EDIT_FAMILIES,
            Permission.READ_VOLUNTEERS,
            Permission.EDIT_VOLUNTEERS,
            Permission.EDIT_REPORTS,
        }
    ),
    Role.VOLUNTEER: frozenset({Permission.ENTER, Permission.VISIT_FAMILIES}),
    # Who works in the organisation's branches, and their final reports; no case.
    Role.PARTNER_ADMIN: frozenset(
        {Permission.ENTER, Permission.MANAGE_MEMBERS, Permission.READ_FINAL_REPORTS}
    ),
    Role.CENTRAL_OFFICE: frozenset(
        {Permission.ENTER, Permission.MANAGE_NETWORK, Permission.READ_FINAL_REPORTS}
    ),
    Role.BOARD: frozenset({Permission.ENTER, Permission.READ_FINAL_REPORTS}),
}

# A role of its own and not that of a coordinator with a last day: the log says by itself that it was cover.
# All of the daily work, concerns too, for they do not wait; nothing that lasts longer than the cover.
PERMISSIONS[Role.COVER] = PERMISSIONS[Role.COORDINATOR] - {
    Permission.MANAGE_MEMBERS,
    Permission.INVITE_VOLUNTEERS,
    Permission.EXCHANGE_DATA,
    Permission.FINALISE_REPORTS,
}
