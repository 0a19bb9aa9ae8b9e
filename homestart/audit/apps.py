from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AuditConfig(AppConfig):
    name = "homestart.audit"
    verbose_name = _("Audit")

    def ready(self) -> None:
        from homestart.audit import checks

        assert checks  # registers itself
