"""The list of the families."""

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from families.enums import FamilyState
from families.queries.lists import families_in, family_rows
from homestart.accounts.permissions import Permission, require

ROWS_PER_PAGE = 50


@require(Permission.READ_FAMILIES)
@require_http_methods(["GET", "HEAD", "POST"])
def family_list(request: HttpRequest) -> HttpResponse:
    """The families of the branch, by name; the filter and the page are in the address.

    A name that is searched for is posted, although nothing changes: addresses end up in histories and logs.
    """
    today = timezone.localdate()
    state = request.GET.get("toestand", "")
    state = state if state in FamilyState.values else ""
    # PostgreSQL refuses a text with NUL in it.
    search = request.POST.get("naam", "").replace("\x00", "").strip()
    page = Paginator(families_in(state, search, today), ROWS_PER_PAGE).get_page(request.GET.get("pagina"))
    page.rows = family_rows(page.object_list, today)
    context = {"page": page, "state": state, "search": search, "states": FamilyState.choices}
    return render(request, "families/list.html", context)
