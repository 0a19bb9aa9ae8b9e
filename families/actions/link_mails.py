"""The mails with links that wait to be sent: taken up by one worker at a time, and noted once sent."""

import datetime
import secrets
from uuid import UUID

from django.core.mail import EmailMultiAlternatives
from django.db import transaction
from django.utils import timezone

from families.enums import LinkKind
from families.letters import link_letter
from families.models import Link, LinkToken
from families.queries.links import addressee_of, hash_of
from homestart.audit.models import record

#: A mail that could not be sent is tried again after so long, twice as long each time, a day at most.
PATIENCE, MOST_PATIENCE = datetime.timedelta(minutes=15), datetime.timedelta(days=1)


@transaction.atomic
def take_up_mail(token_id: UUID) -> EmailMultiAlternatives | None:
    """The mail, ready to be sent, with a secret of its own; None when another has it or nobody needs it.

    Nobody else takes it up for a while: when `note_sent` does not follow, it is sent anew, later each time.
    """
    token = (
        LinkToken.objects.select_for_update(of=("self",), skip_locked=True)
        .select_related("link__referral", "link__entry__family", "link__entry__referral__referrer", "branch")
        .filter(pk=token_id, sent_at=None, due_at__lte=timezone.now())
        .first()
    )
    if token is None:
        return None
    link = token.link
    if not _is_wanted(link):
        token.due_at = None
        token.save(update_fields=["due_at"])
        return None
    secret = secrets.token_urlsafe(32)
    token.token_hash = hash_of(secret)
    token.due_at = timezone.now() + min(PATIENCE * 2**token.tries, MOST_PATIENCE)
    token.tries += 1
    token.save(update_fields=["token_hash", "due_at", "tries"])
    return link_letter(token, secret)


def _is_wanted(link: Link) -> bool:
    """Whether the mail about the link is still of use to whoever gets it."""
    referral = link.referral
    if link.withdrawn_at or link.used_at or link.expires_at <= timezone.now() or not addressee_of(link):
        return False
    if link.kind == LinkKind.STILL_NEEDED:
        return link.entry.left_on is None
    if link.kind == LinkKind.COMPLETE:
        return not referral.decision and referral.form_received_on is None
    return True


@transaction.atomic
def note_sent(token_id: UUID) -> None:
    """The mail was handed to the mail server."""
    token = LinkToken.objects.select_related("link__referral", "link__entry__family").get(pk=token_id)
    token.sent_at = timezone.now()
    token.save(update_fields=["sent_at"])
    about = token.link.referral or token.link.entry.family
    record("mail_link", by=None, about=about, kind=token.link.kind, step=token.step or 0)
