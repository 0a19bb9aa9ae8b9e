"""`{% load ui %}`: icons, addresses inside the branch, navigation and the components that need Python."""

from typing import Any

from django import template
from django.core.paginator import Page
from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from homestart.tenancy.models import Branch
from homestart.ui import navigation

register = template.Library()


@register.simple_tag
def icon(name: str) -> SafeString:
    """The drawing templates/icons/`name`.svg, hidden from screen readers: the words stand beside it."""
    return render_to_string(f"icons/{name}.svg")


@register.simple_tag(takes_context=True)
def branch_url(context: template.Context, name: str, *args: Any, **kwargs: Any) -> str:
    """The address of page `name` in the branch of this request."""
    return navigation.branch_url(context["request"].branch, name, *args, **kwargs)


@register.filter
def chip(branch: Branch) -> str:
    """The class with the colour of `branch`."""
    return navigation.chip_class(branch)


@register.inclusion_tag("components/main_nav.html", takes_context=True)
def main_nav(context: template.Context) -> dict[str, Any]:
    return {"links": navigation.links(context["request"])}


@register.inclusion_tag("components/breadcrumbs.html")
def breadcrumbs(*parts: str) -> dict[str, Any]:
    """`{% breadcrumbs url label url label here %}`: pairs of address and label, last the page itself."""
    *pairs, here = parts
    return {"steps": list(zip(pairs[::2], pairs[1::2], strict=True)), "here": here}


@register.inclusion_tag("components/pagination.html", takes_context=True)
def pagination(context: template.RequestContext, page: Page) -> dict[str, Any]:
    """Links to the pages around `page`; filters in the address stay."""
    numbers = page.paginator.get_elided_page_range(page.number, on_each_side=2, on_ends=1)
    return {"page": page, "numbers": list(numbers)}
