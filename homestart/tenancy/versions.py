"""Lost updates: a record that people edit carries a version, and a save on an older one is refused."""

from typing import Any, TypeVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from homestart.tenancy.context import active_branch
from homestart.tenancy.privacy import plain


class Versioned(models.Model):
    """Mixed into a tenant model; actions write through homestart.audit.changes, which counts up."""

    version = plain(models.PositiveIntegerField(_("version"), default=1, editable=False))

    class Meta:
        abstract = True


Record = TypeVar("Record", bound=models.Model)


class Outdated(Exception):
    """Somebody else changed the record meanwhile; nothing was saved. `current` is the record as it is now.

    None when there was no record yet, or is none any more.
    """

    def __init__(self, current: Any) -> None:
        super().__init__()
        self.current = current


def locked(record: Record, version: int | None = None) -> Record:
    """The record as it is now; nobody else changes it before this transaction ends.

    `version` is the one that the writer had before him; None for changes that do not depend on it. Raises
    Outdated when it is no longer that one, or gone.
    """
    current = (
        type(record)
        .objects.select_for_update(of=("self",))  # type: ignore[attr-defined]
        .filter(pk=record.pk, branch=active_branch())
        .first()
    )
    if current is None or (version is not None and current.version != version):
        raise Outdated(current)
    return current
