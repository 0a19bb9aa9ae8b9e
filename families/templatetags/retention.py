"""`{% load retention %}`: until when a file is kept."""

from typing import Any

from django import template
from django.conf import settings
from django.utils import timezone

from families.models import Family
from families.queries.retention import keeping_of

register = template.Library()


@register.inclusion_tag("families/_file_privacy.html", takes_context=True)
def file_privacy(context: template.Context, family: Family) -> dict[str, Any]:
    """The card of what the file is kept for, until when, and who looked; two queries at most."""
    return {
        "request": context["request"],
        "family": family,
        "keeping": keeping_of(family, timezone.localdate()),
        "years": settings.RETENTION_FILE_YEARS,
    }
