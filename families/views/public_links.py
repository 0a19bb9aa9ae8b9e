"""The pages behind a link, for who has no login: complete a referral, see how it stands, still needed or not.

Whoever has the secret in the address may do this one thing. So the address is kept from others: no page that
is opened from here hears of it (Referrer-Policy), no browser keeps it, and the logs do not say it.
"""

import logging
from collections.abc import Callable
from contextlib import suppress
from functools import wraps
from http import HTTPStatus
from typing import Any

from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone, translation
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from families.actions.links import LinkUsed, answer_still_needed, send_form
from families.enums import LinkKind, PublicLanguage
from families.forms.public_links import CompletionForm, StillNeededForm
from families.models import Link
from families.queries.links import call_of, link_of, place_of
from families.queries.referrals import municipality_names
from families.queries.status import status_of
from families.views.public import LANGUAGE_PARAMETER, address, languages
from homestart.accounts.permissions import public
from homestart.accounts.throttle import MINUTE, CounterAway, Try, count, origin_of
from homestart.tenancy.context import branch_context
from homestart.tenancy.models import Branch

logger = logging.getLogger(__name__)

#: Secrets that open nothing, for each address of origin: so many in so many seconds. Behind one address may
#: be a house full of people with old mails; a secret is too long to be guessed at any pace.
MOST_WRONG: tuple[tuple[int, int], ...] = ((40, MINUTE), (200, 60 * MINUTE))

LinkView = Callable[[HttpRequest, Branch, Link], HttpResponse]


def behind_link(kind: LinkKind) -> Callable[[LinkView], Callable[..., HttpResponse]]:
    """A page for whoever has a working link of this kind. To all others it says that the link does not work,
    whether it never was, is too old or was withdrawn.

    The secret is what proves that a form comes from its page, so that no cookie has to: a page that tells
    nobody its address has its forms sent without an origin, which Django's own check refuses.
    """

    def decorate(view: LinkView) -> Callable[..., HttpResponse]:
        @wraps(view)
        def opened(request: HttpRequest, afdeling: str, token: str) -> HttpResponse:
            tried = _count(request)
            branch = Branch.objects.filter(slug=afdeling).first()
            link = link_of(branch, token, kind) if branch else None
            if tried and link:
                with suppress(CounterAway):
                    tried.succeeded()
            with translation.override(_language(request, link)):
                if branch and link:
                    response = view(request, branch, link)
                else:
                    response = _page(request, "closed", status=HTTPStatus.NOT_FOUND)
            response.headers["Referrer-Policy"] = "no-referrer"
            response.headers["X-Robots-Tag"] = "noindex"
            return response

        return csrf_exempt(public(opened))

    return decorate


def _count(request: HttpRequest) -> Try | None:
    """One more try of this address of origin. Raises TooManyTries.

    Nobody counts while Valkey is away, and then links work all the same: what keeps others out is that the
    secrets cannot be guessed.
    """
    lists = [(f"links:{seconds}:{origin_of(request)}", most, seconds) for most, seconds in MOST_WRONG]
    try:
        return count(lists)
    except CounterAway:
        logger.warning("Nobody counts who opens links: Valkey does not answer.")
        return None


def _language(request: HttpRequest, link: Link | None) -> str:
    """That which was asked for, else that of the link."""
    asked = request.GET.get(LANGUAGE_PARAMETER, "")
    if asked in PublicLanguage.values:
        return asked
    return link.language if link else PublicLanguage.NL.value


def _page(request: HttpRequest, name: str, status: int = HTTPStatus.OK, **context: Any) -> HttpResponse:
    """A page behind a link, which can be read in each of the languages."""
    here = translation.get_language()
    context["languages"] = [{**one, "current": one["code"] == here} for one in languages(request)]
    return render(request, f"families/public/links/{name}.html", context, status=status)


@behind_link(LinkKind.COMPLETE)
@require_http_methods(["GET", "HEAD", "POST"])
def complete(request: HttpRequest, branch: Branch, link: Link) -> HttpResponse:
    """The form for who referred by telephone. Of what the branch knows it shows the day of the call alone."""
    with branch_context(branch):
        call = call_of(link)
    form = CompletionForm(
        request.POST if request.method == "POST" else None,
        branch=branch,
        check_url=address(request, "check", branch),
    )
    if not link.used_at and call.is_awaited and form.is_valid():
        try:
            with branch_context(branch):
                send_form(link, language=translation.get_language(), **form.values)
            return redirect(request.get_full_path())
        except LinkUsed:
            return redirect(request.get_full_path())
        except ValidationError as error:
            form.add_error(None, error)
    context = {
        "branch": branch,
        "link": link,
        "call": call,
        "form": form,
        "municipalities": municipality_names(branch),
    }
    return _page(request, "complete", **context)


@behind_link(LinkKind.STATUS)
@require_safe
def status(request: HttpRequest, branch: Branch, link: Link) -> HttpResponse:
    """How a referral stands, for whoever referred."""
    with branch_context(branch):
        found = status_of(link.referral_id, timezone.localdate())
    return _page(request, "status", branch=branch, link=link, found=found)


@behind_link(LinkKind.STILL_NEEDED)
@require_http_methods(["GET", "HEAD", "POST"])
def still_needed(request: HttpRequest, branch: Branch, link: Link) -> HttpResponse:
    """Asks whether help is still needed. Opening the page answers nothing: mail scanners open links too."""
    with branch_context(branch):
        place = place_of(link)
    form = StillNeededForm(request.POST if request.method == "POST" else None)
    if not link.used_at and place.is_open and form.is_valid():
        with suppress(LinkUsed), branch_context(branch):
            answer_still_needed(link, **form.cleaned_data)
        return redirect(request.get_full_path())
    return _page(request, "still_needed", branch=branch, link=link, place=place, form=form)
