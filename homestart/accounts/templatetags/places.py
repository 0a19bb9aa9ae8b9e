"""`{% load places %}`: the branch of this page, and the way to the other places where the user works."""

from typing import Any

from django import template

from homestart.accounts.models import User
from homestart.accounts.queries import Place, cover_of, places_of

register = template.Library()


@register.inclusion_tag("components/cover_banner.html", takes_context=True)
def cover_banner(context: template.Context) -> dict[str, Any]:
    """Says to who stands in for somebody, for whom, where and until when."""
    request = context["request"]
    user = request.user
    return {"cover": cover_of(user, request.branch) if isinstance(user, User) else None, "request": request}


@register.inclusion_tag("components/branch_switch.html", takes_context=True)
def branch_switch(context: template.Context) -> dict[str, Any]:
    """The branch, always in sight; a menu for who has several places to work in."""
    request = context["request"]
    user, branch = request.user, request.branch
    places: list[Place] = places_of(user) if isinstance(user, User) else []
    here = next(
        (p for p in places if p.branch == branch and (branch or request.path.startswith(p.url))), None
    )
    return {"branch": branch, "here": here, "places": places if len(places) > 1 else []}
