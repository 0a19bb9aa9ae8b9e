"""The waiting list: who waits, in which order, what was done for them, and how they leave it."""

import datetime
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_http_methods, require_POST

from families.actions import waiting as actions
from families.enums import Priority, WaitingCareKind, WaitingExitReason
from families.forms.waiting import CareForm, ChangeCareForm, LeaveForm, NewPlaceForm, PlaceForm
from families.models import WaitingCareAction, WaitingListEntry
from families.queries.waiting import (
    IN_TURN,
    Filters,
    asked_by_mail,
    care_of,
    last_asked,
    stops,
    summary,
    to_ask,
    waiting_list,
)
from families.rules import is_unreachable, why_here
from families.views.common import values_of
from families.words import address_in, wishes_in_words
from homestart.accounts.permissions import Permission, require
from homestart.accounts.requests import Request
from homestart.audit.reading import looked_at
from homestart.drafts.editing import Editing, as_number, as_uuid
from homestart.lists.listing import ListColumn, Listing, show_list
from homestart.tenancy.models import Branch
from homestart.tenancy.versions import Outdated
from homestart.ui.messages import say_done
from homestart.ui.navigation import branch_url
from homestart.ui.tables import Action
from homestart.ui.templatetags.format import day, duration


class WaitingFilters(forms.Form):
    voorrang = forms.ChoiceField(
        label=gettext_lazy("Priority"),
        required=False,
        choices=[("", gettext_lazy("All")), *Priority.choices],
    )
    stil = forms.BooleanField(label=gettext_lazy("To ask again"), required=False)


def _waits(entry: Any) -> str:
    days = (timezone.localdate() - entry.since).days
    return duration(days) if days else _("since today")


def _still_needed(entry: Any) -> str:
    """How far one is with asking the family whether it still needs support."""
    mailed_on = asked_by_mail(entry)
    if mailed_on:
        return _("asked by mail on %(day)s") % {"day": day(mailed_on)}
    if entry.not_reached:
        return ngettext("not reached", "not reached %(count)d times", entry.not_reached) % {
            "count": entry.not_reached
        }
    return _("to ask") if to_ask([entry], timezone.localdate()) else ""


def _next_step(branch: Branch, entry: Any) -> Action:
    if is_unreachable(entry):
        leave = branch_url(branch, "waiting:leave", entry_id=entry.pk)
        return Action(_("Take off the list"), f"{leave}?reden={WaitingExitReason.UNREACHABLE.value}")
    if to_ask([entry], timezone.localdate()):
        address = branch_url(branch, "waiting:round")
        return Action(_("Call or mail"), f"{address}#plaats-{entry.pk}")
    return Action(_("Change"), branch_url(branch, "waiting:change", entry_id=entry.pk))


WAITING = Listing(
    name="wachtlijst",
    title=gettext_lazy("Waiting list"),
    columns=[
        ListColumn(gettext_lazy("Family"), lambda entry: str(entry.family), "naam", ["family__name"]),
        ListColumn(gettext_lazy("Why here"), why_here, "beurt", IN_TURN),
        ListColumn(gettext_lazy("Waits"), _waits, "wacht", ["since", "entered_on"]),
        ListColumn(gettext_lazy("Wishes"), wishes_in_words, "wensen"),
        ListColumn(
            gettext_lazy("Last contact"),
            lambda entry: entry.last_contact,
            "contact",
            ["last_contact"],
            asked=True,
        ),
        ListColumn(gettext_lazy("Still needed?"), _still_needed, "nodig"),
    ],
    find=lambda filters, name: waiting_list(
        Filters(filters.get("voorrang", ""), bool(filters.get("stil"))), name, timezone.localdate()
    ),
    order="beurt",
    count=lambda count: (
        ngettext("%(count)d family waits", "%(count)d families wait", count) % {"count": count}
    ),
    url=lambda branch, entry: branch_url(branch, "families:file", family_id=entry.family_id),
    action=_next_step,
    filters=WaitingFilters,
    empty=gettext_lazy("Nobody waits."),
)


