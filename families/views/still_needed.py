"""Asking the families that wait whether they still need support: by telephone or by mail."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from families.actions import waiting as actions
from families.actions.links import ask_still_needed
from families.enums import WaitingCareResult, WaitingExitReason
from families.forms.waiting import AnswerForm, MailForm
from families.models import WaitingListEntry
from families.queries.links import address_to_ask
from families.queries.waiting import IN_TURN, Filters, asked_by_mail, to_ask, waiting_list
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


@dataclass(frozen=True)
class Addressee:
    """Somebody whom one can ask by mail about a place: the family itself, or who referred it."""

    entry: Any
    to_family: bool
    email: str

    @property
    def code(self) -> str:
        """By what the form names it."""
        return f"{self.entry.pk}:{'gezin' if self.to_family else 'aanmelder'}"


@dataclass(frozen=True)
class Call:
    """A family that it is time to ask, and the ways to write to it; the first of them is proposed."""

    entry: Any
    addressees: list[Addressee]


@require(Permission.EDIT_FAMILIES)
@require_http_methods(["GET", "HEAD", "POST"])
def call_round(request: Request) -> HttpResponse:
    """Whom it is time to ask: numbers to call with a button for each answer, or a mail to several at once."""
    today = timezone.localdate()
    waiting = list(
        waiting_list(Filters(), "", today)
        .select_related("family", "referral__referrer")
        .order_by("heard_on", *IN_TURN)
    )
    calls = [Call(entry, _addressees(entry)) for entry in to_ask(waiting, today)]
    known = {one.code: one for call in calls for one in call.addressees}
    form = MailForm(request.POST if request.method == "POST" else None, addressees=list(known))
    if form.is_valid():
        chosen = [known[code] for code in form.cleaned_data["addresses"]]
        for one in chosen:
            ask_still_needed(one.entry, by=request.user, to_family=one.to_family)
        said = ngettext("One mail is on its way.", "%(count)d mails are on their way.", len(chosen))
        messages.success(request, said % {"count": len(chosen)})
        return redirect(branch_url(request.branch, "waiting:round"))
    context = {
        "calls": calls,
        "form": form,
        "can_mail": bool(known),
        "asked": [entry for entry in waiting if asked_by_mail(entry)],
        "weeks": request.branch.still_needed_weeks,
        "unreachable_after": UNREACHABLE_AFTER,
        "today": today,
    }
    looked_at(request, None, list="still_needed", records=len(calls))
    return render(request, "families/waiting/round.html", context)


def _addressees(entry: Any) -> list[Addressee]:
    both = (Addressee(entry, who, address_to_ask(entry, to_family=who)) for who in (True, False))
    return [one for one in both if one.email]


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
