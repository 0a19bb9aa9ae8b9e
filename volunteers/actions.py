"""What can be done with the file of a volunteer."""

import datetime
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from homestart.accounts import actions as accounts
from homestart.accounts.models import Invitation, Membership, User
from homestart.accounts.roles import Role
from homestart.audit.changes import add, change, put_back, remove
from homestart.audit.models import record
from homestart.tenancy.versions import locked
from volunteers.models import CoachingContact, RoleAssignment, Volunteer


def add_volunteer(*, by: User | None, **values: Any) -> Volunteer:
    """A new file of a volunteer. Raises ValidationError when a rule of the model does not hold."""
    return add(Volunteer(**values), "add_volunteer", by=by)


def change_volunteer(
    volunteer: Volunteer, *, by: User | None, version: int | None, **values: Any
) -> Volunteer:
    """The volunteer with these values. Raises Outdated, and ValidationError when a rule does not hold."""
    return change(volunteer, "change_volunteer", by=by, version=version, **values)


def give_role(
    volunteer: Volunteer,
    *,
    role: str,
    started_on: datetime.date | None,
    ended_on: datetime.date | None = None,
    project: str = "",
    by: User | None,
) -> RoleAssignment:
    """The role, held from its first to its last day; without a first day it has not started yet.

    Raises ValidationError when the same role starts on the same day already, or ends before it starts.
    """
    assignment = RoleAssignment(
        volunteer=volunteer, role=role, started_on=started_on, ended_on=ended_on, project=project
    )
    return add(assignment, "give_volunteer_role", by=by, about=volunteer)


def change_role(
    assignment: RoleAssignment, *, by: User | None, version: int | None, **values: Any
) -> RoleAssignment:
    """The role with these values: ended, or corrected. Raises Outdated and ValidationError."""
    return change(
        assignment, "change_volunteer_role", by=by, version=version, about=assignment.volunteer, **values
    )


def remove_role(assignment: RoleAssignment, *, by: User | None) -> None:
    """The role was never held: a slip. Raises Outdated when somebody removed it meanwhile."""
    remove(assignment, "remove_volunteer_role", by=by, version=None, about=assignment.volunteer)


def note_contact(
    volunteer: Volunteer, *, date: datetime.date, kind: str, note: str = "", by: User | None
) -> CoachingContact:
    """A contact of `by` with the volunteer. Raises ValidationError when a rule does not hold."""
    contact = CoachingContact(volunteer=volunteer, date=date, kind=kind, note=note, noted_by=by)
    return add(contact, "note_coaching_contact", by=by, about=volunteer)


def change_contact(
    contact: CoachingContact, *, by: User | None, version: int | None, **values: Any
) -> CoachingContact:
    """The contact with these values. Raises Outdated and ValidationError."""
    return change(
        contact, "change_coaching_contact", by=by, version=version, about=contact.volunteer, **values
    )


def remove_contact(contact: CoachingContact, *, by: User | None) -> None:
    """The contact is gone from file and figures. Raises Outdated when somebody removed it meanwhile."""
    remove(contact, "remove_coaching_contact", by=by, version=None, about=contact.volunteer)


def put_back_removed(
    model: type[CoachingContact] | type[RoleAssignment],
    record_id: UUID,
    *,
    volunteer: Volunteer,
    by: User | None,
) -> CoachingContact | RoleAssignment | None:
    """The contact or role in the file again, as it was; None when nothing of it is remembered.

    Raises ValidationError when a rule forbids it by now.
    """
    return put_back(model, record_id, "put_back_in_volunteer", by=by, about=volunteer)


@transaction.atomic
def invite_volunteer(volunteer: Volunteer, *, by: User, site_url: str) -> Invitation:
    """The invitation by which the volunteer signs in, mailed to the address in the file.

    The one that waits for an answer is mailed again; one that this address accepted before is linked
    instead. Raises ValidationError without an address, and when another volunteer signs in with it.
    """
    volunteer = locked(volunteer)
    if not volunteer.email:
        raise ValidationError(_("Fill in the e-mail address of the volunteer first."), code="no_email")
    place = {"role": Role.VOLUNTEER, "branch": volunteer.branch}
    known = Invitation.objects.filter(email=volunteer.email.strip().lower(), **place)
    holders = Membership.objects.current().filter(**place).values("user")
    invitation = known.filter(accepted_by__in=holders).first()
    if invitation is None and (waiting := known.open().first()):
        invitation = accounts.send_again(waiting, by=by, site_url=site_url)
    if invitation is None:
        invitation = accounts.invite(
            email=volunteer.email, name=str(volunteer), **place, by=by, site_url=site_url
        )
    volunteer.invitation = invitation
    volunteer.validate_constraints()
    # Not a new version: nothing that people edit changes.
    volunteer.save(update_fields=["invitation"])
    record("invite_volunteer", by=by, about=volunteer)
    return invitation
