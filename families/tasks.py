"""The mails with links: sent when they are ordered; and by the clock, what went wrong or was for later."""

import logging

from celery import shared_task
from django.utils import timezone

from families.actions.anonymising import anonymise_referrals
from families.actions.documents import forget_documents as forget
from families.actions.inbox import forget_handled
from families.actions.link_mails import note_sent, take_up_mail
from families.actions.retention import remove_files
from families.queries.links import mails_to_send
from families.queries.refused import refused_to_anonymise
from homestart.tenancy.context import branch_context
from homestart.tenancy.models import Branch

logger = logging.getLogger(__name__)

#: So many referrals lose their identity in one transaction.
AT_A_TIME = 100


def call_to_send(branch_id: int) -> None:
    """Sends the call to look for mails of this branch. It may arrive twice or never: the rows decide."""
    send_mails.apply_async([branch_id], retry=False)


@shared_task
def send_mails(branch_id: int) -> None:
    """Sends the mails of the branch whose time has come."""
    send_mails_of(Branch.objects.get(pk=branch_id))


@shared_task
def send_all_mails() -> None:
    """The same for every branch."""
    for branch in Branch.objects.all():
        send_mails_of(branch)


def send_mails_of(branch: Branch) -> None:
    """Sends each mail once, also when two workers do this at the same moment.

    Taking up a mail is a transaction of its own: while it is being sent nobody else does, and when that goes
    wrong it is sent anew after a while.
    """
    with branch_context(branch):
        due = mails_to_send(timezone.now())
    for mail in due:
        with branch_context(branch):
            message = take_up_mail(mail)
        if message is None:
            continue
        try:
            message.send()
        except Exception as error:
            # Without the words of the exception: they may quote an address.
            logger.error("A mail with a link could not be sent, it is tried again: %s", type(error).__name__)
            continue
        with branch_context(branch):
            note_sent(mail)


@shared_task
def forget_documents() -> None:
    """What documents held that were removed so long ago that nobody puts them back any more."""
    for branch in Branch.objects.all():
        with branch_context(branch):
            forget()


@shared_task(ignore_result=True)
def clean_inbox() -> None:
    """What was handled or thrown away a while ago: the referral has it, or nobody wants it."""
    for branch in Branch.objects.all():
        with branch_context(branch):
            forget_handled(timezone.now())


@shared_task(ignore_result=True)
def anonymise_refused() -> None:
    """Forgets, in every branch, who was refused or withdrew longer than RETENTION_REFUSED_MONTHS ago.

    In parts, each a transaction: what breaks off is gone on with the next night.
    """
    for branch in Branch.objects.all():
        try:
            anonymise_refused_of(branch)
        except Exception as error:
            # It does not keep the other branches from it. Without its words: they may quote a name.
            logger.error("Anonymising in branch %s: %s", branch.pk, type(error).__name__)


def anonymise_refused_of(branch: Branch) -> None:
    """The same for one branch."""
    while True:
        with branch_context(branch):
            due = list(refused_to_anonymise(timezone.localdate())[:AT_A_TIME])
            if not due:
                return
            anonymise_referrals(due, by=None)


@shared_task(ignore_result=True)
def remove_old_files() -> None:
    """Announces, in every branch, which closed files are to go, and anonymises those whose day has come."""
    for branch in Branch.objects.all():
        try:
            with branch_context(branch):
                remove_files(timezone.localdate())
        except Exception as error:
            # It does not keep the other branches from it. Without its words: they may quote a name.
            logger.error("Old files in branch %s: %s", branch.pk, type(error).__name__)
