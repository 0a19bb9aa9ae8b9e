"""The volunteer of each branch who signs in to the demonstration: one with a family, invited like others."""

from django.test.utils import override_settings
from django.utils import timezone

from homestart.accounts import actions as accounts
from homestart.accounts.models import User
from homestart.tenancy.context import branch_context
from homestart.tenancy.models import Branch
from volunteers import actions
from volunteers.enums import VolunteerState
from volunteers.models import Volunteer
from volunteers.queries import volunteers_in

#: The invitations are accepted here and now: nobody has to read fifteen mails on the console.
NO_MAIL = override_settings(EMAIL_BACKEND="django.core.mail.backends.dummy.EmailBackend")


@NO_MAIL
def invite_volunteer(user: User, branch: Branch, *, by: User) -> bool:
    """Whether there was a volunteer with a family in the branch, as whom the user now signs in."""
    with branch_context(branch):
        volunteer = _with_a_family()
        if volunteer is None:
            return False
        volunteer = actions.change_volunteer(volunteer, by=by, version=None, email=user.email)
        invitation = actions.invite_volunteer(volunteer, by=by, site_url="http://localhost")
    accounts.accept_invitation(invitation, by=user)
    return True


def _with_a_family() -> Volunteer | None:
    active = volunteers_in(VolunteerState.ACTIVE, "", timezone.localdate())
    return Volunteer.objects.filter(pk__in=active.values("pk")).order_by("key").first()
