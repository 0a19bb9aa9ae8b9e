from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction
from django.utils.translation import gettext as _

from homestart.accounts.actions import create_user, grant_membership
from homestart.accounts.models import User
from homestart.accounts.roles import Role
from homestart.tenancy.models import Branch, Organisation


class Command(BaseCommand):
    help = "Gives a person a role; makes the user when there is none, who then asks for a password by e-mail."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("email")
        parser.add_argument("role", choices=[role for role in Role.values if role != Role.COVER])
        parser.add_argument("--branch", help="the branch, for instance herent; for a role in a branch")
        parser.add_argument(
            "--organisation", help="the name of the organisation; for a role in all its branches"
        )
        parser.add_argument("--name", default="", help="the name of a new user")

    @transaction.atomic
    def handle(
        self,
        *,
        email: str,
        role: str,
        branch: str | None,
        organisation: str | None,
        name: str,
        **options: Any,
    ) -> None:
        place = Branch.objects.filter(slug=branch).first() if branch else None
        if branch and place is None:
            raise CommandError(_("There is no branch “%(slug)s”.") % {"slug": branch})
        owner = Organisation.objects.filter(name=organisation).first() if organisation else None
        if organisation and owner is None:
            raise CommandError(_("There is no organisation “%(name)s”.") % {"name": organisation})
        user = User.objects.filter(email=email.strip().lower()).first() or create_user(email=email, name=name)
        try:
            membership = grant_membership(user, Role(role), branch=place, organisation=owner, by=None)
        except ValidationError as error:
            raise CommandError(" ".join(error.messages)) from None
        self.stdout.write(str(membership))
