"""Passages of a note that are about somebody else than the file: typed between [[ and ]].

They are shown apart to who works on the file, and left out of every copy that leaves it.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from django.utils.html import escape, format_html, linebreaks
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

OPEN, CLOSE = "[[", "]]"
#: Stands in a copy where something was left out.
LEFT_OUT = "[…]"
#: Beside a field in which they can be typed.
HELP = gettext_lazy("Is a part of it about somebody else than the family? Put it between [[ and ]].")


@dataclass(frozen=True)
class Passage:
    text: str
    about_others: bool


def passages(text: str) -> Iterator[Passage]:
    """The parts of a note in order, without the marks.

    A passage that is opened and not closed goes on until the end, and one inside another belongs to it: what
    somebody wanted to keep apart is never let out by a slip of the keys. A close without an open is text.
    """
    part, depth, at = "", 0, 0
    while at < len(text):
        if text.startswith(OPEN, at):
            if depth == 0 and part:
                yield Passage(part, about_others=False)
                part = ""
            depth, at = depth + 1, at + 2
        elif depth and text.startswith(CLOSE, at):
            depth, at = depth - 1, at + 2
            if depth == 0:
                yield Passage(part, about_others=True)
                part = ""
        else:
            part, at = part + text[at], at + 1
    if part or depth:
        yield Passage(part, about_others=depth > 0)


def without_others(text: str) -> str:
    """The note as it may be given to the family: what is about somebody else is left out, and that shows."""
    if OPEN not in text:
        return text
    return "".join(LEFT_OUT if one.about_others else one.text for one in passages(text))


def as_html(text: str) -> SafeString:
    """The note as paragraphs, with what is about somebody else marked and said."""
    if OPEN not in text:
        return mark_safe(linebreaks(text, autoescape=True))  # noqa: S308 (escaped)
    return format_html("<p>{}</p>", as_lines(text))


def as_lines(text: str) -> SafeString:
    """The same without paragraphs: in the middle of a line."""
    if OPEN not in text:
        return _lines(text)
    parts = (_marked(one.text) if one.about_others else _lines(one.text) for one in passages(text))
    return mark_safe("".join(parts))  # noqa: S308 (each part is escaped)


def _marked(text: str) -> SafeString:
    return format_html(
        '<mark class="about-others"><span class="about-others-label">{}</span> {}</mark>',
        _("about others"),
        _lines(text),
    )


def _lines(text: str) -> SafeString:
    return mark_safe(escape(text).replace("\r\n", "\n").replace("\n", "<br>"))  # noqa: S308 (escaped)
