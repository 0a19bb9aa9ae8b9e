"""The pages without an account: to find a branch, to refer a family or to ask for the own one.

They ask for no cookie, so that they work where those are refused; nothing is done here in the name of who is
signed in, so that there is nothing to protect with a CSRF token. The language stands in the address.
"""

import logging
import re
from collections.abc import Callable
from functools import wraps
from http import HTTPStatus
from typing import Any
from urllib.parse import urlencode

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from families.actions.inbox import submit
from families.enums import PublicLanguage, SubmissionSource
from families.forms.public import OwnFamilyForm, PublicForm, ReferralForm
from families.models import IntakeStop
from families.queries.inbox import branches_serving, open_branches, place_names
from families.queries.referrals import stop_on
from families.rules import NORM_DAYS
from families.stamps import Unstamped, form_of, stamp
from homestart.accounts.permissions import public
from homestart.accounts.throttle import DAY, CounterAway, TooManyTries, count, origin_of
from homestart.tenancy.context import public_context
from homestart.tenancy.models import Branch

logger = logging.getLogger(__name__)

HOUR = 60 * 60
#: How much may be sent: a house with many services has one address, and one morning many families.
PER_ORIGIN: tuple[tuple[int, int], ...] = ((20, HOUR), (60, DAY))
PER_BRANCH: tuple[tuple[int, int], ...] = ((100, HOUR), (300, DAY))
#: The texts of the form at their longest take a quarter of it.
LARGEST_BODY = 100_000
REFERENCE = re.compile(r"[0-9A-F]{4}-[0-9A-F]{4}")
LANGUAGE_PARAMETER = "taal"

View = Callable[..., HttpResponse]


