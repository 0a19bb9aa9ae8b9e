"""Whom a family or a member in a form resembles: said while typing, and above a form that comes back."""

from uuid import UUID

from django import forms
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.views.decorators.http import require_POST

from families.forms.likeness import check_while_typing
from families.models import Family
from families.queries.lookalikes import like_family, like_member, typed_days
from families.views.common import family_or_404
from homestart.accounts.permissions import Permission, require
from homestart.ui.navigation import branch_url

OF_A_FAMILY = ("name", "phone", "email", "street", "postal_code")
OF_A_MEMBER = ("first_name", "last_name", "birth_date")


@require(Permission.EDIT_FAMILIES)
@require_POST
def check(request: HttpRequest, family_id: UUID) -> HttpResponse:
    """The panel for what is typed so far: of the family itself, or of a member when it has a birth date."""
    return HttpResponse(resembling(request, family_or_404(request, family_id)))


def watch(request: HttpRequest, form: forms.BaseForm, family: Family) -> str:
    """Lets the form of the family or of a member say whom it resembles; the panel for what was sent."""
    url = branch_url(request.branch, "families:check", family_id=family.pk)  # type: ignore[attr-defined]
    check_while_typing(form, url, OF_A_MEMBER if "birth_date" in form.fields else OF_A_FAMILY)
    return resembling(request, family)


def resembling(request: HttpRequest, family: Family) -> str:
    """The panel, "" when nobody is alike or nothing was sent."""
    if request.method != "POST":
        return ""
    context = {}
    if "birth_date" in request.POST:
        first, last, birth = (_typed(request, name) for name in OF_A_MEMBER)
        day = next(iter(typed_days(birth)), None)
        context["persons"] = like_member(first, last, day, but=family)
    else:
        typed = {name: _typed(request, name) for name in OF_A_FAMILY if name in request.POST}
        context["alike"] = [one for one in like_family(family, **typed) if one.family_id]
    return render_to_string("families/referrals/_resembles.html", context, request)


def _typed(request: HttpRequest, name: str) -> str:
    return request.POST.get(name, "").replace("\x00", "").strip()
