"""The coordinator's desk: what waits today, finding a person, and noting a contact from anywhere."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from homestart.accounts.permissions import Permission, require
from homestart.ui.navigation import quick
from homestart.ui.search import search
from homestart.ui.today import sections

QUICK_HITS = "quick-hits"


@require(Permission.READ_FAMILIES)
@require_safe
def today(request: HttpRequest) -> HttpResponse:
    """What waits for an answer, in sections, the oldest first; each row with its one next action."""
    day = timezone.localdate()
    context = {
        "sections": sections(request.branch, day, request.permissions),
        "today": day,
        "referral_url": quick(request)["referral"],
    }
    return render(request, "ui/today.html", context)


@require(Permission.READ_FAMILIES)
@require_http_methods(["GET", "HEAD", "POST"])
def find(request: HttpRequest) -> HttpResponse:
    """Families, referrals and volunteers by name or telephone. Names are posted: no address holds one."""
    text = request.POST.get("zoek", "").strip()
    context = {"text": text, "hits": search(text)}
    if request.htmx.target == QUICK_HITS:
        # Below the box at the top of any page, while somebody types.
        return render(request, "ui/_hits.html", {**context, "hits_id": QUICK_HITS})
    return render(request, "ui/search.html", context)


@require(Permission.EDIT_FAMILIES)
@require_http_methods(["GET", "HEAD", "POST"])
def contact(request: HttpRequest) -> HttpResponse:
    """With whom: the first step of noting a contact; each person leads to the form of that person."""
    text = request.POST.get("zoek", "").strip()
    hits = [hit for hit in search(text) if hit.contact_url]
    return render(request, "ui/contact.html", {"text": text, "hits": hits})
