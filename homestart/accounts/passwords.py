"""Django's rules for passwords, said in the words of the rest of the application."""

from django.contrib.auth import password_validation
from django.utils.translation import gettext as _


class LongEnough(password_validation.MinimumLengthValidator):
    def get_help_text(self) -> str:
        return _("Choose at least %(count)d characters. A sentence is easy to remember.") % {
            "count": self.min_length
        }

    def get_error_message(self) -> str:
        return _("This password is too short. Choose at least %(count)d characters.") % {
            "count": self.min_length
        }


class NotAboutThePerson(password_validation.UserAttributeSimilarityValidator):
    def get_help_text(self) -> str:
        return _("Do not use your name or your e-mail address.")

    def get_error_message(self) -> str:
        return _("This password looks like your name or your e-mail address. Choose another one.")


class NotCommon(password_validation.CommonPasswordValidator):
    def get_help_text(self) -> str:
        return _("Do not use a password that many people use.")

    def get_error_message(self) -> str:
        return _("Many people use this password. Choose another one.")
