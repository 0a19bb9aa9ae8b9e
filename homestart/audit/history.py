"""What a record said before: the old and the new text of each field that was changed.

Beside the audit log and not in it: these rows hold what people wrote, go when the file goes, and can be
shown to whoever works on the file.
"""

from typing import Any
from uuid import UUID

from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Subquery
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from homestart.tenancy.models import TenantModel
from homestart.tenancy.privacy import plain, sensitive


class FieldChange(TenantModel):
    """One field of one record, changed or removed once. No foreign keys: the record may be gone."""

    at = plain(models.DateTimeField(_("moment"), default=timezone.now))
    actor_id = plain(models.BigIntegerField(_("by whom"), null=True))
    # Whose file it was changed in: the family or the volunteer.
    file_id = plain(models.UUIDField(_("file")))
    record_type = plain(models.CharField(_("kind of record"), max_length=100))
    record_id = plain(models.UUIDField(_("record")))
    field = plain(models.CharField(_("field"), max_length=100))
    old = sensitive(models.TextField(_("before"), blank=True))
    new = sensitive(models.TextField(_("after"), blank=True))
    removed = plain(models.BooleanField(_("removed"), default=False))

    class Meta(TenantModel.Meta):
        indexes = [
            models.Index(fields=["branch", "file_id", "-at"], name="audit_change_branch_file"),
            models.Index(fields=["branch", "record_id"], name="audit_change_branch_record"),
        ]

    def __str__(self) -> str:
        return f"{self.record_type}.{self.field} {self.at:%Y-%m-%d %H:%M}"


def record_changes(
    record: models.Model,
    before: dict[str, Any],
    *,
    by: AbstractBaseUser | None,
    about: models.Model | None = None,
    removed: bool = False,
) -> None:
    """Keeps what the fields in `before` said, those that differ from the record now (all, when removed).

    `about` is whose file the record is in, when it is not a file itself.
    """
    moment = timezone.now()  # one for all: they were written together
    now = {name: "" if removed else as_text(getattr(record, name)) for name in before}
    FieldChange.objects.bulk_create(
        FieldChange(
            at=moment,
            actor_id=by.pk if by else None,
            file_id=(about or record).pk,
            record_type=record._meta.label_lower,
            record_id=record.pk,
            field=name,
            old=as_text(value),
            new=now[name],
            removed=removed,
        )
        for name, value in before.items()
        if as_text(value) != now[name]
    )


def as_text(value: Any) -> str:
    """A value of a field as it is kept: codes and dates as they are, lists with commas, records by id."""
    if value is None:
        return ""
    if isinstance(value, models.Model):
        return str(value.pk)
    if isinstance(value, list | tuple):
        return ",".join(map(str, value))
    return str(value)


def from_text(field: Any, text: str) -> Any:
    """What `as_text` kept, as a value that `field` takes (a reference: of its column)."""
    if isinstance(field, ArrayField):
        return text.split(",")
    return field.to_python(text)


def removed_values(model: type[models.Model], record_id: UUID, file: models.Model) -> dict[str, str]:
    """By field, what the record said when it was removed last; what was empty is not in it."""
    removals = FieldChange.objects.filter(
        file_id=file.pk, record_type=model._meta.label_lower, record_id=record_id, removed=True
    )
    last = removals.order_by("-at").values("at")[:1]
    return dict(removals.filter(at=Subquery(last)).values_list("field", "old"))


def changes_in_file(file: models.Model, *parts: UUID) -> "models.QuerySet[FieldChange]":
    """What was changed in the file of a family or volunteer, newest first; also in `parts` of it."""
    return FieldChange.objects.filter(file_id__in=[file.pk, *parts]).order_by("-at", "record_id", "field")
