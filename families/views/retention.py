"""Until when files are kept: which of them are to go, and deciding otherwise."""

from uuid import UUID

from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from families.actions.retention import keep_file
from families.forms.retention import RetentionForm
from families.queries.retention import NOTICE, files_to_go, keeping_of
from families.views.common import family_or_404, file_url
from homestart.accounts.permissions import Permission, require
from homestart.accounts.requests import Request
from homestart.audit.reading import looked_at
from homestart.drafts.editing import Editing


@require(Permission.READ_FAMILIES)
@require_safe
def files_to_remove(request: Request) -> HttpResponse:
    """The closed files whose day comes: they lose names, addresses and notes, and the figures stay."""
    context = {
        "files": files_to_go(timezone.localdate()),
        "years": settings.RETENTION_FILE_YEARS,
        "notice": NOTICE.days,
    }
    return render(request, "families/retention/list.html", context)


@require(Permission.EDIT_FAMILIES)
def keep(request: Request, family_id: UUID) -> HttpResponse:
    """Until when this file is kept, what for, and why."""
    family = family_or_404(request, family_id)
    looked_at(request, family)
    keeping = keeping_of(family, timezone.localdate())
    if keeping is None:
        return render(request, "families/retention/open.html", {"family": family})
    decided = keeping.retention
    editing = Editing(request, about=decided)
    initial = {"until": keeping.until}
    if decided:
        initial |= {"purpose": decided.purpose, "reason": decided.reason}
    form = editing.form(RetentionForm, initial=initial)
    if editing.is_valid(form):
        done = editing.save(
            form,
            lambda: keep_file(family, by=request.user, version=editing.version, **form.cleaned_data),
            then=lambda retention: file_url(request, family.pk, "bewaren"),
            message=_("The day is saved."),
        )
        if done:
            return done
    context = {"family": family, "form": form, "editing": editing, "keeping": keeping}
    return render(request, "families/retention/keep.html", context)
