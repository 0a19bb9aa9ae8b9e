"""The links of a referral, for the coordinator: ask the referrer for the form, and show how it stands."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from families.actions import links as actions
from families.enums import LinkKind, PublicLanguage
from families.forms.links import AskForm
from families.letters import link_url
from families.models import Link
from families.queries.links import links_about
from families.views.referrals import detail_url, referral_or_404
from homestart.accounts.permissions import Permission, require
from homestart.accounts.requests import Request
from homestart.audit.reading import looked_at
from homestart.drafts.editing import Editing


@require(Permission.EDIT_FAMILIES)
@require_http_methods(["GET", "HEAD", "POST"])
def ask_for_form(request: Request, referral_id: UUID) -> HttpResponse:
    """Sends the referrer a link to complete the referral; a link of before does not work any more."""
    referral = referral_or_404(referral_id)
    looked_at(request, referral)
    editing = Editing(request, about=referral)
    form = editing.form(
        AskForm,
        initial={
            "referrer_email": referral.referrer_email,
            "language": referral.language or PublicLanguage.NL.value,
        },
    )
    if editing.is_valid(form):
        done = editing.save(
            form,
            lambda: actions.ask_for_form(
                referral, by=request.user, version=editing.version, **form.cleaned_data
            ),
            then=lambda link: detail_url(request, referral),
            message=_("The link is on its way to the referrer."),
        )
        if done:
            return done
    context = {
        "referral": referral,
        "form": form,
        "editing": editing,
        "before": links_about(referral, LinkKind.COMPLETE),
    }
    return render(request, "families/referrals/ask.html", context)


@require(Permission.EDIT_FAMILIES)
@require_POST
def status_link(request: Request, referral_id: UUID) -> HttpResponse:
    """Makes a link to the page that says how the referral stands, and shows it this once."""
    referral = referral_or_404(referral_id)
    looked_at(request, referral)
    link, token = actions.make_link(LinkKind.STATUS, by=request.user, referral=referral)
    context = {"referral": referral, "link": link, "url": link_url(request.branch, link, token)}
    return render(request, "families/referrals/status_link.html", context)


@require(Permission.EDIT_FAMILIES)
@require_POST
def withdraw(request: Request, referral_id: UUID, link_id: UUID) -> HttpResponse:
    """The link opens nothing any more."""
    referral = referral_or_404(referral_id)
    link: Any = get_object_or_404(Link.objects.all(), pk=link_id, referral=referral)
    actions.withdraw_link(link, by=request.user)
    messages.success(request, _("The link does not work any more."))
    return redirect(detail_url(request, referral))
