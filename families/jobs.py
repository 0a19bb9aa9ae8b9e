"""The background work of the families that a person asks for and may want to see the end of."""

from functools import partial

from django.utils import timezone
from django.utils.translation import gettext_lazy

from families.actions.answers import note_sent
from families.actions.links import make_link
from families.answers import SEND_ANSWER, answer_mail
from families.enums import Decision, LinkKind
from families.letters import link_url
from families.models import Referral
from homestart.accounts.permissions import Permission
from homestart.jobs.handlers import Commit, ReportProgress, job_handler
from homestart.jobs.models import Job
from homestart.tenancy.context import branch_context


@job_handler(
    SEND_ANSWER,
    title=gettext_lazy("Sending the answer to the referrer"),
    permission=Permission.EDIT_FAMILIES,
)
def send_answer(job: Job, report_progress: ReportProgress) -> Commit | None:
    """Mails the answer as it stands now; nothing when it was sent, or the decision taken back, meanwhile."""
    with branch_context(job.branch):
        referral = Referral.objects.select_related("referrer").get(pk=job.params["referral"])
        if not referral.answer or referral.answered_at or referral.answered_decision != referral.decision:
            return None
        url = ""
        if referral.decision != Decision.WITHDRAWN:
            url = link_url(job.branch, *make_link(LinkKind.STATUS, by=job.created_by, referral=referral))
        message = answer_mail(referral, branch=job.branch, status_url=url)
    if not message.to[0]:
        return None
    message.send()
    return partial(note_sent, referral, by=job.created_by, at=timezone.now())
