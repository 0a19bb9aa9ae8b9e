"""A day of telephone calls: several contacts in one form, saved together."""

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from families.actions import contacts
from families.forms.referrals import found_families
from families.forms.several import COUNT, MORE, MORE_ROWS, MOST_ROWS, ROWS, SeveralForm
from homestart.accounts.permissions import Permission, require
from homestart.accounts.requests import Request
from homestart.drafts.editing import Editing, as_number
from homestart.ui.forms import Combobox
from homestart.ui.navigation import branch_url


@require(Permission.EDIT_FAMILIES)
@require_http_methods(["GET", "HEAD", "POST"])
def several(request: Request) -> HttpResponse:
    """Rows for contacts with families of any state; all are saved, or none."""
    editing = Editing(request)
    rows = _rows(request, editing)
    options = {"rows": rows, "families_url": branch_url(request.branch, "contact_families")}
    if _asks_for_more(request):
        # More rows, or the families of a name: nothing is saved yet, and nothing is wrong yet.
        form = SeveralForm(**options)
        form.take_over(request.POST)
    else:
        form = editing.form(SeveralForm, **options)
        if editing.is_valid(form):
            done = editing.save(
                form,
                lambda: contacts.note_contacts(form.contacts, by=request.user),
                then=lambda noted: branch_url(request.branch, "today"),
                message=_said(len(form.contacts)),
            )
            if done:
                return done
    return render(request, "families/contacts_several.html", {"form": form, "editing": editing})


@require(Permission.EDIT_FAMILIES)
@require_POST
def find_families(request: Request) -> HttpResponse:
    """Families to choose from, for the box of any row."""
    box = next((name for name in request.POST if name.endswith(Combobox.TYPED)), "")
    typed = request.POST.get(box, "")
    context = {"name": box.removesuffix(Combobox.TYPED), "found": found_families(typed), "typed": typed}
    return render(request, "components/choices.html", context)


def _asks_for_more(request: Request) -> bool:
    return MORE in request.POST or any(name.endswith(Combobox.BUTTON) for name in request.POST)


def _rows(request: Request, editing: Editing) -> int:
    """As many as were on the screen or in the draft; some more when that was asked."""
    kept = editing.draft.data.get(COUNT, [""])[0] if editing.draft else ""
    rows = as_number(request.POST.get(COUNT, kept)) or ROWS
    return min(rows + (MORE_ROWS if MORE in request.POST else 0), MOST_ROWS)


def _said(count: int) -> str:
    return ngettext("%(count)d contact is noted.", "%(count)d contacts are noted.", count) % {"count": count}
