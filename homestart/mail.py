"""E-mail in one voice: written as plain text, sent with the same words as quiet HTML beside it.

One text, so that the two never differ. No pictures and nothing from elsewhere: nobody learns from our mail
whether and where it was read.
"""

import re
from dataclasses import dataclass

from django.core.mail import EmailMessage, EmailMultiAlternatives
from django.template.loader import render_to_string

_URL = re.compile(r"https?://\S+")


@dataclass(frozen=True)
class Paragraph:
    """`kind` is "link" for an address by itself, "code" for what is set in by four spaces, else "text"."""

    kind: str
    text: str


def letter(subject: str, text: str, to: str) -> EmailMultiAlternatives:
    """The message to one address; the sender is settings.DEFAULT_FROM_EMAIL. Nothing is sent yet."""
    return with_html(EmailMultiAlternatives(subject=subject, body=text, to=[to]))


def with_html(message: EmailMessage) -> EmailMultiAlternatives:
    """The same message with its text as HTML beside it."""
    both = EmailMultiAlternatives(
        subject=message.subject,
        body=message.body,
        from_email=message.from_email,
        to=message.to,
        headers=message.extra_headers,
    )
    both.attach_alternative(as_html(message.subject, message.body), "text/html")
    return both


def as_html(subject: str, text: str) -> str:
    return render_to_string("email/letter.html", {"subject": subject, "paragraphs": paragraphs_of(text)})


def paragraphs_of(text: str) -> list[Paragraph]:
    """The parts of the text between empty lines."""
    parts = re.split(r"\n\s*\n", text.strip("\n"))
    return [Paragraph(_kind_of(part), part.strip()) for part in parts if part.strip()]


def _kind_of(part: str) -> str:
    if _URL.fullmatch(part.strip()):
        return "link"
    return "code" if part.startswith("    ") else "text"
