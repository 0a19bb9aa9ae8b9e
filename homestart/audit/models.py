"""Who did what, without personal text; the application can add an event and never change or delete one."""

import re

from django.contrib.auth.base_user import AbstractBaseUser
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from homestart.audit.history import FieldChange
from homestart.tenancy.models import TenantModel
from homestart.tenancy.privacy import plain

__all__ = ["AuditEvent", "FieldChange", "record"]

CODE = re.compile(r"[A-Za-z0-9_.:-]{1,100}")


class AuditEvent(TenantModel):
    append_only = True

    at = plain(models.DateTimeField(_("moment"), default=timezone.now))
    verb = plain(models.CharField(_("what was done"), max_length=50))
    # No foreign keys: the log must survive whatever happens to the records it speaks of.
    actor_id = plain(models.BigIntegerField(_("by whom"), null=True))
    object_type = plain(models.CharField(_("kind of record"), max_length=100, blank=True))
    object_id = plain(models.CharField(_("record"), max_length=64, blank=True))
    detail = plain(models.JSONField(_("numbers and codes"), default=dict))

    class Meta(TenantModel.Meta):
        ordering = ["at"]
        indexes = [models.Index(fields=["branch", "at"], name="audit_event_branch_at")]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M} {self.verb}"


def record(
    verb: str, *, by: AbstractBaseUser | None, about: models.Model | None = None, **detail: int | str
) -> AuditEvent:
    """An event in the active branch, written in the transaction of the change itself.

    `by` is None for the system. Raises NoActiveBranch outside branch_context(), and ValueError when
    `detail` holds more than numbers and codes: names and notes have no place in a log that never goes.
    """
    for name, value in detail.items():
        if not isinstance(value, int) and not (isinstance(value, str) and CODE.fullmatch(value)):
            raise ValueError(f"The detail {name} is neither a number nor a code.")
    return AuditEvent.objects.create(
        verb=verb,
        actor_id=by.pk if by else None,
        object_type=about._meta.label_lower if about else "",
        object_id=str(about.pk) if about else "",
        detail=detail,
    )
