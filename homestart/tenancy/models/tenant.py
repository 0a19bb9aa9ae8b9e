"""What every row of a branch inherits. Inheriting TenantModel is all that a model has to do for its walls."""

import datetime
import secrets
import uuid
from collections.abc import Collection
from typing import Any, ClassVar, cast

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models.base import ModelBase
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from homestart.tenancy.context import active_branch_id
from homestart.tenancy.managers import NetworkManager, TenantManager, refuse_other_branch
from homestart.tenancy.models.organisation import Branch
from homestart.tenancy.privacy import plain
from homestart.tenancy.walls import BranchWall, SameBranchForeignKey

#: Nobody in a file was born before, and nothing in it happened.
FIRST_DAY = datetime.date(1900, 1, 1)


class TenantForeignKey(models.ForeignKey):
    """A reference to a row of the same branch.

    The database keeps it as a key over (branch, reference), which the model's metaclass adds; Django's own
    single-column constraint would let a row point into another branch.
    """

    def __init__(self, to: Any, on_delete: Any = models.PROTECT, **kwargs: Any) -> None:
        kwargs["db_constraint"] = False
        kwargs["db_index"] = False
        super().__init__(to, on_delete, **kwargs)

    def deconstruct(self) -> Any:
        name, path, args, kwargs = super().deconstruct()
        kwargs.pop("db_constraint", None)
        kwargs.pop("db_index", None)
        return name, path, args, kwargs


class TenantModelBase(ModelBase):
    """Adds to each concrete tenant model the policies, the composite keys and the indexes for them."""

    def __new__(mcs, name: str, bases: tuple[type, ...], attrs: dict[str, Any], **kwargs: Any) -> Any:
        model = super().__new__(mcs, name, bases, attrs, **kwargs)
        options = model._meta  # type: ignore[attr-defined]
        if options.abstract or options.proxy:
            return model
        table = options.db_table
        references = [field for field in options.local_fields if isinstance(field, TenantForeignKey)]
        constraints = [
            BranchWall(
                name=f"{table}_wall",
                shared=model.shared_with_network,  # type: ignore[attr-defined]
                append_only=model.append_only,  # type: ignore[attr-defined]
                public_may=model.public_may,  # type: ignore[attr-defined]
            ),
            models.UniqueConstraint(fields=["branch", "id"], name=f"{table}_branch_id"),
        ]
        if any(field.name == "key" for field in options.local_fields):
            constraints.append(
                models.UniqueConstraint(
                    fields=["branch", "key"],
                    name=f"{table}_branch_key",
                    violation_error_message=_("This key is already in use in the branch."),
                )
            )
        constraints += [
            SameBranchForeignKey(
                field=field.name, to=_table_of(field, options), name=f"{table}_{field.name}_same_branch"
            )
            for field in references
        ]
        options.constraints = [*options.constraints, *constraints]
        options.original_attrs["constraints"] = options.constraints
        leading = {tuple(index.fields[:2]) for index in options.indexes}
        for field in references:
            if ("branch", field.name) not in leading:
                index = models.Index(fields=["branch", field.name])
                index.set_name_with_model(cast(type[models.Model], model))
                options.indexes = [*options.indexes, index]
        options.original_attrs["indexes"] = options.indexes
        return model


def _table_of(field: TenantForeignKey, options: Any) -> str:
    """The table that `field` refers to; its model may not have been loaded yet, so names are used."""
    to = field.remote_field.model
    if isinstance(to, str):
        app_label, _, model_name = to.rpartition(".")
        return options.db_table if to == "self" else f"{app_label or options.app_label}_{model_name.lower()}"
    return to._meta.db_table


class TenantModel(models.Model, metaclass=TenantModelBase):
    """A row that belongs to one branch."""

    shared_with_network = False
    append_only = False
    #: What may be done from outside, in public_context(): READ its rows, ADD rows unread, or nothing.
    public_may: ClassVar[str] = ""

    id = plain(models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False))
    branch = plain(
        models.ForeignKey(
            Branch,
            on_delete=models.PROTECT,
            default=active_branch_id,
            editable=False,
            related_name="+",
            # Every table has an index that starts with the branch already.
            db_index=False,
        )
    )

    objects: ClassVar[TenantManager] = TenantManager()

    class Meta:
        abstract = True
        base_manager_name = "objects"

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Raises OtherBranchActive for a row of another branch than the active one."""
        refuse_other_branch(self)
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        """Raises OtherBranchActive for a row of another branch than the active one."""
        refuse_other_branch(self)
        return super().delete(*args, **kwargs)

    def clean_fields(self, exclude: Collection[str] | None = None) -> None:
        """As Django's. Raises ValidationError also for a year that was typed wrong, such as 0206."""
        super().clean_fields(exclude)
        early = {
            field.name: gettext("This is long ago. Check the year.")
            for field in self._meta.concrete_fields
            if field.name not in (exclude or ())
            and type(field) is models.DateField
            and (day := getattr(self, field.attname))
            and day < FIRST_DAY
        }
        if early:
            raise ValidationError(early)


class SharedModel(TenantModel):
    """A row that its branch writes and the network reads: a figure or a final report, never a case.

    Inside a branch `objects` shows the branch's own; outside of any, `network` shows those of all.
    """

    shared_with_network = True

    # Again, before the other: the first one of a class is what get_object_or_404 and forms use.
    objects: ClassVar[TenantManager] = TenantManager()
    network = NetworkManager()

    class Meta(TenantModel.Meta):
        abstract = True


def new_key() -> str:
    """A key for a record made in the application; records that were imported keep their sender's key."""
    return secrets.token_hex(8)


class KeyedModel(TenantModel):
    """A record that other files of the exchange format refer to by its key."""

    key = plain(models.CharField(_("key"), max_length=100, default=new_key))

    class Meta(TenantModel.Meta):
        abstract = True
