"""Inviting people: a mail with a link, and the role once the link is used."""

import datetime
import hashlib
import secrets

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from homestart.accounts.actions.log import record_at
from homestart.accounts.actions.memberships import create_user, grant_membership
from homestart.accounts.models import Invitation, Membership, User
from homestart.accounts.roles import Role
from homestart.mail import letter
from homestart.tenancy.models import Branch, Organisation

VALID_FOR = datetime.timedelta(days=14)
#: A second click within this time sends no second mail.
JUST_SENT = datetime.timedelta(minutes=2)


class InvitationClosed(Exception):
    """The invitation was used, withdrawn or replaced by a newer mail, or its days are over."""


class InvitationForAnother(Exception):
    """Somebody else than the invited person is signed in."""


@transaction.atomic
def invite(
    *,
    email: str,
    name: str,
    role: Role,
    branch: Branch | None = None,
    organisation: Organisation | None = None,
    by: User,
    site_url: str,
) -> Invitation:
    """The invitation, whose link is mailed to the address. `site_url` is what the link begins with.

    Whether the address belongs to a user makes no difference, so that inviting tells nothing. Asked twice
    within two minutes, it is the first one. Raises ValidationError for the own address, when somebody with
    this address has this role in this very place, when an earlier invitation waits for an answer, and when
    the role does not fit the place.
    """
    email = email.strip().lower()
    if email == by.email:
        raise ValidationError({"email": _("This is your own address. Ask somebody else to invite you.")})
    same = {"role": role, "branch": branch, "organisation": organisation}
    if Membership.objects.current().filter(user__email=email, **same).exists():
        raise ValidationError({"email": _("This person has this role already.")})
    open_one = Invitation.objects.open().filter(email=email, **same).first()
    if open_one:
        return _asked_twice(open_one)
    now = timezone.now()
    invitation = Invitation(
        email=email, name=name, **same, invited_by=by, sent_at=now, expires_at=now + VALID_FOR
    )
    token = _new_token(invitation)
    try:
        with transaction.atomic():
            invitation.full_clean()
            invitation.save()
    except (IntegrityError, ValidationError):
        # Perhaps the same, asked at the same moment, was quicker.
        open_one = Invitation.objects.open().filter(email=email, **same).first()
        if open_one is None:
            raise
        return _asked_twice(open_one)
    record_at(invitation.place, "invite", by=by, about=invitation, role=role)
    _mail(invitation, token, site_url)
    return invitation


def _asked_twice(invitation: Invitation) -> Invitation:
    if _was_just_sent(invitation):
        return invitation
    raise ValidationError(
        {"email": _("This person has an invitation already. You can send it again from the list.")}
    )


@transaction.atomic
def send_again(invitation: Invitation, *, by: User, site_url: str) -> Invitation:
    """The invitation with a new link, which works for another 14 days; the one in the older mail does not.

    Nothing happens within two minutes after the last mail. Raises InvitationClosed when it was accepted or
    withdrawn meanwhile.
    """
    invitation = _locked(invitation)
    if _was_just_sent(invitation):
        return invitation
    invitation.sent_at = timezone.now()
    invitation.expires_at = invitation.sent_at + VALID_FOR
    token = _new_token(invitation)
    invitation.save(update_fields=["sent_at", "expires_at", "token_hash"])
    record_at(invitation.place, "resend_invitation", by=by, about=invitation, role=invitation.role)
    _mail(invitation, token, site_url)
    return invitation


@transaction.atomic
def withdraw_invitation(invitation: Invitation, *, by: User) -> Invitation:
    """The invitation, whose link does not work any more. Raises InvitationClosed when it was accepted."""
    invitation = _locked(invitation)
    invitation.withdrawn_at = timezone.now()
    invitation.save(update_fields=["withdrawn_at"])
    record_at(invitation.place, "withdraw_invitation", by=by, about=invitation, role=invitation.role)
    return invitation


def invitation_with(token: str) -> Invitation:
    """The invitation that can be accepted with this link. Raises InvitationClosed when there is none."""
    invitation = (
        Invitation.objects.open()
        .select_related("branch", "organisation", "invited_by")
        .filter(token_hash=_hash(token), expires_at__gt=timezone.now())
        .first()
    )
    if invitation is None:
        raise InvitationClosed
    return invitation


@transaction.atomic
def accept_invitation(invitation: Invitation, *, by: User) -> Membership:
    """The role that the person was invited for. Raises InvitationClosed and InvitationForAnother."""
    invitation = _locked(invitation)
    if invitation.has_expired:
        raise InvitationClosed
    if by.email != invitation.email:
        raise InvitationForAnother
    invitation.accepted_at, invitation.accepted_by = timezone.now(), by
    invitation.save(update_fields=["accepted_at", "accepted_by"])
    record_at(invitation.place, "accept_invitation", by=by, about=invitation, role=invitation.role)
    return grant_membership(
        by,
        Role(invitation.role),
        branch=invitation.branch,
        organisation=invitation.organisation,
        by=invitation.invited_by,
    )


@transaction.atomic
def accept_as_new_user(invitation: Invitation, *, name: str, password: str | None) -> User:
    """The new user, with the role; without a password for who signs in by mailed codes.

    Raises InvitationClosed, and IntegrityError when the address has got a user meanwhile.
    """
    invitation = _locked(invitation)
    user = create_user(email=invitation.email, name=name, password=password)
    accept_invitation(invitation, by=user)
    return user


def _locked(invitation: Invitation) -> Invitation:
    """The invitation as it is now, and nobody else changes it until we are done. Raises InvitationClosed."""
    found = Invitation.objects.open().select_for_update().filter(pk=invitation.pk).first()
    if found is None:
        raise InvitationClosed
    return found


def _was_just_sent(invitation: Invitation) -> bool:
    return timezone.now() - invitation.sent_at < JUST_SENT


def _new_token(invitation: Invitation) -> str:
    """A link that was never used; only its hash is kept, so that a copy of the database opens nothing."""
    token = secrets.token_urlsafe(32)
    invitation.token_hash = _hash(token)
    return token


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def _mail(invitation: Invitation, token: str, site_url: str) -> None:
    context = {
        "invitation": invitation,
        "url": site_url.rstrip("/") + reverse("invitation:open", args=[token]),
    }
    subject = render_to_string("accounts/email/invitation_subject.txt", context).strip()
    text = render_to_string("accounts/email/invitation_message.txt", context)
    message = letter(subject, text, invitation.email)
    # Robust: the invitation stands, and can be sent again when the mail server is there again.
    transaction.on_commit(message.send, robust=True)
