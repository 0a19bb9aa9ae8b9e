from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.translation import gettext as _

from homestart.accounts.models import User
from homestart.accounts.second_factor import remove_second_factor


class Command(BaseCommand):
    help = "For who lost phone and recovery codes: signing in sets up a new second step. Make sure who asks."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("email")

    def handle(self, *, email: str, **options: Any) -> None:
        user = User.objects.filter(email=email.strip().lower()).first()
        if user is None:
            raise CommandError(_("There is no user with this e-mail address."))
        remove_second_factor(user, by=None)
        self.stdout.write(str(user))
