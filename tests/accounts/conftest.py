import re
from collections.abc import Callable

import pytest
from django.core import mail

from homestart.accounts.actions import invite
from homestart.accounts.models import Invitation, User
from homestart.accounts.roles import Role
from homestart.tenancy.models import Branch


@pytest.fixture
def invited(
    herent: Branch, coordinator: User, django_capture_on_commit_callbacks: Callable
) -> Callable[..., Invitation]:
    """Invites somebody into Herent: `invited("an@example.org", role=Role.VOLUNTEER)`; the mail is sent."""

    def sent(email: str, role: Role = Role.COORDINATOR, **place: object) -> Invitation:
        with django_capture_on_commit_callbacks(execute=True):
            return invite(
                email=email,
                name="An Peeters",
                role=role,
                by=coordinator,
                site_url="http://testserver/",
                **(place or {"branch": herent}),
            )

    return sent


@pytest.fixture
def link() -> Callable[[], str]:
    """The link in the last mail."""

    def found() -> str:
        (url,) = re.findall(r"http://testserver(/uitnodiging/\S+)", mail.outbox[-1].body)
        return url

    return found
