"""Keeping how somebody looks at a list. No event in the audit log: nothing of a file changes or is shown."""

from collections.abc import Sequence

from django.core.exceptions import PermissionDenied

from homestart.accounts.models import User
from homestart.lists.models import ChosenColumns, SavedList


def save_list(listing: str, *, name: str, address: str, by: User) -> SavedList:
    """The filter and order under this name, in the place of what had it before."""
    saved, _created = SavedList.objects.update_or_create(
        user=by, listing=listing, name=name, defaults={"address": address}
    )
    return saved


def forget_list(saved: SavedList, *, by: User) -> None:
    """Nothing is kept under that name. Raises PermissionDenied for a list of somebody else."""
    if saved.user_id != by.pk:
        raise PermissionDenied
    saved.delete()


def choose_columns(listing: str, columns: Sequence[str], *, by: User) -> None:
    """This person sees these columns of the list from now on; with none, those that it shows by itself."""
    if columns:
        ChosenColumns.objects.update_or_create(user=by, listing=listing, defaults={"columns": list(columns)})
    else:
        ChosenColumns.objects.filter(user=by, listing=listing).delete()
