from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from homestart.accounts.actions import deactivate_user, end_membership
from homestart.accounts.models import User


class Command(BaseCommand):
    help = "Ends every role of a person today and keeps the person out from the next request on."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("email")

    @transaction.atomic
    def handle(self, *, email: str, **options: Any) -> None:
        user = User.objects.filter(email=email.strip().lower()).first()
        if user is None:
            raise CommandError(_("There is no user with this e-mail address."))
        for membership in user.memberships.current():
            end_membership(membership, by=None, ended_on=timezone.localdate())
        deactivate_user(user, by=None)
        self.stdout.write(str(user))
