from typing import Any

from allauth.mfa.models import Authenticator
from django.core.management.base import BaseCommand
from django.db import transaction

from homestart.accounts.encryption import rotate

#: What is encrypted in the data of a factor. Sessions are not worth it: they end by themselves.
ENCRYPTED = ("secret", "seed")


class Command(BaseCommand):
    help = "Encrypts all seeds and recovery codes with the first of ENCRYPTION_KEYS; then the others can go."

    @transaction.atomic
    def handle(self, *args: Any, **options: Any) -> None:
        factors = Authenticator.objects.select_for_update().filter(data__has_any_keys=ENCRYPTED)
        for factor in factors:
            for name in ENCRYPTED:
                if name in factor.data:
                    factor.data[name] = rotate(factor.data[name])
            factor.save(update_fields=["data"])
        self.stdout.write(str(len(factors)))
