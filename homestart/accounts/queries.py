"""Questions about users, roles and the branches that they open."""

from django.db.models import QuerySet

from homestart.accounts.models import User
from homestart.accounts.permissions import Permission
from homestart.tenancy.models import Branch


def branches_whose_finals(user: User) -> QuerySet[Branch]:
    """The branches whose final reports the user may read on the pages of the network: all for a role in the
    network, those of the own organisation for a role in one."""
    held = [m for m in user.memberships.current() if Permission.READ_FINAL_REPORTS in m.permissions]
    if any(m.holds_in_network for m in held):
        return Branch.objects.all()
    return Branch.objects.filter(
        organisation__in=[m.organisation_id for m in held if m.organisation_id is not None]
    )
