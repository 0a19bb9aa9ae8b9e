"""`{% load waiting %}`: whether the branch takes new families, on any page that should say so."""

from typing import Any

from django import template
from django.utils import timezone

from families.queries.waiting import stops

register = template.Library()


@register.simple_tag
def intake_stops() -> list[Any]:
    """The stops that are in force or to come, with the demand in them."""
    return list(stops(timezone.localdate()))