@require(Permission.READ_FAMILIES)
@require_http_methods(["GET", "HEAD", "POST"])
def waiting_page(request: Request) -> HttpResponse:
    """Who waits and why in this order, who could help, and whether the branch takes new families."""
    today = timezone.localdate()
    volunteers = Permission.READ_VOLUNTEERS in request.permissions
    return show_list(
        request,
        WAITING,
        template="families/waiting/list.html",
        stats=_stats(request.branch, today),
        stops=list(stops(today)),
        today=today,
        settings_url=branch_url(request.branch, "branch_settings")
        if Permission.MANAGE_MEMBERS in request.permissions
        else "",
        volunteers_url=address_in(request.branch, "volunteers:waiting") if volunteers else "",
    )


def _stats(branch: Branch, today: datetime.date) -> list[tuple[Any, str, str]]:
    """How the list stands, in figures that lead to whom they are about."""
    now = summary(today)
    if not now.count:
        return []
    here = branch_url(branch, "waiting:list")
    urgent = f"{here}?voorrang={Priority.URGENT.value}" if now.urgent else ""
    asked = branch_url(branch, "waiting:round") if now.to_ask else ""
    return [
        (now.count, ngettext("family waits", "families wait", now.count), ""),
        (duration(now.mean_days), _("on average"), ""),
        (now.urgent, _("urgent"), urgent),
        (now.to_ask, _("to ask whether still needed"), asked),
    ]


@require(Permission.EDIT_FAMILIES)
@require_http_methods(["GET", "HEAD", "POST"])
def add(request: Request) -> HttpResponse:
    """Puts a family that has a file already on the list; `gezin` in the address is the one that is meant."""
    editing = Editing(request)
    form = editing.form(
        NewPlaceForm,
        families_url=branch_url(request.branch, "referrals:find_families"),
        initial={"entered_on": timezone.localdate(), "family": as_uuid(request.GET.get("gezin"))},
    )
    if editing.is_valid(form):
        done = editing.save(
            form,
            lambda: actions.put_on_waiting_list(by=request.user, **form.cleaned_data),
            then=lambda entry: _list_url(request),
            message=_("The family is on the waiting list."),
        )
        if done:
            return done
    return place_form(
        request, form, editing, _("Put a family on the waiting list"), _("Put on the waiting list")
    )


@require(Permission.EDIT_FAMILIES)
@require_http_methods(["GET", "HEAD", "POST"])
def change(request: Request, entry_id: UUID) -> HttpResponse:
    """Priority, wishes, since when; and the ways to leave the list."""
    entry = _entry_or_404(entry_id)
    looked_at(request, entry.family)
    editing = Editing(request, about=entry)
    initial = values_of(entry, PlaceForm)
    form = editing.form(PlaceForm, initial={**initial, "priority": entry.priority or Priority.NORMAL})
    if editing.is_valid(form):
        done = editing.save(
            form,
            lambda: actions.change_place(
                entry,
                by=request.user,
                version=editing.version,
                **form.cleaned_data,
            ),
            then=lambda entry: _list_url(request),
            message=_("The place on the waiting list is saved."),
        )
        if done:
            return done
    context = {
        "entry": entry,
        "care": care_of(entry),
        "asked": last_asked(entry),
        "today": timezone.localdate(),
        "volunteers_url": volunteers_for(request, entry),
    }
    return place_form(
        request, form, editing, "", _("Save the place"), "families/waiting/place.html", **context
    )


@require(Permission.EDIT_FAMILIES)
@require_http_methods(["GET", "HEAD", "POST"])
def leave(request: Request, entry_id: UUID) -> HttpResponse:
    """Takes a family off the list with a reason; this can be undone."""
    entry = _entry_or_404(entry_id)
    looked_at(request, entry.family)
    editing = Editing(request, about=entry)
    reason = request.GET.get("reden", "")
    proposed = reason if reason in WaitingExitReason.values else ""
    initial = {
        "left_on": entry.left_on or timezone.localdate(),
        "exit_reason": entry.exit_reason or proposed,
    }
    form = editing.form(LeaveForm, initial=initial)
    if editing.is_valid(form):
        done = editing.save(
            form,
            lambda: actions.leave_waiting_list(
                entry,
                by=request.user,
                version=editing.version,
                **form.cleaned_data,
            ),
            then=lambda entry: _list_url(request),
        )
        if done:
            entry.refresh_from_db()
            back = branch_url(request.branch, "waiting:put_back", entry_id=entry.pk)
            say_done(request, _("The family is off the waiting list."), undo=f"{back}?versie={entry.version}")
            return done
    title = _("Take %(family)s off the waiting list") % {"family": entry.family}
    return place_form(request, form, editing, title, _("Take off the waiting list"), entry=entry)


