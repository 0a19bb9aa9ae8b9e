"""Who may read a note: the one place where its level is compared with what somebody may do."""

from collections.abc import Collection
from typing import Any

from django.db import models

from families.enums import NoteLevel
from homestart.accounts.permissions import Permission
from homestart.tenancy.managers import TenantQuerySet


def readable_levels(permissions: Collection[Permission]) -> list[NoteLevel]:
    """The levels that stand in an ordinary file for who may do this, from wide to narrow.

    Never that of concerns: these notes stand on the pages of concerns alone, whoever asks.
    """
    levels = [NoteLevel.BRANCH]
    if Permission.READ_COORDINATOR_NOTES in permissions:
        levels.append(NoteLevel.COORDINATORS)
    return levels


def writable_levels(permissions: Collection[Permission]) -> list[NoteLevel]:
    """The levels that somebody may give to a note: those that he may read afterwards."""
    levels = readable_levels(permissions)
    if Permission.EDIT_CONCERNS in permissions:
        levels.append(NoteLevel.CONCERN)
    return levels


class LevelQuerySet(TenantQuerySet[Any]):
    """Of a model with a `level`. Whatever shows such rows to somebody asks one of these two first."""

    def readable_by(self, permissions: Collection[Permission]) -> "models.QuerySet[Any]":
        """What stands in an ordinary file for who may do this."""
        return self.filter(level__in=readable_levels(permissions))

    def about_concerns(self, permissions: Collection[Permission]) -> "models.QuerySet[Any]":
        """What stands with the concerns; nothing for who may not read these."""
        if Permission.READ_CONCERNS not in permissions:
            return self.none()
        return self.filter(level=NoteLevel.CONCERN)

    def known_to(self, permissions: Collection[Permission]) -> "models.QuerySet[Any]":
        """All that somebody may read, wherever it stands."""
        return self.readable_by(permissions) | self.about_concerns(permissions)
