"""One way to show a list of records: filters and order in the address, names posted, all of it to take along.

An app declares a `Listing` beside its queries; its view is `return show_list(request, FAMILIES)`.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import F, QuerySet
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from homestart.accounts.requests import Request
from homestart.audit.models import record
from homestart.lists import actions
from homestart.lists.models import ChosenColumns, SavedList
from homestart.tenancy.models import Branch
from homestart.ui.forms import CheckboxPills
from homestart.ui.numbers import UNKNOWN
from homestart.ui.spreadsheets import CONTENT_TYPE, workbook
from homestart.ui.tables import Action, Column, ListTable, Row
from homestart.ui.templatetags.format import day

ROWS_PER_PAGE = 50
MOST_EXPORTED = 10_000
NAME, ORDER, PAGE, EXPORT = "naam", "volgorde", "pagina", "export"
#: What is sent to keep a list, to forget one, and to choose its columns.
SAVE, SAVE_AS, FORGET, CHOOSE, COLUMNS = "bewaren", "bewaar_als", "vergeten", "kiezen", "kolom"
MOST_SAVED = 12


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

    `value` gives a text, a number, a date, a Badge or None; of a column with `together` it gives the key by
    which that finds the values of all rows of a page, with one query. `word` names the column in the address
    and in what somebody keeps; with `by`, fields or annotations of the queryset, the list can be put in its
    order. With `asked` only those see it who chose it.
    """

    label: Any
    value: Callable[[Any], Any]
    word: str
    by: Sequence[str] = ()
    numeric: bool = False
    asked: bool = False
    together: Callable[[Sequence[Any]], Mapping[Any, Any]] | None = None

    @property
    def sort(self) -> str:
        """The word in the address that puts the list in the order of this column; "" when it has none."""
        return self.word if self.by else ""

    def values(self, rows: Sequence[Any]) -> list[Any]:
        """What the column tells of each of the rows."""
        if self.together is None:
            return [self.value(row) for row in rows]
        known = self.together(rows)
        return [known.get(self.value(row)) for row in rows]


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


class ColumnsForm(forms.Form):
    """The columns to choose from; the first stays, because it names the record."""

    kolom = forms.MultipleChoiceField(label=_("Columns"), required=False, widget=CheckboxPills)

    def __init__(self, listing: Listing, shown: Sequence[ListColumn]) -> None:
        super().__init__(initial={COLUMNS: [column.word for column in shown]})
        field: Any = self.fields[COLUMNS]
        field.choices = [(column.word, column.label) for column in listing.columns[1:]]


def show_list(
    request: Request, listing: Listing, *, template: str = "lists/list.html", **context: Any
) -> HttpResponse:
    """The page of the list, or with a POST of EXPORT all of it, as filtered and ordered, as a workbook.

    What is searched by name is posted, although nothing changes: addresses end up in histories and logs.
    A POST of SAVE, FORGET or CHOOSE keeps how this person looks at the list, and leads back to it.
    """
    if request.method == "POST":
        if kept := _keep(request, listing):
            return kept
        # The address that the list has from now on: without the name.
        request.GET = _address(request, listing)  # type: ignore[assignment]
    form = listing.filters(request.GET)
    filters = form.cleaned_data if form.is_valid() else {}
    name = request.POST.get(NAME, "").replace("\x00", "").strip()
    order = _order(request.GET.get(ORDER, ""), listing)
    records = _ordered(listing.find(filters, name), order, listing)
    columns = _columns(request, listing)
    if EXPORT in request.POST:
        return _export(request, listing, columns, records)
    page = Paginator(records, ROWS_PER_PAGE).get_page(request.GET.get(PAGE))
    to_save = _to_save(request.GET, listing)
    context |= {
        "listing": listing,
        "table": _table(request, listing, columns, page, order),
        "page": page,
        "form": form,
        "name": name,
        "address": request.GET.urlencode(),
        "to_save": to_save,
        "saved": _saved(request, listing, to_save),
        "columns": ColumnsForm(listing, columns),
        "is_filtered": bool(name) or any(filters.values()),
    }
    response = render(request, template, context)
    if request.method == "POST":
        response["HX-Push-Url"] = f"{request.path}?{request.GET.urlencode()}".removesuffix("?")
    return response


