"""`{% load retention %}`: until when a file is kept."""

from typing import Any

from django import template
from django.conf import settings

from families.queries.file import FamilyFile
from families.queries.retention import keeping_of

register = template.Library()


@register.inclusion_tag("families/_file_privacy.html", takes_context=True)
def file_privacy(context: template.Context, file: FamilyFile) -> dict[str, Any]:
    """The card of what the file is kept for and until when; two queries, none for an open file."""
    return {
        "request": context["request"],
        "family": file.family,
        "keeping": None if file.is_open else keeping_of(file.family, file.today),
        "years": settings.RETENTION_FILE_YEARS,
    }