@require(Permission.EDIT_FAMILIES)
@require_POST
def put_back(request: Request, entry_id: UUID) -> HttpResponse:
    """The family has its place back; not when a colleague changed it since `versie` in the address."""
    entry = _entry_or_404(entry_id)
    try:
        actions.return_to_waiting_list(entry, by=request.user, version=as_number(request.GET.get("versie")))
    except Outdated:
        messages.error(
            request, _("Somebody else changed this place meanwhile. Look at it before you put it back.")
        )
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    else:
        messages.success(request, _("The family is on the waiting list again."))
    return redirect(_list_url(request))


@require(Permission.EDIT_FAMILIES)
@require_http_methods(["GET", "HEAD", "POST"])
def care(request: Request, entry_id: UUID) -> HttpResponse:
    """Notes what was done for a family that waits, such as asking whether it still wants support."""
    entry = _entry_or_404(entry_id)
    looked_at(request, entry.family)
    editing = Editing(request)
    kind = request.GET.get("soort", "")
    form = editing.form(CareForm, initial={"kind": kind if kind in WaitingCareKind.values else ""})
    if editing.is_valid(form):
        done = editing.save(
            form,
            lambda: actions.note_waiting_care(entry.family, by=request.user, **form.cleaned_data),
            then=lambda care: _after_care(request, entry),
            message=_("What you did is noted."),
        )
        if done:
            return done
    title = _("Waiting-list care for %(family)s") % {"family": entry.family}
    again = _("Save and note more")
    return place_form(request, form, editing, title, _("Save the note"), entry=entry, again=again)


def _after_care(request: Request, entry: WaitingListEntry) -> str:
    """To the place; with the second button to an empty form, for the next thing that was done."""
    name = "waiting:care" if "again" in request.POST else "waiting:change"
    return branch_url(request.branch, name, entry_id=entry.pk)


@require(Permission.EDIT_FAMILIES)
@require_http_methods(["GET", "HEAD", "POST"])
def care_edit(request: Request, entry_id: UUID, care_id: UUID) -> HttpResponse:
    """Corrects such a note, or removes it."""
    entry = _entry_or_404(entry_id)
    care = get_object_or_404(WaitingCareAction.objects.all(), pk=care_id, family=entry.family)
    looked_at(request, entry.family)
    editing = Editing(request, about=care)
    form = editing.form(ChangeCareForm, initial=values_of(care, ChangeCareForm))
    if editing.is_valid(form):
        done = editing.save(
            form,
            lambda: actions.change_waiting_care(
                care, by=request.user, version=editing.version, **form.cleaned_data
            ),
            then=lambda care: branch_url(request.branch, "waiting:change", entry_id=entry.pk),
            message=_("What you did is noted."),
        )
        if done:
            return done
    title = _("Waiting-list care for %(family)s") % {"family": entry.family}
    return place_form(request, form, editing, title, _("Save the note"), entry=entry, care=care)


def volunteers_for(request: Request, entry: WaitingListEntry) -> str:
    """Where the volunteers without a family stand, those who fit this place first; "" for who may not."""
    address = address_in(request.branch, "volunteers:waiting")
    if not address or Permission.READ_VOLUNTEERS not in request.permissions:
        return ""
    wishes = [
        *(("taal", code) for code in entry.wished_languages),
        *(("moment", code) for code in entry.wished_dayparts),
        *(("thema", code) for code in entry.wished_themes),
    ]
    return f"{address}?{urlencode(wishes)}" if wishes else address


def _entry_or_404(entry_id: UUID) -> Any:
    return get_object_or_404(WaitingListEntry.objects.select_related("family"), pk=entry_id)


def _list_url(request: Request) -> str:
    return branch_url(request.branch, "waiting:list")


def place_form(
    request: Request,
    form: forms.Form,
    editing: Editing,
    title: str,
    button: str,
    template: str = "families/waiting/form.html",
    **context: Any,
) -> HttpResponse:
    context |= {
        "form": form,
        "editing": editing,
        "title": title,
        "button": button,
        "cancel": _list_url(request),
    }
    return render(request, template, context)
