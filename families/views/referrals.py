"""Referrals: the list, registering one with the phone at the ear, and all that is known of one."""

from collections.abc import Collection
from typing import Any
from uuid import UUID

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from families.actions import referrals as actions
from families.actions.links import register_and_ask
from families.answers import answer_address
from families.enums import ContactKind, LinkKind, ReferralChannel, ReferralState, RefusalReason
from families.forms.links import RegisterForm
from families.forms.referrals import ReferralForm, ReferrerForm, found_families, found_referrers, initial_of
from families.models import Referral, ReferrerOrganisation
from families.queries.links import links_about
from families.queries.lookalikes import like_referral, lookalikes, typed_days
from families.queries.referrals import (
    LIVES_IN,
    changes_of,
    contacts_of,
    is_outside_area,
    led_onward,
    municipality_named,
    municipality_names,
    referrals_in,
    sending_of,
    state_of,
    stop_on,
)
from families.rules import NORM_DAYS, days_open, is_late, missing
from families.views.common import values_of
from homestart.accounts.permissions import Permission, require
from homestart.accounts.requests import Request
from homestart.audit.reading import looked_at
from homestart.drafts.editing import Editing
from homestart.lists.listing import Badge, ListColumn, Listing, show_list
from homestart.tenancy.models import Branch
from homestart.ui.forms import Combobox
from homestart.ui.navigation import branch_url
from homestart.ui.tables import Action
from homestart.ui.templatetags.format import duration
from homestart.ui.timeline import Entry

OPEN = "open"
KINDS = {
    ReferralState.RECEIVED: "accent",
    ReferralState.SCREENING: "caution",
    ReferralState.ACCEPTED: "good",
}


def referral_or_404(referral_id: UUID) -> Any:
    """The referral with its referrer and family and where it `lives_in`, in the branch of the request."""
    referrals = Referral.objects.select_related("referrer", "family", "handed_over_to")
    return get_object_or_404(referrals.annotate(lives_in=LIVES_IN), pk=referral_id)


def state_badge(referral: Referral) -> Badge:
    state = state_of(referral)
    return Badge(state.label, KINDS.get(state, ""))


class ReferralFilters(forms.Form):
    toestand = forms.ChoiceField(
        label=gettext_lazy("State"),
        required=False,
        choices=[
            ("", gettext_lazy("All referrals")),
            (OPEN, gettext_lazy("Without a decision")),
            *ReferralState.choices,
        ],
    )


def _waits(referral: Referral) -> str:
    days = days_open(referral, timezone.localdate())
    return "" if days is None else duration(days)


REFERRALS = Listing(
    name="aanmeldingen",
    title=gettext_lazy("Referrals"),
    columns=[
        ListColumn(
            gettext_lazy("Name"),
            lambda one: one.title,
            "naam",
            ["family_name"],
        ),
        ListColumn(gettext_lazy("Received"), lambda one: one.received_on, "ontvangen", ["received_on"]),
        ListColumn(gettext_lazy("State"), state_badge, "toestand", ["decision"]),
        ListColumn(gettext_lazy("Open for"), _waits, "wacht"),
        ListColumn(
            gettext_lazy("Referrer"),
            lambda one: str(one.referrer or _("the family itself")),
            "aanmelder",
            ["referrer__organisation"],
        ),
        ListColumn(gettext_lazy("Municipality"), lambda one: one.lives_in, "gemeente", ["lives_in"]),
    ],
    find=lambda filters, name: referrals_in(filters.get("toestand", ""), name),
    order="-ontvangen",
    count=lambda count: ngettext("%(count)d referral", "%(count)d referrals", count) % {"count": count},
    url=lambda branch, one: branch_url(branch, "referrals:detail", referral_id=one.pk),
    action=lambda branch, one: (
        None
        if one.decision
        else Action(_("Decide"), branch_url(branch, "referrals:decide", referral_id=one.pk))
    ),
    filters=ReferralFilters,
    empty=gettext_lazy("Register the first one when somebody calls."),
)


