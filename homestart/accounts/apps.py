from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AccountsConfig(AppConfig):
    name = "homestart.accounts"
    # Not "accounts" of allauth: that one is "account".
    label = "accounts"
    verbose_name = _("Users and roles")

    def ready(self) -> None:
        # Models and allauth are there only now.
        from allauth.account.signals import password_changed, password_reset
        from django.contrib.auth.signals import user_logged_in

        from homestart.accounts import checks, events, sessions

        assert checks and events  # register themselves
        user_logged_in.connect(sessions.start_session)
        for signal in (password_changed, password_reset):
            signal.connect(sessions.end_others_of_changed_password)
