"""Asking the families that wait whether they still need support: by telephone or by mail."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from families.actions import waiting as actions
from families.enums import WaitingCareResult, WaitingExitReason
from families.forms.waiting import AnswerForm
from families.models import WaitingListEntry
from families.queries.waiting import IN_TURN, Filters, to_ask, waiting_list
from families.rules import UNREACHABLE_AFTER
from homestart.accounts.permissions import Permission, require
from homestart.accounts.requests import Request
from homestart.audit.reading import looked_at
from homestart.ui.messages import say_done
from homestart.ui.navigation import branch_url

#: What the next page says of what was noted.
SAID = {
    WaitingCareResult.STILL_NEEDED: lambda: _("Noted: support is still needed."),
    WaitingCareResult.NO_LONGER_NEEDED: lambda: _("Noted. Now take the family off the list."),
    WaitingCareResult.NOT_REACHED: lambda: _("Noted: not reached. The family comes back here in a few days."),
}


@require(Permission.EDIT_FAMILIES)
@require_http_methods(["GET", "HEAD"])
def call_round(request: Request) -> HttpResponse:
    """Everybody whom it is time to ask, with the numbers to call and a button for each answer."""
    today = timezone.localdate()
    entries = waiting_list(Filters(), "", today).select_related("family", "referral__referrer")
    context = {
        "entries": to_ask(entries.order_by("heard_on", *IN_TURN), today),
        "weeks": request.branch.still_needed_weeks,
        "unreachable_after": UNREACHABLE_AFTER,
        "today": today,
    }
    looked_at(request, None, list="still_needed", records=len(context["entries"]))
    return render(request, "families/waiting/round.html", context)


@require(Permission.EDIT_FAMILIES)
@require_POST
def note_answer(request: Request, entry_id: UUID) -> HttpResponse:
    """Notes in one press what came of a call, and leads on: to the next call, or off the list."""
    entry: Any = get_object_or_404(WaitingListEntry.objects.select_related("family"), pk=entry_id)
    form = AnswerForm(request.POST)
    back = branch_url(request.branch, "waiting:round")
    if not form.is_valid():
        messages.error(request, _("Nothing is noted. Press one of the three answers."))
        return redirect(back)
    result = WaitingCareResult(form.cleaned_data["result"])
    try:
        care = actions.note_answer(entry, by=request.user, result=result)
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
        return redirect(back)
    remove = {"family_id": entry.family_id, "part": "wachtlijstzorg", "record_id": care.pk}
    say_done(request, SAID[result](), undo=branch_url(request.branch, "families:remove", **remove))
    if result == WaitingCareResult.NO_LONGER_NEEDED:
        leave = branch_url(request.branch, "waiting:leave", entry_id=entry.pk)
        return redirect(f"{leave}?reden={WaitingExitReason.NO_LONGER_NEEDED.value}")
    return redirect(back)
