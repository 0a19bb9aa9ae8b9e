from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules
from django.utils.translation import gettext_lazy as _


class JobsConfig(AppConfig):
    name = "homestart.jobs"
    verbose_name = _("Background work")

    def ready(self) -> None:
        # The web server needs the handlers as well: it shows their titles and results.
        autodiscover_modules("tasks")
