"""`{% load inbox %}`: how much came in from outside and waits."""

from django import template

from families.queries.inbox import waiting_submissions

register = template.Library()


@register.simple_tag
def inbox_count() -> int:
    """How much of it nobody has handled yet."""
    return waiting_submissions().count()
