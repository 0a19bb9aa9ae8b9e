"""`{% load drafts %}`: what a form needs so that nothing typed in it is lost."""

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString

from homestart.drafts.editing import PATH, TOKEN, VERSION, Editing
from homestart.ui.navigation import branch_url

register = template.Library()


@register.simple_tag
def draft_attributes(editing: Editing) -> SafeString:
    """The attribute by which static/js/drafts.js knows the form and where to bring what is typed."""
    branch = editing.request.branch  # type: ignore[attr-defined]
    return format_html('data-draft="{}"', branch_url(branch, "drafts:save"))


@register.simple_tag
def draft_fields(editing: Editing) -> SafeString:
    """The hidden fields of the form: which version was on the screen, which form, and sent for which time."""
    return format_html(
        '<input type="hidden" name="{}" value="{}"><input type="hidden" name="{}" value="{}">'
        '<input type="hidden" name="{}" value="{}">',
        VERSION,
        editing.version,
        TOKEN,
        editing.token,
        PATH,
        editing.path,
    )
