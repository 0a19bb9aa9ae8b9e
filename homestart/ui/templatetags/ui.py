"""`{% load ui %}`: icons, addresses inside the branch, navigation and the components that need Python."""

from functools import cache
from typing import Any

from django import template
from django.contrib.sessions.backends.base import SessionBase
from django.core.paginator import Page
from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from homestart.accounts import sessions
from homestart.audit.origin import origin
from homestart.tenancy.models import Branch
from homestart.ui import navigation
from homestart.ui.numbers import UNKNOWN
from homestart.ui.passages import as_html, as_lines, without_others

register = template.Library()


@register.simple_tag
def icon(name: str) -> SafeString:
    """The drawing templates/icons/`name`.svg, hidden from screen readers: the words stand beside it."""
    return _drawing(name)


@cache
def _drawing(name: str) -> SafeString:
    """Read once: a timeline has an icon in each line, and a drawing never changes."""
    return render_to_string(f"icons/{name}.svg")


@register.simple_tag(takes_context=True)
def branch_url(context: template.Context, name: str, *args: Any, **kwargs: Any) -> str:
    """The address of page `name` in the branch of this request."""
    return navigation.branch_url(context["request"].branch, name, *args, **kwargs)


@register.filter
def chip(branch: Branch) -> str:
    """The class with the colour of `branch`."""
    return navigation.chip_class(branch)


@register.filter
def seconds_left(session: SessionBase) -> int:
    """How long the session goes on when nothing more is asked."""
    return sessions.seconds_left(session)


@register.simple_tag
def request_number() -> str:
    """The number of this request, as it stands in the log; "" outside of any."""
    return origin().request_id


@register.inclusion_tag("components/main_nav.html", takes_context=True)
def main_nav(context: template.Context) -> dict[str, Any]:
    return {"links": navigation.links(context["request"])}


@register.inclusion_tag("components/quick.html", takes_context=True)
def quick(context: template.Context) -> dict[str, Any]:
    """Search and "note a contact", for whoever may; on a phone also the button of the navigation."""
    request = context["request"]
    return {
        **navigation.quick(request),
        "has_nav": bool(navigation.items(request)),
        "csrf_token": context.get("csrf_token"),
        "path": request.path,
    }


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


@register.simple_tag(takes_context=True)
def note(context: template.Context, text: str, inline: bool = False) -> SafeString:
    """What somebody wrote, in paragraphs, or `inline`: in lines.

    On a page with `for_family` without what is about somebody else.
    """
    kept = without_others(text) if context.get("for_family") else text
    return as_lines(kept) if inline else as_html(kept)


# Components around a piece of a page: {% card "…" %}…{% endcard %}. Their templates say what they take.


@register.simple_block_tag
def page_head(content: str, title: str, meta: str = "", state: str = "", kind: str = "") -> SafeString:
    """The head of a page, with its actions inside; `state` is a badge of `kind` beside the title."""
    context = {"actions": content, "title": title, "meta": meta, "state": state, "kind": kind}
    return render_to_string("components/page_head.html", context)


@register.simple_block_tag
def more(content: str, label: str = "") -> SafeString:
    """A menu for what is seldom done; inside it links, and forms with one button."""
    return render_to_string("components/more.html", {"content": content, "label": label})


@register.simple_block_tag
def card(content: str, title: str, id: str = "", edit: str = "", meta: str = "") -> SafeString:
    """A part of a page under a heading; `edit` is the address where it is changed."""
    context = {"content": content, "title": title, "id": id, "edit": edit, "meta": meta}
    return render_to_string("components/card.html", context)


@register.simple_block_tag
def save_bar(content: str, cancel: str = "") -> SafeString:
    """The buttons at the end of a form, always in sight; `cancel` is the address to leave for."""
    return render_to_string("components/save_bar.html", {"content": content, "cancel": cancel})


@register.inclusion_tag("components/fact.html")
def fact(label: str, value: object, note: str = "") -> dict[str, object]:
    """A label and its value in a `<dl class="facts">`; "–" when it is not known."""
    return {"label": label, "value": UNKNOWN if value is None or value == "" else value, "note": note}
