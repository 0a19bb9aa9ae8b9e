"""Saying whom somebody resembles while the form is filled in, before anything is saved."""

from collections.abc import Iterable

from django import forms

#: Where it is said; templates/families/_check.html holds the place.
PLACE = "resembles"


def check_while_typing(form: forms.BaseForm, url: str, names: Iterable[str]) -> None:
    """Lets these fields of the form ask at `url` whom what is typed resembles."""
    names = list(names)
    for name in names:
        form.fields[name].widget.attrs |= {
            "hx-post": url,
            "hx-trigger": "input changed delay:400ms",
            "hx-target": f"#{PLACE}",
            "hx-params": ",".join([*names, "csrfmiddlewaretoken"]),
        }