def spoken(view: View) -> View:
    """Marks a public page: in the language of its address, and without more than it can use.

    An address without a language is Dutch, whatever the browser asks for: a link leads everybody to the same.
    """

    @wraps(view)
    def speaking(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        with translation.override(language_of(request)):
            if int(request.META.get("CONTENT_LENGTH") or 0) > LARGEST_BODY:
                context = {"languages": languages(request)}
                return render(request, "families/public/too_large.html", context, status=413)
            return view(request, *args, **kwargs)

    return csrf_exempt(public(speaking))


def language_of(request: HttpRequest) -> str:
    asked = request.GET.get(LANGUAGE_PARAMETER, "")
    return asked if asked in PublicLanguage.values else PublicLanguage.NL.value


def languages(request: HttpRequest) -> list[dict[str, Any]]:
    """To choose from at the top of the page: the same page in each language."""
    here = language_of(request)
    kept = {name: value for name, value in request.GET.items() if name != LANGUAGE_PARAMETER}
    return [
        {
            "code": code,
            "name": name,
            "current": code == here,
            "url": f"{request.path}?{urlencode({**kept, LANGUAGE_PARAMETER: code})}",
        }
        for code, name in PublicLanguage.choices
    ]


def address(request: HttpRequest, name: str, branch: Branch | None = None, **more: str) -> str:
    """The address of a public page in the language of this one."""
    language = language_of(request)
    if language != PublicLanguage.NL:
        more = {**more, LANGUAGE_PARAMETER: language}
    path = reverse(f"public:{name}", kwargs={"afdeling": branch.slug} if branch else {})
    return f"{path}?{urlencode(more)}" if more else path


def branch_or_404(slug: str) -> Branch:
    branch = open_branches(timezone.localdate()).filter(slug=slug).first()
    if branch is None:
        raise Http404
    return branch


def stop_of(branch: Branch) -> IntakeStop | None:
    with public_context(branch):
        return stop_on(timezone.localdate())


@spoken
@require_safe
def choose(request: HttpRequest) -> HttpResponse:
    """Leads from a municipality to the branch that works there; all branches stand below."""
    place = request.GET.get("gemeente", "").replace("\x00", "").strip()[:100]
    found = branches_serving(place) if place else []
    context = {
        "languages": languages(request),
        "place": place,
        "found": _with_addresses(request, found),
        "branches": _with_addresses(request, list(open_branches(timezone.localdate()))),
        "municipalities": place_names(),
    }
    return render(request, "families/public/choose.html", context)


@spoken
@require_http_methods(["GET", "HEAD", "POST"])
def refer(request: HttpRequest, afdeling: str) -> HttpResponse:
    """The form for who works with a family."""
    return _form(request, branch_or_404(afdeling), ReferralForm)


@spoken
@require_http_methods(["GET", "HEAD", "POST"])
def own_family(request: HttpRequest, afdeling: str) -> HttpResponse:
    """The form for a parent."""
    return _form(request, branch_or_404(afdeling), OwnFamilyForm)


@spoken
@require_POST
def check(request: HttpRequest, afdeling: str) -> HttpResponse:
    """What is worth knowing of the municipality and the youngest child, while somebody types."""
    form = ReferralForm(request.POST, branch=branch_or_404(afdeling), check_url="")
    return render(request, "families/public/_remarks.html", {"remarks": _remarks(request, form)})


@spoken
@require_safe
def sent(request: HttpRequest, afdeling: str) -> HttpResponse:
    """What happens next."""
    branch = branch_or_404(afdeling)
    number = request.GET.get("nr", "")
    context = {
        "languages": languages(request),
        "branch": branch,
        "number": number if REFERENCE.fullmatch(number) else "",
        "norm": NORM_DAYS,
        "stop": stop_of(branch),
        "again": address(request, "refer", branch),
    }
    return render(request, "families/public/sent.html", context)


def _form(request: HttpRequest, branch: Branch, form_class: type[PublicForm]) -> HttpResponse:
    check_url = address(request, "check", branch)
    status, problem, remarks = HTTPStatus.OK, "", []
    if request.method != "POST":
        form = form_class(branch=branch, check_url=check_url, initial={"stamp": stamp()})
    elif "wissel" in request.POST:
        # Another language: what is typed so far goes along, and nothing is wrong yet.
        typed = {name: _typed(request, name, form_class) for name in form_class.base_fields}
        form = form_class(branch=branch, check_url=check_url, initial=typed)
    else:
        form = form_class(request.POST, branch=branch, check_url=check_url)
        if form.is_valid():
            remarks = [] if "toch" in request.POST else _remarks(request, form)
            try:
                if not remarks:
                    return _send(request, branch, form)
            except Unstamped as unstamped:
                form.data = form.data.copy()
                form.data["stamp"] = unstamped.again
                problem = _("It was not sent yet. Please press the button once more.")
            except TooManyTries:
                status = HTTPStatus.TOO_MANY_REQUESTS
                problem = _("Too much was sent in a short time. Try again in an hour, or call us.")
        else:
            remarks = _remarks(request, form)
    form.shown_remarks = remarks
    context = {
        "languages": languages(request),
        "language_form": "referral",
        "branch": branch,
        "form": form,
        "own": form.by_family,
        "problem": problem,
        "may_insist": bool(remarks) and form.is_bound and form.is_valid(),
        "stop": stop_of(branch),
        "refer_url": address(request, "refer", branch),
        "own_url": address(request, "own_family", branch),
        "choose_url": address(request, "choose"),
    }
    return render(request, "families/public/form.html", context, status=status)


def _typed(request: HttpRequest, name: str, form_class: type[PublicForm]) -> Any:
    widget = form_class.base_fields[name].widget
    return widget.value_from_datadict(request.POST, request.FILES, name)


def _send(request: HttpRequest, branch: Branch, form: PublicForm) -> HttpResponse:
    """Stores it and leads on. Raises Unstamped, TooManyTries."""
    key = form_of(form.cleaned_data["stamp"])
    if form.is_trapped():
        raise Unstamped(form.cleaned_data["stamp"])
    _count(request, branch)
    submission = submit(
        branch, source=SubmissionSource.FORM, language=language_of(request), key=key, **form.values
    )
    number = submission.pk.hex[:8].upper()
    return redirect(address(request, "sent", branch, nr=f"{number[:4]}-{number[4:]}"))


def _count(request: HttpRequest, branch: Branch) -> None:
    """Raises TooManyTries.

    Nobody counts while Valkey is away, and then the form works all the same: whoever asks for help is worth
    more than what a robot can do meanwhile, which is to fill an inbox that can be emptied.
    """
    lists = [(f"public:{seconds}:{origin_of(request)}", most, seconds) for most, seconds in PER_ORIGIN]
    lists += [(f"public:{seconds}:{branch.slug}", most, seconds) for most, seconds in PER_BRANCH]
    try:
        count(lists)
    except CounterAway:
        logger.warning("Nobody counts what comes in by the public form: Valkey does not answer.")


def _remarks(request: HttpRequest, form: PublicForm) -> list[dict[str, Any]]:
    name = "own_family" if form.by_family else "refer"
    return [
        {
            "title": remark.title,
            "text": remark.text,
            "branches": [(branch, address(request, name, branch)) for branch in remark.branches],
        }
        for remark in form.remarks()
    ]


def _with_addresses(request: HttpRequest, branches: list[Branch]) -> list[dict[str, Any]]:
    return [
        {
            "branch": branch,
            "refer": address(request, "refer", branch),
            "own": address(request, "own_family", branch),
        }
        for branch in branches
    ]
