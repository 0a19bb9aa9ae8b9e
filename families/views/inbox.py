"""What came in from outside: read it, take it in as a referral, add it to one, or throw it away."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from families.actions import inbox as actions
from families.actions import taking_in
from families.enums import PublicLanguage
from families.models import Referral, Submission
from families.queries.inbox import SHARED_FIELDS, differences, discarded_submissions, waiting_submissions
from families.queries.lookalikes import lookalikes
from families.queries.referrals import LIVES_IN, is_outside_area
from families.rules import age_on
from homestart.accounts.permissions import Permission, require
from homestart.accounts.requests import Request
from homestart.audit.reading import looked_at
from homestart.tenancy.versions import Outdated
from homestart.ui.messages import say_done
from homestart.ui.navigation import branch_url
from homestart.vocabulary import Theme

SHOWN = 100


@require(Permission.READ_FAMILIES)
@require_safe
def inbox(request: Request) -> HttpResponse:
    """What waits, the oldest first, and below it what was thrown away of late."""
    waiting = list(waiting_submissions()[: SHOWN + 1])
    context = {
        "waiting": waiting[:SHOWN],
        "more": len(waiting) > SHOWN,
        "discarded": discarded_submissions()[:SHOWN],
        "kept": actions.KEPT.days,
        "today": timezone.localdate(),
        "public_url": request.build_absolute_uri(
            reverse("public:refer", kwargs={"afdeling": request.branch.slug})
        ),
    }
    return render(request, "families/inbox/list.html", context)


@require(Permission.READ_FAMILIES)
@require_safe
def detail(request: Request, submission_id: UUID) -> HttpResponse:
    """All that was sent, and beside it whom it resembles."""
    submission = submission_or_404(submission_id)
    looked_at(request, submission)
    place = submission.municipality_name
    context = {
        "submission": submission,
        "requests": [str(Theme(code).label) for code in submission.requests],
        "spoken": "" if submission.language == PublicLanguage.NL else submission.get_language_display(),
        "age": _age_of(submission),
        "outside": place if is_outside_area(request.branch, submission.municipality, place) else "",
        "alike": [] if submission.handled_at else _alike(submission),
    }
    return render(request, "families/inbox/detail.html", context)


@require(Permission.EDIT_FAMILIES)
@require_POST
def accept(request: Request, submission_id: UUID) -> HttpResponse:
    """Makes it a referral, which is where the work goes on."""
    try:
        referral = taking_in.take_in(submission_or_404(submission_id), by=request.user)
    except (Outdated, ValidationError) as error:
        return _not_taken_in(request, submission_id, error)
    messages.success(request, _("It is a referral now, received on the day on which it was sent."))
    return _to_referral(request, referral)


@require(Permission.EDIT_FAMILIES)
@require_POST
def refuse(request: Request, submission_id: UUID) -> HttpResponse:
    """A referral in the figures, not accepted because the waiting list is closed; its page can undo that."""
    try:
        referral = taking_in.refuse_for_stop(submission_or_404(submission_id), by=request.user)
    except (Outdated, ValidationError) as error:
        return _not_taken_in(request, submission_id, error)
    undo = branch_url(request.branch, "referrals:undo_decision", referral_id=referral.pk)
    say_done(
        request,
        _("Not accepted: the waiting list is closed. It counts in the figures."),
        f"{undo}?versie={referral.version}",
    )
    return _to_referral(request, referral)


@require(Permission.EDIT_FAMILIES)
@require_http_methods(["GET", "HEAD", "POST"])
def join(request: Request, submission_id: UUID, referral_id: UUID) -> HttpResponse:
    """Adds it to a referral that is there: what is empty is filled, and what differs is chosen."""
    submission = submission_or_404(submission_id)
    referrals = Referral.objects.select_related("referrer", "family").annotate(lives_in=LIVES_IN)
    referral = get_object_or_404(referrals, pk=referral_id)
    if request.method == "POST":
        replacing = [name for name in SHARED_FIELDS if request.POST.get(f"keep_{name}") == "replace"]
        try:
            taking_in.add_to_referral(submission, referral, by=request.user, replacing=replacing)
        except (Outdated, ValidationError) as error:
            return _not_taken_in(request, submission_id, error)
        messages.success(request, _("It is added to the referral."))
        return _to_referral(request, referral)
    looked_at(request, submission)
    looked_at(request, referral)
    context = {
        "submission": submission,
        "referral": referral,
        "differences": [
            {
                "name": one.field,
                "label": Referral._meta.get_field(one.field).verbose_name,  # type: ignore[union-attr]
                "ours": _in_words(one.field, one.ours),
                "theirs": _in_words(one.field, one.theirs),
            }
            for one in differences(submission, referral)
        ],
    }
    return render(request, "families/inbox/join.html", context)


@require(Permission.EDIT_FAMILIES)
@require_POST
def discard(request: Request, submission_id: UUID) -> HttpResponse:
    """Out of the way, with a way back."""
    try:
        actions.discard(submission_or_404(submission_id), by=request.user)
    except Outdated:
        return _handled_meanwhile(request, submission_id)
    undo = branch_url(request.branch, "referrals:inbox_put_back", submission_id=submission_id)
    say_done(
        request,
        _("It is thrown away. Until %(days)d days from now you can take it back.")
        % {"days": actions.KEPT.days},
        undo,
    )
    return redirect(branch_url(request.branch, "referrals:inbox"))


@require(Permission.EDIT_FAMILIES)
@require_POST
def put_back(request: Request, submission_id: UUID) -> HttpResponse:
    """What was thrown away waits again."""
    try:
        actions.put_back(submission_or_404(submission_id), by=request.user)
    except Outdated:
        return _handled_meanwhile(request, submission_id)
    messages.success(request, _("It waits again."))
    return redirect(branch_url(request.branch, "referrals:submission", submission_id=submission_id))


def submission_or_404(submission_id: UUID) -> Any:
    submissions = Submission.objects.select_related("referral", "handled_by")
    return get_object_or_404(submissions, pk=submission_id)


def _to_referral(request: Request, referral: Referral) -> HttpResponse:
    return redirect(branch_url(request.branch, "referrals:detail", referral_id=referral.pk))


def _not_taken_in(request: Request, submission_id: UUID, error: Outdated | ValidationError) -> HttpResponse:
    """Says why: somebody was quicker, or what came in does not fit, as an e-mail address that is none."""
    if isinstance(error, Outdated):
        return _handled_meanwhile(request, submission_id)
    messages.error(request, " ".join(error.messages))
    return redirect(branch_url(request.branch, "referrals:submission", submission_id=submission_id))


def _handled_meanwhile(request: Request, submission_id: UUID) -> HttpResponse:
    messages.warning(request, _("Somebody handled this meanwhile. Nothing was changed."))
    return redirect(branch_url(request.branch, "referrals:inbox"))


def _alike(submission: Submission) -> list[Any]:
    born = [("", submission.youngest_born_on)] if submission.youngest_born_on else []
    return lookalikes(
        submission.family_name,
        submission.phone,
        email=submission.family_email,
        born=born,
        but=submission.referral,
    )


def _age_of(submission: Submission) -> int | None:
    """Of the youngest child on the day of sending; None for one that is not born, or not known."""
    sent_on = timezone.localdate(submission.sent_at)
    if submission.youngest_born_on is None:
        return submission.youngest_age
    return age_on(submission.youngest_born_on, sent_on) if submission.youngest_born_on <= sent_on else None


def _in_words(name: str, value: Any) -> Any:
    if name == "requests":
        return ", ".join(str(Theme(code).label) for code in value)
    if name == "family_agrees":
        return _("yes") if value else _("no")
    return value
