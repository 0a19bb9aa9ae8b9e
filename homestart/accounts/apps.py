from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AccountsConfig(AppConfig):
    name = "homestart.accounts"
    # Not "accounts" of allauth: that one is "account".
    label = "accounts"
    verbose_name = _("Users and roles")
