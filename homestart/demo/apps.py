from django.apps import AppConfig
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

LOCAL_HOSTS = {"127.0.0.1", "localhost", "[::1]"}


class DemoConfig(AppConfig):
    name = "homestart.demo"

    def ready(self) -> None:
        """Refuses to start where real people are: everybody knows the passwords of the demonstration."""
        if settings.HTTPS or not LOCAL_HOSTS.issuperset(settings.ALLOWED_HOSTS):
            raise ImproperlyConfigured(
                "DEMO=1 is for this computer only: it cannot go together with HTTPS=1 or with other "
                "ALLOWED_HOSTS than 127.0.0.1 and localhost."
            )
