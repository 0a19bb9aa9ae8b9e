"""What the pages about one family share."""

from typing import Any
from uuid import UUID

from django.http import HttpRequest
from django.shortcuts import get_object_or_404

from families.queries.file import families
from families.queries.merging import stays_as
from homestart.ui.navigation import branch_url


def family_or_404(request: HttpRequest, family_id: UUID) -> Any:
    """The family with `municipality_name`, in the branch of the request.

    A file that was merged into another is that other: its addresses, drafts and bookmarks keep working.
    """
    family = families().filter(pk=family_id).first()
    if family is None:
        family = get_object_or_404(families(), pk=stays_as(family_id))
    family.branch = request.branch  # type: ignore[attr-defined]
    return family


def file_url(request: HttpRequest, family_id: UUID, part: str = "") -> str:
    """The address of the file, at the card `part`."""
    url = branch_url(request.branch, "families:file", family_id=family_id)  # type: ignore[attr-defined]
    return f"{url}#{part}" if part else url


def values_of(record: Any, form_class: Any) -> dict[str, Any]:
    """What the record says in the fields of the form."""
    return {name: getattr(record, name) for name in form_class.base_fields}


#: Behind the address of a button on Today, so that pressing it leads back there.
FROM_TODAY = "?van=vandaag"


def is_from_today(request: HttpRequest) -> bool:
    return request.GET.get("van") == "vandaag"


def back_to(request: HttpRequest, family: Any, part: str) -> str:
    """Where a button was pressed: Today, or the card `part` of the file."""
    if is_from_today(request):
        return branch_url(request.branch, "today")  # type: ignore[attr-defined]
    return file_url(request, family.pk, part)
