"""One way to show a list of records: filters and order in the address, names posted, all of it to take along.

An app declares a `Listing` beside its queries; its view is `return show_list(request, FAMILIES)`.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any

from django import forms
from django.core.paginator import Paginator
from django.db.models import F, QuerySet
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.text import capfirst

from homestart.audit.models import record
from homestart.tenancy.models import Branch
from homestart.ui.numbers import UNKNOWN
from homestart.ui.spreadsheets import CONTENT_TYPE, workbook
from homestart.ui.tables import Action, Column, ListTable, Row
from homestart.ui.templatetags.format import day

ROWS_PER_PAGE = 50
MOST_EXPORTED = 10_000
NAME, ORDER, PAGE, EXPORT = "naam", "volgorde", "pagina", "export"


@dataclass(frozen=True)
class Badge:
    """A state in words, with a colour beside them: `kind` is "good", "caution", "bad", "accent" or ""."""

    label: Any
    kind: str = ""

    def __str__(self) -> str:
        return capfirst(str(self.label))

    def __html__(self) -> str:
        return _badge(str(self), self.kind)


@lru_cache(maxsize=200)
def _badge(label: str, kind: str) -> str:
    """Made once: a list has one in each row, and there are few states."""
    return render_to_string("components/badge.html", {"label": label, "kind": kind})


@dataclass(frozen=True)
class ListColumn:
    """What the list tells of each record.

    `value` gives a text, a number, a date, a Badge or None. With `sort`, a word for the address, the list can
    be put in the order of `by`, fields or annotations of the queryset.
    """

    label: Any
    value: Callable[[Any], Any]
    sort: str = ""
    by: Sequence[str] = ()
    numeric: bool = False


@dataclass(frozen=True)
class Listing:
    """A list: where its records come from, what it tells of them and what can be done next with each.

    `find(filters, name)` gives the records of the active branch for the cleaned `filters` and the beginning
    of a name ("" for all); `prepare` turns those of one page into what the columns read, in a number of
    queries that does not grow with them. `order` is the word of a column, with "-" for from high to low.
    """

    name: str
    title: Any
    columns: Sequence[ListColumn]
    find: Callable[[dict[str, Any], str], QuerySet[Any]]
    order: str
    count: Callable[[int], str]
    url: Callable[[Branch, Any], str]
    prepare: Callable[[QuerySet[Any]], Sequence[Any]] = list
    action: Callable[[Branch, Any], Action | None] = lambda branch, row: None
    filters: type[forms.Form] = forms.Form
    has_names: bool = True
    #: What to do when there is nothing at all.
    empty: Any = ""


def show_list(
    request: HttpRequest, listing: Listing, *, template: str = "lists/list.html", **context: Any
) -> HttpResponse:
    """The page of the list, or with a POST of EXPORT all of it, as filtered and ordered, as a workbook.

    What is searched by name is posted, although nothing changes: addresses end up in histories and logs.
    """
    if request.method == "POST":
        # The address that the list has from now on: without the name.
        request.GET = _address(request, listing)
    form = listing.filters(request.GET)
    filters = form.cleaned_data if form.is_valid() else {}
    name = request.POST.get(NAME, "").replace("\x00", "").strip()
    order = _order(request.GET.get(ORDER, ""), listing)
    records = _ordered(listing.find(filters, name), order, listing)
    if EXPORT in request.POST:
        return _export(request, listing, records)
    page = Paginator(records, ROWS_PER_PAGE).get_page(request.GET.get(PAGE))
    context |= {
        "listing": listing,
        "table": _table(request, listing, page, order),
        "page": page,
        "form": form,
        "name": name,
        "address": request.GET.urlencode(),
        "is_filtered": bool(name) or any(filters.values()),
    }
    response = render(request, template, context)
    if request.method == "POST":
        response["HX-Push-Url"] = f"{request.path}?{request.GET.urlencode()}".removesuffix("?")
    return response


def _address(request: HttpRequest, listing: Listing) -> QueryDict:
    sent, address = request.POST, request.GET.copy()
    for field in listing.filters.base_fields if "filters" in sent else ():
        values = [value for value in sent.getlist(field) if value]
        address.setlist(field, values) if values else address.pop(field, None)
        address.pop(PAGE, None)
    return address


def _order(asked: str, listing: Listing) -> str:
    known = {column.sort for column in listing.columns if column.sort}
    return asked if asked.removeprefix("-") in known else listing.order


def _ordered(records: QuerySet[Any], order: str, listing: Listing) -> QuerySet[Any]:
    column = next(column for column in listing.columns if column.sort == order.removeprefix("-"))
    by = [F(name) for name in column.by]
    if order.startswith("-"):
        return records.order_by(*(field.desc(nulls_last=True) for field in by), "pk")
    return records.order_by(*(field.asc(nulls_last=True) for field in by), "pk")


def _table(request: HttpRequest, listing: Listing, page: Any, order: str) -> ListTable:
    branch = request.branch  # type: ignore[attr-defined]
    return ListTable(
        caption=listing.count(page.paginator.count),
        columns=[
            Column(column.label, numeric=column.numeric, sort=column.sort) for column in listing.columns
        ],
        rows=[
            Row(
                [_on_screen(column.value(found)) for column in listing.columns],
                url=listing.url(branch, found),
                action=listing.action(branch, found),
            )
            for found in listing.prepare(page.object_list)
        ],
        order=order,
    )


def _on_screen(value: Any) -> Any:
    if value is None or value == "":
        return UNKNOWN
    if isinstance(value, Badge):
        # A template makes text of what is not text before it looks for __html__.
        return value.__html__()
    return day(value) if isinstance(value, date) else value


def _export(request: HttpRequest, listing: Listing, records: QuerySet[Any]) -> HttpResponse:
    found = listing.prepare(records[:MOST_EXPORTED])
    content = workbook(
        str(listing.title),
        [str(column.label) for column in listing.columns],
        ([column.value(one) for column in listing.columns] for one in found),
    )
    record("export_list", by=request.user, list=listing.name, records=len(found))  # type: ignore[arg-type]
    file = f"{listing.name}-{request.branch.slug}-{timezone.localdate()}.xlsx"  # type: ignore[attr-defined]
    return HttpResponse(
        content,
        content_type=CONTENT_TYPE,
        headers={"Content-Disposition": f'attachment; filename="{file}"'},
    )
