"""The documents of a family; their bytes stand in the database, behind the same walls as the file itself."""

from datetime import timedelta

from django.db import models
from django.db.models import Exists, OuterRef, TextField
from django.db.models.functions import Cast, Now
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from families.enums import DocumentKind, NoteLevel
from families.models.family import Family
from families.models.levels import LevelQuerySet
from homestart.accounts.models import User
from homestart.audit.history import FieldChange
from homestart.tenancy.managers import TenantManager, TenantQuerySet
from homestart.tenancy.models import TenantForeignKey, TenantModel
from homestart.tenancy.privacy import identifying, plain, sensitive
from homestart.tenancy.versions import Versioned
from homestart.uploads.formats import Format


class DocumentBytesQuerySet(TenantQuerySet["DocumentBytes"]):
    def forgotten(self, older_than: timedelta) -> "DocumentBytesQuerySet":
        """Of documents that were removed from their file so long ago that nobody puts them back any more."""
        kept = Document.objects.filter(content=OuterRef("pk"))
        removed_lately = FieldChange.objects.filter(
            record_type=Document._meta.label_lower,
            field="content",
            old=Cast(OuterRef("pk"), TextField()),
            at__gte=Now() - older_than,
        )
        return self.filter(~Exists(kept), ~Exists(removed_lately), stored_at__lt=Now() - older_than)


class DocumentBytes(TenantModel):
    """What a document holds. In a table of its own: lists do not read it, and a removal can be undone."""

    content = sensitive(models.BinaryField(_("contents of the file")))
    stored_at = plain(models.DateTimeField(_("stored at"), default=timezone.now))

    objects = TenantManager.from_queryset(DocumentBytesQuerySet)()  # type: ignore[django-manager-missing,misc]

    class Meta(TenantModel.Meta):
        verbose_name = _("contents of a document")

    def __str__(self) -> str:
        return str(self.pk)


class Document(Versioned, TenantModel):
    """A letter, an agreement, a report or a drawing in the file of a family."""

    family = plain(TenantForeignKey(Family, related_name="documents", verbose_name=_("family")))
    date = plain(models.DateField(_("date of the document")))
    kind = plain(models.CharField(_("kind"), max_length=20, choices=DocumentKind))
    name = identifying(models.CharField(_("name"), max_length=120))
    level = plain(
        models.CharField(_("who may read it"), max_length=20, choices=NoteLevel, default=NoteLevel.BRANCH)
    )
    content = plain(
        TenantForeignKey(
            DocumentBytes, related_name="documents", editable=False, verbose_name=_("contents of the file")
        )
    )
    format = plain(models.CharField(_("kind of file"), max_length=5, choices=Format, editable=False))
    size = plain(models.PositiveIntegerField(_("size in bytes"), editable=False))
    # Nobody had set up a scanner when it came in.
    scanned = plain(models.BooleanField(_("scanned for viruses"), editable=False))
    added_by = plain(
        models.ForeignKey(
            User, null=True, blank=True, editable=False, on_delete=models.PROTECT, related_name="+"
        )
    )

    objects = TenantManager.from_queryset(LevelQuerySet)()

    class Meta(TenantModel.Meta):
        verbose_name = _("document")

    def __str__(self) -> str:
        return self.name
