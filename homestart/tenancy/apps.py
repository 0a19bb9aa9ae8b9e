from django.apps import AppConfig
from django.db.backends.signals import connection_created
from django.utils.translation import gettext_lazy as _


class TenancyConfig(AppConfig):
    name = "homestart.tenancy"
    verbose_name = _("Branches")

    def ready(self) -> None:
        from homestart.tenancy.connections import refuse_privileged_login

        connection_created.connect(refuse_privileged_login)
