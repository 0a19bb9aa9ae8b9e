"""Forms as a browser without JavaScript sends them back, for the tests of the intake."""

import datetime
from html.parser import HTMLParser
from typing import Any

from django.http import HttpResponse
from django.test import Client
from django.utils import timezone


class FormReader(HTMLParser):
    """The fields of the form that keeps drafts, with the values that stand in it."""

    def __init__(self) -> None:
        super().__init__()
        self.fields: dict[str, Any] = {}
        self.inside = False
        self.area = self.select = ""

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        given = dict(attributes)
        name, value = given.get("name") or "", given.get("value") or ""
        if tag == "form":
            self.inside = "data-draft" in given
        if not self.inside:
            return
        if tag == "textarea":
            self.area, self.fields[name] = name, ""
        elif tag == "select":
            self.select, self.fields[name] = name, ""
        elif tag == "option" and self.select and "selected" in given:
            self.fields[self.select] = value
        elif tag == "input" and name and given.get("type") in ("radio", "checkbox"):
            if "checked" in given:
                self.fields.setdefault(name, []).append(value)
        elif tag == "input" and name:
            self.fields[name] = value

    def handle_data(self, data: str) -> None:
        if self.area:
            self.fields[self.area] += data.removeprefix("\n")

    def handle_endtag(self, tag: str) -> None:
        if tag == "textarea":
            self.area = ""
        elif tag == "select":
            self.select = ""
        elif tag == "form":
            self.inside = False


def form_on(page: HttpResponse) -> dict[str, Any]:
    reader = FormReader()
    reader.feed(page.content.decode())
    return reader.fields


def send(client: Client, path: str, **values: Any) -> Any:
    """The answer to the form on a page, filled in with these values."""
    return client.post(path, {**form_on(client.get(path)), **values})


def ago(days: int) -> datetime.date:
    return timezone.localdate() - datetime.timedelta(days=days)


def errors(page: Any) -> dict[str, list[str]]:
    """What the form on the page says, by field."""
    assert page.status_code == 200
    return dict(page.context["form"].errors)
