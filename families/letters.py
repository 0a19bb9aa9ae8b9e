"""The mails with a link, in the language of whoever gets them. They name nobody and tell nothing of a file"""

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation

from families.enums import LinkKind
from families.models import Link, LinkToken
from families.queries.links import addressee_of
from homestart.mail import letter
from homestart.tenancy.models import Branch

PAGES = {
    LinkKind.COMPLETE: "links:complete",
    LinkKind.STATUS: "links:status",
    LinkKind.STILL_NEEDED: "links:still_needed",
}


def link_url(branch: Branch, link: Link, token: str) -> str:
    """The whole address that opens the link, for a mail or for whoever copies it."""
    path = reverse(PAGES[LinkKind(link.kind)], kwargs={"afdeling": branch.slug, "token": token})
    return settings.SITE_URL.rstrip("/") + path


def link_letter(mail: LinkToken, token: str) -> EmailMultiAlternatives:
    """The mail with the link: the first, or a reminder. Answers to it reach the branch."""
    link, branch = mail.link, mail.branch
    context = {
        "link": link,
        "referral": link.referral,
        "entry": link.entry,
        "branch": branch,
        "url": link_url(branch, link, token),
        "is_reminder": bool(mail.step),
    }
    name = f"families/email/{link.kind}"
    with translation.override(link.language):
        subject = render_to_string(f"{name}_subject.txt", context).strip()
        text = render_to_string(f"{name}_message.txt", context)
        message = letter(subject, text, addressee_of(link))
    if branch.email:
        message.reply_to = [branch.email]
    return message
