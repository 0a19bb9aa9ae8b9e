"""What somebody keeps of a list: a filter to come back to, and the columns to see. Rows of the branch."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _

from homestart.accounts.models import User
from homestart.tenancy.models import TenantModel
from homestart.tenancy.privacy import plain, sensitive


class SavedList(TenantModel):
    """A list with its filter and order, under a name that its owner gave."""

    user = plain(models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", editable=False))
    listing = plain(models.CharField(_("list"), max_length=40))
    name = sensitive(models.CharField(_("name"), max_length=60))
    # What follows the question mark: codes only, because the name that one searches is in no address.
    address = plain(models.CharField(_("filter and order"), max_length=500))

    class Meta(TenantModel.Meta):
        verbose_name = _("saved list")
        constraints = [
            models.UniqueConstraint(
                fields=["branch", "user", "listing", "name"], name="savedlist_name_once_a_list"
            ),
        ]

    def __str__(self) -> str:
        return self.name


class ChosenColumns(TenantModel):
    """The columns of a list that somebody wants to see; without a row, those that it shows by itself."""

    user = plain(models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", editable=False))
    listing = plain(models.CharField(_("list"), max_length=40))
    columns = plain(ArrayField(models.CharField(max_length=40), verbose_name=_("columns"), default=list))

    class Meta(TenantModel.Meta):
        verbose_name = _("chosen columns")
        constraints = [
            models.UniqueConstraint(fields=["branch", "user", "listing"], name="chosencolumns_once_a_list"),
        ]

    def __str__(self) -> str:
        return f"{self.listing}: {', '.join(self.columns)}"
