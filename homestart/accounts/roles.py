"""The roles as readable lists of permissions; whoever decides who may do what reads and changes this page."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from homestart.accounts.permissions import Permission


class Role(models.TextChoices):
    COORDINATOR = "coordinator", _("coordinator")
    CENTRAL_OFFICE = "central_office", _("central office")
    BOARD = "board", _("board member")


#: Roles in one branch; the others are roles in the network.
BRANCH_ROLES = (Role.COORDINATOR,)

PERMISSIONS: dict[Role, frozenset[Permission]] = {
    Role.COORDINATOR: frozenset(
        {
            Permission.ENTER,
            Permission.READ_FAMILIES,
            Permission.EDIT_FAMILIES,
            Permission.READ_VOLUNTEERS,
            Permission.EDIT_VOLUNTEERS,
            Permission.EXCHANGE_DATA,
            Permission.MANAGE_MEMBERS,
            Permission.EDIT_REPORTS,
            Permission.FINALISE_REPORTS,
        }
    ),
    Role.CENTRAL_OFFICE: frozenset(
        {Permission.ENTER, Permission.MANAGE_NETWORK, Permission.READ_FINAL_REPORTS}
    ),
    Role.BOARD: frozenset({Permission.ENTER, Permission.READ_FINAL_REPORTS}),
}