def _keep(request: Request, listing: Listing) -> HttpResponse | None:
    """Does what was asked of how this person looks at the list; None when it was something else."""
    sent, by = request.POST, request.user
    if SAVE in sent:
        name = " ".join(sent.get(SAVE_AS, "").replace("\x00", "").split())[:60]
        address = _to_save(request.GET, listing)
        if name and address:
            actions.save_list(listing.name, name=name, address=address, by=by)
            messages.success(request, gettext("The list is kept as “%(name)s”.") % {"name": name})
        else:
            messages.error(request, gettext("Filter or sort first, then give it a name."))
    elif FORGET in sent:
        for saved, _current in _saved(request, listing, ""):
            if str(saved.pk) == sent[FORGET]:
                actions.forget_list(saved, by=by)
    elif CHOOSE in sent:
        known = [column.word for column in listing.columns[1:]]
        chosen = [word for word in known if word in sent.getlist(COLUMNS)]
        by_itself = [column.word for column in listing.columns[1:] if not column.asked]
        actions.choose_columns(listing.name, [] if chosen == by_itself else chosen, by=by)
    else:
        return None
    return redirect(f"{request.path}?{request.GET.urlencode()}".removesuffix("?"))


def _to_save(address: QueryDict, listing: Listing) -> str:
    """The filter and order of the address, without what the list does not know; "" for the plain list."""
    known = QueryDict(mutable=True)
    for word in (*listing.filters.base_fields, ORDER):
        values = [value for value in address.getlist(word) if value]
        if values and (word != ORDER or _order(values[0], listing) != listing.order):
            known.setlist(word, values)
    text = known.urlencode()
    return text if len(text) <= 500 else ""


def _saved(request: Request, listing: Listing, current: str) -> list[tuple[SavedList, bool]]:
    """What this person kept of the list, each with whether it is what the page shows."""
    kept = SavedList.objects.filter(user=request.user, listing=listing.name).order_by("name")
    return [(saved, saved.address == current) for saved in kept[:MOST_SAVED]]


def _columns(request: Request, listing: Listing) -> list[ListColumn]:
    """The columns that this person sees: always the first, which names the record."""
    chosen = ChosenColumns.objects.filter(user=request.user, listing=listing.name).first()
    first, *others = listing.columns
    if chosen is None:
        return [first, *(column for column in others if not column.asked)]
    return [first, *(column for column in others if column.word in chosen.columns)]


def _address(request: Request, listing: Listing) -> QueryDict:
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


def _table(
    request: Request, listing: Listing, columns: Sequence[ListColumn], page: Any, order: str
) -> ListTable:
    rows = listing.prepare(page.object_list)
    return ListTable(
        caption=listing.count(page.paginator.count),
        # Translated here: each cell says the name of its column.
        columns=[Column(str(column.label), numeric=column.numeric, sort=column.sort) for column in columns],
        rows=[
            Row(
                [_on_screen(value) for value in values],
                url=listing.url(request.branch, row),
                action=listing.action(request.branch, row),
            )
            for row, values in zip(rows, _cells(columns, rows), strict=True)
        ],
        order=order,
    )


def _cells(columns: Sequence[ListColumn], rows: Sequence[Any]) -> list[tuple[Any, ...]]:
    """By row, what the columns tell of it."""
    return list(zip(*(column.values(rows) for column in columns), strict=True))


def _on_screen(value: Any) -> Any:
    if value is None or value == "":
        return UNKNOWN
    if isinstance(value, Badge):
        # A template makes text of what is not text before it looks for __html__.
        return value.__html__()
    return day(value) if isinstance(value, date) else value


def _export(
    request: Request, listing: Listing, columns: Sequence[ListColumn], records: QuerySet[Any]
) -> HttpResponse:
    found = listing.prepare(records[:MOST_EXPORTED])
    content = workbook(str(listing.title), [str(column.label) for column in columns], _cells(columns, found))
    record("export_list", by=request.user, list=listing.name, records=len(found))
    file = f"{listing.name}-{request.branch.slug}-{timezone.localdate()}.xlsx"
    return HttpResponse(
        content,
        content_type=CONTENT_TYPE,
        headers={"Content-Disposition": f'attachment; filename="{file}"'},
    )
