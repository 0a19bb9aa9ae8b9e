"""What the next page says about what was just done."""

from django.contrib import messages
from django.http import HttpRequest


def say_done(request: HttpRequest, text: str, undo: str = "") -> None:
    """Show `text` on the next page; with `undo`, an address, beside a button that posts to it."""
    messages.success(request, text, extra_tags=undo)
