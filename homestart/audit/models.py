"""Who did what, without personal text; the application can add an event and never change or delete one.

What happens in a branch stands in the branch's log. What belongs to none (signing in, a role in the network)
stands in the log of the network, which knows users and no case.
"""

import datetime
import re
import uuid
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.contrib.auth.base_user import AbstractBaseUser
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from homestart.audit.history import FieldChange
from homestart.audit.mac import event_mac
from homestart.audit.origin import origin
from homestart.tenancy.context import is_branch_active
from homestart.tenancy.models import TenantModel
from homestart.tenancy.privacy import plain
from homestart.tenancy.walls import AppendOnlyWall

__all__ = [
    "AuditEvent",
    "AuditSeal",
    "Entry",
    "FieldChange",
    "NetworkEvent",
    "NetworkSeal",
    "record",
    "write",
]

CODE = re.compile(r"[A-Za-z0-9_.:-]{1,100}")


class Event(models.Model):
    """Who did what, to which record, and in which request."""

    append_only = True

    at = plain(models.DateTimeField(_("moment"), default=timezone.now))
    verb = plain(models.CharField(_("what was done"), max_length=50))
    # No foreign keys: the log must survive whatever happens to the records it speaks of.
    actor_id = plain(models.BigIntegerField(_("by whom"), null=True))
    roles = plain(models.CharField(_("in which role"), max_length=100, blank=True))
    object_type = plain(models.CharField(_("kind of record"), max_length=100, blank=True))
    object_id = plain(models.CharField(_("record"), max_length=64, blank=True))
    detail = plain(models.JSONField(_("numbers and codes"), default=dict))
    view = plain(models.CharField(_("on which page"), max_length=100, blank=True))
    request_id = plain(models.CharField(_("in which request"), max_length=32, blank=True))
    mac = plain(models.CharField(_("proof that the application wrote this"), max_length=64, blank=True))

    class Meta:
        abstract = True
        ordering = ["at"]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M} {self.verb}"


class AuditEvent(Event, TenantModel):
    class Meta(Event.Meta, TenantModel.Meta):
        indexes = [
            models.Index(fields=["branch", "at"], name="audit_event_branch_at"),
            models.Index(fields=["branch", "object_id", "at"], name="audit_event_branch_object"),
        ]


class NetworkEvent(Event):
    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)

    class Meta(Event.Meta):
        indexes = [models.Index(fields=["at"], name="audit_network_at")]
        constraints = [AppendOnlyWall(name="audit_networkevent_wall")]


class Seal(models.Model):
    """The place of an event in the chain of its log (homestart/audit/chain.py); its id is the event's."""

    append_only = True

    sequence = plain(models.PositiveBigIntegerField(_("place in the chain")))
    sealed_at = plain(models.DateTimeField(_("moment"), default=timezone.now))
    mac = plain(models.CharField(_("proof of this and all earlier events"), max_length=64))

    class Meta:
        abstract = True
        ordering = ["sequence"]

    def __str__(self) -> str:
        return f"{self.sequence} {self.mac}"


class AuditSeal(Seal, TenantModel):
    class Meta(Seal.Meta, TenantModel.Meta):
        constraints = [
            models.UniqueConstraint(fields=["branch", "sequence"], name="audit_seal_once_per_place"),
        ]


class NetworkSeal(Seal):
    id = models.UUIDField(primary_key=True, editable=False)

    class Meta(Seal.Meta):
        constraints = [
            models.UniqueConstraint(fields=["sequence"], name="audit_network_seal_once_per_place"),
            AppendOnlyWall(name="audit_networkseal_wall"),
        ]


@dataclass(frozen=True)
class Entry:
    """What an event will say, before it is known in which log it is written.

    Raises ValueError when `detail` holds more than numbers and codes: names and notes have no place in a log
    that never goes.
    """

    verb: str
    by: AbstractBaseUser | None
    about: models.Model | None = None
    detail: dict[str, int | str] = field(default_factory=dict)
    at: datetime.datetime = field(default_factory=timezone.now)

    def __post_init__(self) -> None:
        for name, value in self.detail.items():
            if not isinstance(value, int) and not (isinstance(value, str) and CODE.fullmatch(value)):
                raise ValueError(f"The detail {name} is neither a number nor a code.")


def record(
    verb: str, *, by: AbstractBaseUser | None, about: models.Model | None = None, **detail: int | str
) -> AuditEvent | NetworkEvent:
    """An event in the active branch, or in the network's log when none is active.

    Written in the transaction of the change itself. `by` is None for the system. Raises ValueError when
    `detail` holds more than numbers and codes.
    """
    (event,) = write([Entry(verb, by, about, detail)])
    return event


def write(entries: Iterable[Entry]) -> list[Any]:
    """The events, in the active branch or in the network's log when none is active."""
    model = AuditEvent if is_branch_active() else NetworkEvent
    return model.objects.bulk_create([_event(model, entry) for entry in entries])  # type: ignore[misc]


def _event(model: type[AuditEvent] | type[NetworkEvent], entry: Entry) -> AuditEvent | NetworkEvent:
    come_from = origin()
    event = model(
        at=entry.at,
        verb=entry.verb,
        actor_id=entry.by.pk if entry.by else None,
        roles=come_from.roles,
        object_type=entry.about._meta.label_lower if entry.about else "",
        object_id=str(entry.about.pk) if entry.about else "",
        detail=entry.detail,
        view=come_from.view,
        request_id=come_from.request_id,
    )
    event.mac = event_mac(event)
    return event
