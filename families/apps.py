from importlib import import_module

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class FamiliesConfig(AppConfig):
    name = "families"
    verbose_name = _("Families")

    def ready(self) -> None:
        import_module("families.jobs")  # it tells homestart.jobs what it can do
