"""The file of a volunteer: making it, reading it, changing it, and letting the volunteer sign in."""

from collections import Counter
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import TextChoices
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from homestart.accounts.permissions import Permission, require
from homestart.audit.reading import looked_at
from homestart.drafts.editing import Editing
from homestart.ui.navigation import branch_url
from homestart.ui.timeline import Chip
from homestart.vocabulary import Daypart, Language, Theme
from volunteers import actions
from volunteers.enums import VolunteerRole
from volunteers.forms import VolunteerForm
from volunteers.models import Volunteer
from volunteers.queries import Kind, access_of, file_of, missing, volunteers_on
from volunteers.views.lists import PAPERS, state_badge

#: So many lines of the timeline at first; "show more" adds as many again.
ENTRIES = 30


def file_url(request: HttpRequest, volunteer: Volunteer) -> str:
    return branch_url(request.branch, "volunteers:file", volunteer_id=volunteer.pk)


@require(Permission.EDIT_VOLUNTEERS)
def new(request: HttpRequest) -> HttpResponse:
    """A new volunteer."""
    editing = Editing(request)
    form = editing.form(VolunteerForm, initial={"interested_on": timezone.localdate()})
    if editing.is_valid(form):
        done = editing.save(
            form,
            lambda: actions.add_volunteer(by=request.user, **form.cleaned_data),
            then=lambda volunteer: file_url(request, volunteer),
            message=_("The volunteer has a file now."),
        )
        if done:
            return done
    return render(request, "volunteers/edit.html", {"form": form, "editing": editing})


@require(Permission.EDIT_VOLUNTEERS)
def edit(request: HttpRequest, volunteer_id: UUID) -> HttpResponse:
    """Everything in the file of a volunteer but roles and contacts."""
    volunteer = get_object_or_404(Volunteer.objects.all(), pk=volunteer_id)
    looked_at(request, volunteer)
    title, url = str(volunteer), file_url(request, volunteer)
    editing = Editing(request, about=volunteer)
    form = editing.form(VolunteerForm, instance=volunteer)
    if editing.is_valid(form):
        done = editing.save(
            form,
            lambda: actions.change_volunteer(
                volunteer, by=request.user, version=editing.version, **form.cleaned_data
            ),
            then=lambda volunteer: url,
            message=_("The changes are saved."),
        )
        if done:
            return done
    context = {"form": form, "editing": editing, "title": title, "file_url": url}
    return render(request, "volunteers/edit.html", context)


@require(Permission.READ_VOLUNTEERS)
@require_safe
def file(request: HttpRequest, volunteer_id: UUID) -> HttpResponse:
    """Who the volunteer is, what is missing, for which families, and everything that happened."""
    today = timezone.localdate()
    volunteer = get_object_or_404(volunteers_on(today), pk=volunteer_id)
    volunteer.branch = request.branch
    looked_at(request, volunteer)
    about = file_of(volunteer, today)
    happened = about.happened()
    kind = request.GET.get("soort", "")
    entries = [entry for its_kind, entry in happened if kind not in Kind.values or its_kind == kind]
    shown = number_of(request.GET.get("tot"))
    counts = Counter(its_kind for its_kind, entry in happened)
    chips = [Chip(_("Everything"), "?", current=kind not in Kind.values)] + [
        Chip(one.label, f"?soort={one}", current=kind == one, count=counts[one])
        for one in Kind
        if counts[one]
    ]
    more = f"?soort={kind}&tot={shown + ENTRIES}" if len(entries) > shown else ""
    context = {
        "volunteer": volunteer,
        "roles_now": _words(volunteer.held, VolunteerRole),
        "languages": _words(volunteer.languages, Language),
        "dayparts": _words(volunteer.availability, Daypart),
        "interests": _words(volunteer.interests, Theme),
        "yes_no": f"{_('followed')},{_('not yet')}",
        "can_invite": Permission.INVITE_VOLUNTEERS in request.permissions,
        "state": state_badge(volunteer),
        "file": about,
        "missing": missing(volunteer),
        "papers_missing": not PAPERS.keys().isdisjoint(missing(volunteer)),
        "access": access_of(volunteer),
        "entries": entries[:shown],
        "chips": chips,
        "more_url": more,
    }
    return render(request, "volunteers/file.html", context)


def _words(codes: list[str], names: type[TextChoices]) -> str:
    """The codes in words, with commas; a code that the list does not know as it is."""
    known = dict(names.choices)
    return ", ".join(str(known.get(code, code)) for code in dict.fromkeys(codes))


def number_of(text: str | None) -> int:
    """How many lines were asked for; ENTRIES for anything that is not a reasonable number."""
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 5 else ENTRIES


@require(Permission.INVITE_VOLUNTEERS)
@require_POST
def invite(request: HttpRequest, volunteer_id: UUID) -> HttpResponse:
    """Invites the volunteer to sign in, or mails the invitation again; for who decides who comes in."""
    volunteer = get_object_or_404(Volunteer.objects.all(), pk=volunteer_id)
    try:
        actions.invite_volunteer(volunteer, by=request.user, site_url=request.build_absolute_uri("/"))
    except ValidationError as refused:
        messages.error(request, " ".join(refused.messages))
    else:
        messages.success(
            request, _("The invitation is on its way to %(email)s.") % {"email": volunteer.email}
        )
    return redirect(file_url(request, volunteer))
