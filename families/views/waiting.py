"""The waiting list: who waits, what was done for them, and the periods in which it is closed."""

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_http_methods, require_POST

from families.actions import waiting as actions
from families.enums import Priority, WaitingCareKind
from families.forms.waiting import CareForm, ChangeCareForm, LeaveForm, NewPlaceForm, PlaceForm, StopForm
from families.models import IntakeStop, WaitingCareAction, WaitingListEntry
from families.queries.waiting import Filters, care_of, is_silent, last_asked, stops, waiting_list
from families.views.common import values_of
from homestart.accounts.permissions import Permission, require
from homestart.audit.reading import looked_at
from homestart.drafts.editing import Editing, as_uuid
from homestart.lists.listing import Badge, ListColumn, Listing, show_list
from homestart.tenancy.models import Branch
from homestart.ui.messages import say_done
from homestart.ui.navigation import branch_url
from homestart.ui.tables import Action
from homestart.ui.templatetags.format import duration

CHECK = WaitingCareKind.STILL_NEEDED_CHECK.value


class WaitingFilters(forms.Form):
    voorrang = forms.ChoiceField(
        label=gettext_lazy("Priority"),
        required=False,
        choices=[("", gettext_lazy("All")), *Priority.choices],
    )
    stil = forms.BooleanField(label=gettext_lazy("No contact for three months"), required=False)


def _waits(entry: Any) -> str:
    days = (timezone.localdate() - entry.since).days
    return duration(days) if days else _("since today")


def _priority(entry: Any) -> Badge | str:
    return Badge(Priority.URGENT.label, "caution") if entry.priority == Priority.URGENT else ""


def _next_step(branch: Branch, entry: Any) -> Action:
    if is_silent(entry, timezone.localdate()):
        address = branch_url(branch, "waiting:care", entry_id=entry.pk)
        return Action(_("Ask whether still needed"), f"{address}?soort={CHECK}")
    return Action(_("Change"), branch_url(branch, "waiting:change", entry_id=entry.pk))


WAITING = Listing(
    name="wachtlijst",
    title=gettext_lazy("Waiting list"),
    columns=[
        ListColumn(gettext_lazy("Family"), lambda entry: str(entry.family), "naam", ["family__name"]),
        ListColumn(gettext_lazy("Waits"), _waits, "wacht", ["since", "entered_on"]),
        ListColumn(gettext_lazy("Priority"), _priority, "voorrang", ["priority"]),
        ListColumn(gettext_lazy("Wishes"), lambda entry: entry.wishes, "wensen"),
        ListColumn(
            gettext_lazy("Last contact"), lambda entry: entry.last_contact, "contact", ["last_contact"]
        ),
    ],
    find=lambda filters, name: waiting_list(
        Filters(filters.get("voorrang", ""), bool(filters.get("stil"))), name, timezone.localdate()
    ),
    order="wacht",
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
def waiting_page(request: HttpRequest) -> HttpResponse:
    """Who waits, the longest first; and whether the branch takes new families."""
    today = timezone.localdate()
    return show_list(
        request, WAITING, template="families/waiting/list.html", stops=list(stops(today)), today=today
    )


@require(Permission.EDIT_FAMILIES)
@require_http_methods(["GET", "HEAD", "POST"])
def add(request: HttpRequest) -> HttpResponse:
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
    return _form(request, form, editing, _("Put a family on the waiting list"), _("Put on the waiting list"))


@require(Permission.EDIT_FAMILIES)
@require_http_methods(["GET", "HEAD", "POST"])
def change(request: HttpRequest, entry_id: UUID) -> HttpResponse:
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
    }
    return _form(request, form, editing, "", _("Save the place"), "families/waiting/place.html", **context)


@require(Permission.EDIT_FAMILIES)
@require_http_methods(["GET", "HEAD", "POST"])
def leave(request: HttpRequest, entry_id: UUID) -> HttpResponse:
    """Takes a family off the list with a reason; this can be undone."""
    entry = _entry_or_404(entry_id)
    looked_at(request, entry.family)
    editing = Editing(request, about=entry)
    initial = {"left_on": entry.left_on or timezone.localdate(), "exit_reason": entry.exit_reason}
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
            back = branch_url(request.branch, "waiting:put_back", entry_id=entry.pk)
            say_done(request, _("The family is off the waiting list."), undo=back)
            return done
    title = _("Take %(family)s off the waiting list") % {"family": entry.family}
    return _form(request, form, editing, title, _("Take off the waiting list"), entry=entry)


@require(Permission.EDIT_FAMILIES)
@require_POST
def put_back(request: HttpRequest, entry_id: UUID) -> HttpResponse:
    """The family has its place back."""
    entry = _entry_or_404(entry_id)
    try:
        actions.return_to_waiting_list(entry, by=request.user)
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    else:
        messages.success(request, _("The family is on the waiting list again."))
    return redirect(_list_url(request))


@require(Permission.EDIT_FAMILIES)
@require_http_methods(["GET", "HEAD", "POST"])
def care(request: HttpRequest, entry_id: UUID) -> HttpResponse:
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
            then=lambda care: branch_url(request.branch, "waiting:change", entry_id=entry.pk),
            message=_("What you did is noted."),
        )
        if done:
            return done
    title = _("Waiting-list care for %(family)s") % {"family": entry.family}
    return _form(request, form, editing, title, _("Save the note"), entry=entry)


@require(Permission.EDIT_FAMILIES)
@require_http_methods(["GET", "HEAD", "POST"])
def care_edit(request: HttpRequest, entry_id: UUID, care_id: UUID) -> HttpResponse:
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
    return _form(request, form, editing, title, _("Save the note"), entry=entry, care=care)


@require(Permission.EDIT_FAMILIES)
@require_http_methods(["GET", "HEAD", "POST"])
def stop_new(request: HttpRequest) -> HttpResponse:
    """A period in which the branch takes no new families."""
    editing = Editing(request)
    form = editing.form(StopForm, initial={"started_on": timezone.localdate()})
    if editing.is_valid(form):
        done = editing.save(
            form,
            lambda: actions.add_intake_stop(by=request.user, **form.cleaned_data),
            then=lambda stop: _list_url(request),
            message=_("The waiting list is closed in this period. Referrals can still be registered."),
        )
        if done:
            return done
    return _form(request, form, editing, _("Close the waiting list for a while"), _("Save the stop"))


@require(Permission.EDIT_FAMILIES)
@require_http_methods(["GET", "HEAD", "POST"])
def stop_edit(request: HttpRequest, stop_id: UUID) -> HttpResponse:
    """Changes such a period, or fills in its last day."""
    stop = get_object_or_404(IntakeStop.objects.all(), pk=stop_id)
    editing = Editing(request, about=stop)
    form = editing.form(StopForm, initial=values_of(stop, StopForm))
    if editing.is_valid(form):
        done = editing.save(
            form,
            lambda: actions.change_intake_stop(
                stop,
                by=request.user,
                version=editing.version,
                **form.cleaned_data,
            ),
            then=lambda stop: _list_url(request),
            message=_("The stop is saved."),
        )
        if done:
            return done
    return _form(request, form, editing, _("Change or end the stop"), _("Save the stop"))


def _entry_or_404(entry_id: UUID) -> Any:
    return get_object_or_404(WaitingListEntry.objects.select_related("family"), pk=entry_id)


def _list_url(request: HttpRequest) -> str:
    return branch_url(request.branch, "waiting:list")


def _form(
    request: HttpRequest,
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