@require(Permission.READ_FAMILIES)
@require_http_methods(["GET", "HEAD", "POST"])
def referral_list(request: HttpRequest) -> HttpResponse:
    """The referrals of the branch, by the day on which they came in; open ones can be shown alone."""
    return show_list(request, REFERRALS, template="families/referrals/list.html")


@require(Permission.EDIT_FAMILIES)
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """A referral in one press: name, telephone, what it is about. Received today, by telephone."""
    today = timezone.localdate()
    editing = Editing(request)
    form = editing.form(
        RegisterForm,
        initial={"received_on": today, "channel": ReferralChannel.PHONE.value},
        **_form_addresses(request),
    )
    if editing.is_valid(form):
        done = editing.save(
            form,
            lambda: _register(form, by=request.user),
            then=lambda referral: detail_url(request, referral),
            message=_("The referral is saved. The referrer gets a mail with a link to complete it.")
            if "ask_referrer" in request.POST
            else _("The referral is saved. You have %(norm)d days to decide.") % {"norm": NORM_DAYS},
        )
        if done:
            return done
    form.fields["family_name"].widget.attrs["autofocus"] = True
    form.resembles = _resembles(request)
    context = {"form": form, "editing": editing, "stop": stop_on(today)}
    return render(request, "families/referrals/new.html", context)


@require(Permission.EDIT_FAMILIES)
@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: HttpRequest, referral_id: UUID) -> HttpResponse:
    """Completes or corrects a referral."""
    referral = referral_or_404(referral_id)
    if referral.anonymised:
        return redirect(detail_url(request, referral))
    looked_at(request, referral)
    editing = Editing(request, about=referral)
    form = editing.form(ReferralForm, initial=initial_of(referral), **_form_addresses(request))
    if editing.is_valid(form):
        done = editing.save(
            form,
            lambda: actions.change_referral(
                referral,
                by=request.user,
                version=editing.version,
                **form.values,
            ),
            then=lambda referral: detail_url(request, referral),
            message=_("The referral is saved."),
        )
        if done:
            return done
    form.resembles, form.unfolded = _resembles(request, referral), True
    context = {"form": form, "editing": editing, "referral": referral}
    return render(request, "families/referrals/edit.html", context)


@require(Permission.READ_FAMILIES)
@require_safe
def detail(request: Request, referral_id: UUID) -> HttpResponse:
    """All of one referral: how long it waits, what is missing, the contacts so far, the decision."""
    referral = referral_or_404(referral_id)
    looked_at(request, referral)
    branch, today = request.branch, timezone.localdate()
    context = {
        "referral": referral,
        "state": state_badge(referral),
        "today": today,
        "norm": NORM_DAYS,
        "days": days_open(referral, today),
        "late": is_late(referral, today),
        "missing": [] if referral.anonymised else missing(referral),
        "outside": referral.lives_in
        if is_outside_area(branch, referral.municipality, referral.lives_in)
        else "",
        "stop": None if referral.decision else stop_on(today),
        "alike": [] if referral.decision else like_referral(referral),
        "requests": [str(label) for label in _requests(referral)],
        "contacts": _timeline(branch, referral, request.permissions),
        "changes": changes_of(referral),
        "entry": referral.waiting_list_entries.order_by("-entered_on").first(),
        "others": [capfirst(RefusalReason(code).label) for code in referral.other_refusal_reasons],
        "writes_to": answer_address(referral),
        "sending": sending_of(referral),
        "onward": led_onward(referral),
        "asks_form": not referral.decision and referral.form_received_on is None,
        "form_links": links_about(referral, LinkKind.COMPLETE),
        "status_links": links_about(referral, LinkKind.STATUS),
    }
    return render(request, "families/referrals/detail.html", context)


@require(Permission.EDIT_FAMILIES)
@require_POST
def check(request: HttpRequest) -> HttpResponse:
    """What is worth knowing of what is typed so far: whom it resembles, and that it lies outside the area."""
    return HttpResponse(_resembles(request))


@require(Permission.EDIT_FAMILIES)
@require_http_methods(["GET", "HEAD", "POST"])
def referrer(request: HttpRequest, referrer_id: UUID) -> HttpResponse:
    """Corrects a referrer, in all its referrals."""
    referrer = get_object_or_404(ReferrerOrganisation.objects.all(), pk=referrer_id)
    editing = Editing(request, about=referrer)
    form = editing.form(ReferrerForm, initial=values_of(referrer, ReferrerForm))
    if editing.is_valid(form):
        done = editing.save(
            form,
            lambda: actions.change_referrer(
                referrer, by=request.user, version=editing.version, **form.cleaned_data
            ),
            then=lambda referrer: branch_url(request.branch, "referrals:list"),
            message=_("The referrer is saved."),
        )
        if done:
            return done
    context = {"form": form, "editing": editing, "referrer": referrer}
    return render(request, "families/referrals/referrer.html", context)


@require(Permission.EDIT_FAMILIES)
@require_POST
def find_referrers(request: HttpRequest) -> HttpResponse:
    """Referrers to choose from, for the box "referrer"."""
    typed = request.POST.get(f"referrer{Combobox.TYPED}", "")
    context = {"name": "referrer", "found": found_referrers(typed), "typed": typed}
    return render(request, "components/choices.html", context)


@require(Permission.EDIT_FAMILIES)
@require_POST
def find_families(request: HttpRequest) -> HttpResponse:
    """Families to choose from, for the box "family"."""
    typed = request.POST.get(f"family{Combobox.TYPED}", "")
    context = {"name": "family", "found": found_families(typed), "typed": typed}
    return render(request, "components/choices.html", context)


def detail_url(request: HttpRequest, referral: Referral) -> str:
    return branch_url(request.branch, "referrals:detail", referral_id=referral.pk)


def _register(form: Any, *, by: Any) -> Referral:
    """Saves it and, when that was asked, lets the referrer complete it."""
    register = register_and_ask if form.cleaned_data["ask_referrer"] else actions.register_referral
    return register(by=by, **form.values)


def _form_addresses(request: HttpRequest) -> dict[str, Any]:
    branch: Branch = request.branch
    return {
        "referrers_url": branch_url(branch, "referrals:find_referrers"),
        "check_url": branch_url(branch, "referrals:check"),
        "municipalities": municipality_names(branch),
    }


def _resembles(request: HttpRequest, referral: Referral | None = None) -> str:
    """What is worth knowing of what was sent: whom it resembles, and that it lies outside the area."""
    if request.method != "POST":
        return ""
    name, phone, place, email, born = (
        request.POST.get(field, "").replace("\x00", "").strip()
        for field in ("family_name", "phone", "municipality_name", "family_email", "youngest_born_on")
    )
    known = municipality_named(place, timezone.localdate()) if place else None
    outside = is_outside_area(request.branch, known.pk if known else "", place)
    context = {
        "alike": lookalikes(
            name, phone, email=email, born=[("", day) for day in typed_days(born)], but=referral
        ),
        "outside": (known.name if known else place) if outside else "",
    }
    return render_to_string("families/referrals/_resembles.html", context, request)


def _requests(referral: Referral) -> list[Any]:
    labels = dict(referral._meta.get_field("requests").base_field.flatchoices)  # type: ignore[union-attr]
    return [labels.get(code, code) for code in referral.requests]


def _timeline(branch: Branch, referral: Referral, permissions: Collection[Permission]) -> list[Entry]:
    return [
        Entry(
            contact.date,
            ContactKind(contact.kind).label,
            "message-circle",
            who=str(contact.noted_by or ""),
            text=contact.note,
            url=branch_url(
                branch, "families:contact_edit", family_id=contact.family_id, contact_id=contact.pk
            ),
        )
        for contact in contacts_of(referral, permissions)
    ]
